"""The open country: sky, far land, ground, mist, what the eye goes to, a near frame, weather."""

from __future__ import annotations

from engines.image.storyboard_art import city, land, mountains, shore, sky, water, woods
from engines.image.storyboard_art.canvas import Canvas, ink, mix, ridge
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, step
from engines.image.storyboard_art.subjects import avenue, frame, subjects

Words = dict[str, int]


def landscape(c: Canvas, light: Light, words: Words, fixed: Dice, dice: Dice) -> None:
    """Paint the country the words name."""
    wet = "sea" in words or "lake" in words
    high = any(w in words for w in ("mountain", "ice", "snow", "volcano"))
    horizon = c.height * (0.58 if wet else 0.62 if high else 0.57)
    left = dice.chance(0.5)
    third = 1 / 3 + dice.between(-0.03, 0.03)
    sun_x = c.width * (third if left else 1 - third)
    hero = c.width - sun_x
    _above(c, light, words, dice, horizon, sun_x)
    _far(c, light, words, fixed, dice, horizon, hero, left)
    _ground(c, light, words, dice, horizon, sun_x, hero)
    _mist(c, light, words, dice.fork("mist"), horizon)
    subjects(c, light, words, dice, horizon, sun_x, hero, left)
    frame(c, light, words, dice.fork("frame"), left)
    _falling(c, light, words, dice.fork("weather"))


def _above(c: Canvas, light: Light, words: Words, dice: Dice, horizon: float, sun_x: float) -> None:
    sun_y = horizon - (horizon - c.height * 0.22) * light.height
    if "sea" not in words and light.height < 0.3:
        sun_y -= c.unit * 0.07
    sky.backdrop(c, light, horizon)
    stormy = bool(words.keys() & {"storm", "rain", "lightning"})
    if stormy:
        sky.overcast(c, light, dice.fork("overcast"), horizon * 0.8)
        if "lightning" in words:
            sky.lightning(c, dice.fork("bolt"), c.width - sun_x, horizon)
    elif light.name == "night":
        if "star" in words:
            sky.milky_way(c, dice.fork("dust"), int(horizon))
        sky.stars(c, dice.fork("stars"), horizon, 650 if "star" in words else 380, 0.6)
        if "star" not in words or "moon" in words:
            sky.moon(c, light, sun_x, sun_y, dice.fork("moon"))
    else:
        sky.cirrus(c, light, dice.fork("cirrus"), horizon * 0.9)
        if "volcano" not in words:
            sky.sun(c, light, sun_x, sun_y)
    if stormy:
        return
    hero = c.width - sun_x
    own = dice.fork("clouds")
    if "tower" in words:
        tall = horizon - c.height * 0.22
        sky.cumulus(c, light, own.fork("far"), sun_x, horizon, c.unit * 0.8, tall * 0.42, 0.8)
        sky.towering(
            c, light, own.fork("hero"), hero, horizon, min(c.unit * 0.85, c.width * 0.9), tall
        )
        sky.cumulus(
            c,
            light,
            own.fork("near"),
            sun_x + (sun_x - hero) * 0.4,
            horizon,
            c.unit * 0.7,
            tall * 0.28,
            rows=3,
        )
    elif "cloud" in words:
        for i, (x, y, size) in enumerate(
            ((hero, 0.8, 1.0), (sun_x * 0.95, 0.93, 0.7), (c.width * 0.5, 1.0, 0.6))
        ):
            sky.cumulus(
                c,
                light,
                own.fork(str(i)),
                x,
                horizon * y,
                c.unit * 0.80 * size,
                c.unit * 0.30 * size,
            )
    elif light.name in ("day", "morning", "frost", "heat") or "sky" in words:
        for i in range(2):
            x = (hero if i == 0 else sun_x) + own.between(-0.15, 0.15) * c.width
            y = horizon * own.between(0.72, 0.9)
            sky.cumulus(
                c,
                light,
                own.fork(str(i)),
                x,
                y,
                c.unit * own.between(0.28, 0.40),
                c.unit * own.between(0.10, 0.15),
                0.85,
            )


def _far(
    c: Canvas,
    light: Light,
    words: Words,
    fixed: Dice,
    dice: Dice,
    horizon: float,
    hero: float,
    left: bool,
) -> None:
    own = dice.fork("far")
    if "volcano" in words:
        mountains.volcano(c, light, own, hero, horizon, left)
    elif any(w in words for w in ("mountain", "ice", "snow")) and not (
        "sea" in words and "mountain" not in words
    ):
        cold = "snow" in words or "ice" in words
        height = min(c.unit * 0.46, horizon - c.height * 0.2)
        mountains.range_of_peaks(
            c,
            light,
            own,
            horizon + c.unit * 0.02,
            height,
            hero,
            "rock",
            0.82 if cold else 0.30,
            left,
        )
    elif "desert" in words or "city" in words or "sea" in words:
        pass
    else:
        for i, (depth, rise) in enumerate(((0.08, 0.075), (0.2, 0.05))):
            edge = ridge(
                c, own.fork(str(i)), horizon - c.unit * (0.05 - 0.03 * i), c.unit * rise, 0.42, 0.5
            )
            tone = mix(ground(light, "rock", depth), light.haze, 0.25)
            c.contour(edge, tone, light.haze, span=c.unit * 0.16, shadow=0.06)
    if "city" in words:
        tall = min(c.unit * 0.36, horizon - c.height * 0.26)
        city.skyline(c, light, own.fork("city"), horizon + c.unit * 0.02, tall)


