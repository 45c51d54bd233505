"""Compositions: which stage a prompt's words call for; a thing before a disc, paper waves."""

from __future__ import annotations

from dataclasses import replace

from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.landscape import landscape
from engines.image.storyboard_art.light import LIGHTS, light_for
from engines.image.storyboard_art.noise import Dice, line, wave
from engines.image.storyboard_art.objects import OBJECTS
from engines.image.storyboard_art.places import interior, space, underground, underwater

Words = dict[str, int]


# Words that only qualify a picture; they do not call for a stage.
QUALIFIERS = frozenset(
    [
        "sun",
        "star",
        "night",
        "dawn",
        "morning",
        "dusk",
        "golden",
        "autumn",
        "day",
        "light",
        "mist",
        "wind",
        "storm",
        "lightning",
        "person",
        "people",
    ]
)


# Zenith, foot, disc and table of a picture without a landscape.
PALETTES = [
    tuple(ink(code) for code in row.split())
    for row in (
        "#163f4c #4f9690 #f3d8a2 #0e2a36", "#33213f #a85c6a #f8bd8b #20142b",
        "#13213c #44678c #f4c56e #0c1526", "#38462f #98a66e #f6e5b8 #232c1b",
        "#5f2a2a #d17f54 #f9dfab #361719", "#1d2f52 #7d86b5 #f5c9b0 #121c36",
    )
]  # fmt: skip


def compose(c: Canvas, words: Words, fixed: Dice, dice: Dice) -> None:
    """Paint the picture the words ask for; `fixed` belongs to the prompt, `dice` to the take."""
    light = light_for(words, fixed)
    things_named = [name for name in words if name in OBJECTS]
    stages = [name for name in words if name not in QUALIFIERS]
    if "underground" in words:
        underground(c, light, words, dice)
    elif "underwater" in words or stages == ["fish"]:
        underwater(c, words, dice)
    elif "kitchen" in words and (things_named or stages[0] == "kitchen"):
        interior(c, light, words, fixed, dice)
    elif stages[:1] in (["space"], ["rocket"]) or _is_globe(stages, words):
        space(c, words, fixed, dice)
    elif stages and stages[0] in OBJECTS:
        if things_named[0] == "drop" and words.keys() & {"sea", "lake", "river", "rain", "forest"}:
            landscape(c, light, words, fixed, dice)
            size = min(c.unit, c.width) * 0.42
            OBJECTS["drop"](c, light, dice.fork("drop"), c.width * 0.5, c.height * 0.86, size)
        else:
            still_life(c, things_named, fixed, dice)
    elif stages or words:
        landscape(c, light, words, fixed, dice)
    else:
        abstract(c, fixed, dice)


def _is_globe(stages: list[str], words: Words) -> bool:
    """Say whether "earth" is the planet: it is also the ground that other words stand on."""
    return stages[:1] == ["earth"] and ("space" in words or stages == ["earth"])


def still_life(c: Canvas, names: list[str], fixed: Dice, dice: Dice) -> None:
    """One thing before a great disc of light."""
    name = names[0]
    top, foot, disc, table_tone = PALETTES[2] if name == "data" else fixed.pick(PALETTES)
    c.rgb[:] = c.gradient([(0, top), (0.75, foot), (1, mix(foot, disc, 0.3))], 0, c.height) * (
        1 + 0.03 * c.paint
    )
    left = dice.chance(0.5)
    side = -1 if left else 1
    tall = c.height > c.width
    x, y = c.width * (0.5 + (0.0 if tall else side * 0.08)), c.height * 0.56
    radius = min(c.width * 0.42, c.height * 0.36)
    c.glow(x, y, radius * 2.1, disc, 0.55)
    if name == "data":
        c.disc(x, y, radius, mix(top, foot, 0.5), 0.5)
    else:
        for ring, share in ((1.42, 0.09), (1.2, 0.14)):
            c.disc(x, y, radius * ring, disc, share)
        c.disc(x, y, radius, mix(disc, foot, 0.12))
    for i in range(0 if name == "data" else 3):
        own = dice.fork(f"paper{i}")
        edge = c.height * (0.76 + 0.055 * i) - c.unit * 0.03 * line(
            own, c.x / (c.unit * (0.9 - 0.1 * i)), 2, 0.3
        )
        tone = mix(mix(foot, table_tone, 0.45), table_tone, i / 2)
        c.contour(
            edge,
            tone,
            mix(tone, ink("#080a12"), 0.2),
            rim=mix(tone, disc, 0.28),
            shadow=0.28,
            span=c.unit * 0.3,
        )
    light = replace(LIGHTS["golden"], haze=foot)
    size = min(c.width * (0.38 if name in ("book", "map") else 0.44), c.unit * 0.5, c.height * 0.46)
    base = c.height * (0.84 if name not in ("book", "map") else 0.86)
    OBJECTS[name](c, light, dice.fork(name), x, base if name != "lamp" else c.height * 0.74, size)
    if name == "hands" and len(names) > 1:
        held = names[1]
        OBJECTS[held](c, light, dice.fork(held), x, base - size * 0.42, size * 0.34)


def abstract(c: Canvas, fixed: Dice, dice: Dice) -> None:
    """No word is known: papers in waves under a disc, or arches, in one of the palettes."""
    top, foot, disc, deep = fixed.pick(PALETTES)
    c.rgb[:] = c.gradient([(0, top), (0.7, foot), (1, mix(foot, disc, 0.5))], 0, c.height) * (
        1 + 0.03 * c.paint
    )
    left = dice.chance(0.5)
    x, y = c.width * (1 / 3 if left else 2 / 3), c.height * dice.between(0.40, 0.46)
    radius = c.unit * dice.between(0.15, 0.2)
    if fixed.chance(0.5):
        c.glow(x, y, c.unit * 0.9, disc, 0.7)
        for ring, share in ((2.1, 0.08), (1.6, 0.10), (1.25, 0.14)):
            c.disc(x, y, radius * ring, disc, share)
        c.disc(x, y, radius, mix(disc, ink("#ffffff"), 0.25))
    else:
        y = c.height * 0.80
        c.glow(x, y, c.unit * 1.0, disc, 0.6)
        for i in range(6):
            tone = (
                mix(foot, top, 0.35),
                disc,
                mix(foot, disc, 0.4),
                mix(top, deep, 0.3),
                mix(disc, ink("#ffffff"), 0.35),
                foot,
            )[i]
            c.disc(x + c.unit * 0.006, y + c.unit * 0.01, c.unit * (0.56 - 0.085 * i), deep, 0.22)
            c.disc(x, y, c.unit * (0.555 - 0.085 * i), tone)
    count = 6
    for i in range(count):
        share = i / (count - 1)
        own = dice.fork(f"wave{i}")
        cell = c.unit * (1.1 - 0.35 * share)
        flow = (
            wave(c.x / (cell * 1.7) + own.between(0, 1)) * 0.7 + line(own, c.x / cell, 2, 0.3) * 0.6
        )
        edge = c.height * (0.62 + 0.065 * i) - c.unit * 0.055 * flow
        tone = mix(mix(foot, disc, 0.55), mix(top, deep, 0.75), share)
        c.contour(
            edge,
            tone,
            mix(tone, deep, 0.3),
            rim=mix(tone, disc, 0.35),
            span=c.unit * 0.28,
            shadow=0.25,
        )
