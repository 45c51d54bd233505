"""The ambiences, each a list of layers in FFmpeg's filter language: noise or tones, what shapes
them, and how their level moves (procedural sound as in Farnell, Designing Sound, MIT Press 2010).

Gains only balance the layers; the whole is brought to its loudness afterwards. A layer's text has
`{layer}` where its own name goes, so that inner links of two layers never meet.
"""

from __future__ import annotations

from collections.abc import Callable

from engines.ambience.circle import Circle, at

_LEVEL_RATE = 480  # Hz; the quickest level swings some three times a second


def _moving(layer: str, left: str, right: str) -> str:
    """Return `layer` with the levels `left` and `right`, expressions of `now`."""
    level = f"aevalsrc='{at('t', left)}|{at('t', right)}':s={_LEVEL_RATE}:c=stereo,aresample=48000"
    return f"{layer}[{{layer}}s];{level}[{{layer}}l];[{{layer}}s][{{layer}}l]amultiply"


def wind(circle: Circle) -> list[str]:
    """Gusts that pass from left to right; the harder they blow, the higher they howl."""
    sways = [circle.sway(period) for period in (23, 11, 6.7, 3.4)]
    depths = (0.4, 0.4, 0.25, 0.12)
    gust = "+".join(f"{depth}*{sway}" for depth, sway in zip(depths, sways, strict=True))
    later = at("(now-0.35)", gust)
    howl = at("T", f"450*exp(0.5*({gust})+0.18*{circle.sway(5.1)})")

    def blown(layer: str, power: float) -> str:
        return _moving(layer, f"exp({power}*({gust}))", f"exp({power}*({later}))")

    return [
        blown(f"{circle.noise('pink')},highpass=90,lowpass=320,volume=4dB", 0.6),
        # Every 1,024 samples the resonance is told its pitch anew; a filter in state variable form
        # (svf) takes that without a click.
        blown(
            f"{circle.noise('pink')},asendcmd='0-86400 [expr] bandpass@howl f {howl}',"
            "bandpass@howl=f=450:t=q:w=4:a=svf,lowpass=1800,volume=11dB",
            1.0,
        ),
        blown(f"{circle.noise('pink')},highpass=1100,lowpass=3800:p=1,volume=-9dB", 1.4),
    ]


def rain(circle: Circle) -> list[str]:
    """A steady hiss of far drops, the clatter of near ones, and a few that are heard singly."""
    layers = [
        f"{circle.noise('white')},highpass=1200,lowpass=6500,volume=-17dB",
        f"{circle.noise('pink')},highpass=120,lowpass=700,volume=-14dB",
        f"{circle.noise('velvet', 0.004)},bandpass=f=3200:t=o:w=2,volume=-4dB",
    ]
    for hertz, ring, density, gain in (
        (5100, 12, 2e-4, 18),
        (3600, 13, 1.5e-4, 20),
        (2500, 14, 1e-4, 23),
        (1700, 15, 5e-5, 25),
    ):
        drops = f"{circle.noise('velvet', density)},bandpass=f={hertz}:t=q:w={ring},volume={gain}dB"
        # Drops fall at chance times, so where these quick swings stand gives each its own weight.
        left, right = (f"(0.3+0.7*{circle.sway(0.31)}^2)" for _ in range(2))
        layers.append(f"{_moving(drops, left, right)},aecho=0.9:0.9:11|23|37:0.22|0.15|0.1")
    return layers


def sea(circle: Circle) -> list[str]:
    """Waves that swell, break and run out as foam, one every 7 to 11 seconds, over a far surf."""
    wave = circle.turn(8.8, unsteady=0.2)
    height = f"(0.85+0.15*{circle.sway(29)})"

    def washed(layer: str, rest: float, sharp: float, lag: float, skew: float) -> str:
        """Return `layer` rising once a wave, `lag` radians after the break and falling slower.

        A von Mises bump, exp(sharp * (cos(x) - 1)), with its time bent by `skew`.
        """
        sides = [
            f"({rest}+{height}*exp({sharp}*(cos({x}+{skew}*cos({x}))-1)))"
            for x in (f"({at(now, wave)}-{lag})" for now in ("now", "(now-0.2)"))
        ]
        return _moving(layer, *sides)

    far = f"(0.8+0.2*{circle.sway(5.3)})"
    return [
        _moving(f"{circle.noise('pink')},highpass=80,lowpass=900,volume=-8dB", far, far),
        washed(
            f"{circle.noise('brown')},highpass=60,lowpass=260,volume=-2dB", 0.25, 1.5, -0.6, 0.3
        ),
        washed(f"{circle.noise('pink')},highpass=150,lowpass=1600,volume=5dB", 0.12, 3, 0, 0.7),
        washed(
            f"{circle.noise('white')},highpass=1300,lowpass=5500:p=1,volume=-12dB",
            0.1,
            1.6,
            0.7,
            0.8,
        ),
    ]


def room(circle: Circle) -> list[str]:
    """Next to nothing: a low, even breath of a building, and a trace of air."""
    return [
        f"{circle.noise('brown')},highpass=60,lowpass=150:p=1",
        f"{circle.noise('pink')},highpass=150,lowpass=700:p=1,volume=-14dB",
        f"{circle.noise('pink')},highpass=2500,lowpass=8000,volume=-25dB",
    ]


def drone(circle: Circle) -> list[str]:
    """A low fifth whose doubled strings beat slowly, its upper partials coming and going."""
    root = circle.chance.uniform(49, 58)
    weights = {1: 1.0, 1.5: 0.45, 2: 0.55, 3: 0.3, 4: 0.2, 4.5: 0.1, 6: 0.09, 8: 0.05}
    left: list[str] = []
    right: list[str] = []
    for ratio, weight in weights.items():
        middle = circle.tone(root * ratio)
        below = circle.tone(root * ratio - circle.chance.uniform(0.07, 0.16))
        above = circle.tone(root * ratio + circle.chance.uniform(0.07, 0.16))
        # The middle string is the same on both sides, so that mono never beats down to nothing.
        for side, low, high in ((left, 0.35, 0.05), (right, 0.05, 0.35)):
            swell = f"(0.7+0.3*{circle.sway(11 + 3 * ratio)})"
            side.append(f"{weight}*{swell}*({middle}+{low}*{below}+{high}*{above})")
    strings = "|".join(at("t", "+".join(side)) for side in (left, right))
    # Nothing in it is above 500 Hz, so a tenth of the rate carries it.
    return [
        f"aevalsrc='{strings}':s=4800:c=stereo,aresample=48000,volume=-12dB",
        f"{circle.noise('brown')},highpass=60,lowpass=240,volume=-18dB",
    ]


KINDS: dict[str, Callable[[Circle], list[str]]] = {
    "wind": wind,
    "rain": rain,
    "sea": sea,
    "room": room,
    "drone": drone,
}


def graph(layers: list[str], samples: int) -> str:
    """Return the filter graph that mixes `layers` to `samples` stereo samples at 48 kHz, [out]."""
    chains = [f"{layer}[{{layer}}]".replace("{layer}", f"n{i}") for i, layer in enumerate(layers)]
    labels = "".join(f"[n{i}]" for i in range(len(layers)))
    mix = f"{labels}amix=inputs={len(layers)}:normalize=0,atrim=end_sample={samples}[out]"
    return ";".join([*chains, mix])