def _ground(
    c: Canvas, light: Light, words: Words, dice: Dice, horizon: float, sun_x: float, hero: float
) -> None:
    own = dice.fork("ground")
    shine = None if words.keys() & {"storm", "rain", "star"} else sun_x
    if "sea" in words:
        water.sea(c, light, own, horizon, shine, 1.1 if "storm" in words else 0.5)
    elif "lake" in words or (
        "city" in words and not any(w in words for w in ("road", "river", "field", "wheat", "hill"))
    ):
        water.lake(c, light, own, horizon, shine)
    elif "desert" in words:
        land.dunes(c, light, own, horizon, c.height * 0.92)
    elif words.keys() & {"river", "road", "wheat"} or ("field" in words and "hill" not in words):
        _plain(c, light, words, own, horizon, sun_x, hero)
    elif "forest" in words:
        woods.forest(c, light, own, horizon - c.unit * 0.02, c.height * 0.93, 0.15, 5, 0.12)
    else:
        cold = any(w in words for w in ("snow", "ice"))
        kind = "snow" if cold else "lava" if "volcano" in words else "green"
        trees = "" if "volcano" in words else "firs" if cold or "mountain" in words else "crowns"
        bowl = 0.0 if cold else 0.10
        land.hills(
            c, light, own, horizon + c.unit * 0.03, c.height * 0.88, kind, 5, bowl=bowl, woods=trees
        )
        if "ice" in words:
            shore.glacier(c, light, own.fork("ice"), horizon, hero)


def _plain(
    c: Canvas, light: Light, words: Words, dice: Dice, horizon: float, sun_x: float, hero: float
) -> None:
    """Lay flat land with a river or road through it, or furrows, woods on both sides."""
    cold = "snow" in words
    kind = (
        "snow"
        if cold
        else "field"
        if "wheat" in words
        else "desert"
        if "desert" in words
        else "green"
    )
    top = horizon + c.unit * 0.015
    stops = [
        (0.0, mix(ground(light, kind, 0.35), light.haze, 0.4)),
        (0.3, ground(light, kind, 0.6)),
        (1.0, ground(light, kind, 0.97)),
    ]
    y0 = int(top)
    c.blend(
        c.gradient(stops, y0, c.height) * (1 + 0.05 * c.paint[y0:]), 1.0 + 0 * c.rgb[0, y0:], y0
    )
    if words.keys() & {"field", "wheat"}:
        land.furrows(c, light, top, c.width * 0.5 + (hero - c.width / 2) * 0.4, kind)
    else:
        patches = water.perspective_streaks(c, dice.fork("patches"), y0, 0.5)
        c.blend(
            ground(light, "forest" if not cold else "rock", 0.8),
            step(patches, 0.15, 0.9) * 0.25,
            y0,
        )
        c.blend(
            mix(ground(light, kind, 0.8), light.sun, 0.4), step(-patches, 0.25, 0.95) * 0.22, y0
        )
    near = c.width * 0.5 + (hero - c.width / 2) * 0.25
    if "river" in words:
        water.river(c, light, dice.fork("river"), top, sun_x, near, 0.22)
    elif "road" in words:
        land.road(c, light, dice.fork("road"), top, sun_x, near)
    if "forest" in words:
        if words.keys() & {"autumn", "golden", "morning"}:
            avenue(c, light, dice.fork("trees"), top, sun_x, near, "autumn" in words)
        else:
            woods.forest(
                c,
                light,
                dice.fork("woods"),
                top + c.unit * 0.012,
                c.height * 1.02,
                0.15,
                4,
                0.35,
                (sun_x, near),
            )


def _mist(c: Canvas, light: Light, words: Words, dice: Dice, horizon: float) -> None:
    if "mist" not in words:
        return
    pale = mix(light.cloud[0], light.haze, 0.35)
    sky.mist(c, dice.fork("low"), horizon + c.unit * 0.02, c.unit * 0.13, pale, 0.85)
    sky.mist(c, dice.fork("near"), horizon + c.unit * 0.2, c.unit * 0.09, pale, 0.35)
    if "sea" in words or "lake" in words:
        sky.vapour(c, dice.fork("rise"), horizon + c.unit * 0.2, c.unit * 0.5, pale, 0.62)


def _falling(c: Canvas, light: Light, words: Words, own: Dice) -> None:
    if "rain" in words or ("storm" in words and "snow" not in words):
        sky.rain(c, own.fork("rain"), mix(light.cloud[0], ink("#ffffff"), 0.5))
    if "snow" in words and ("storm" in words or own.chance(0.6)):
        sky.snowfall(c, own.fork("snow"), ink("#ffffff"))
