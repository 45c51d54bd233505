"""Places that are not open country: space, under the ground, under water, a room."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art import bodies, land, living, sky, water
from engines.image.storyboard_art.canvas import Canvas, ink, mix, ridge
from engines.image.storyboard_art.landscape import landscape
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice, step
from engines.image.storyboard_art.objects import OBJECTS
from engines.image.storyboard_art.pen import Pen, Polygon, blob, curved, ellipse, pebble

Words = dict[str, int]


def space(c: Canvas, words: Words, fixed: Dice, dice: Dice) -> None:
    """Stars, dust and a planet on a third, cropped by the frame."""
    c.rgb[:] = c.gradient(
        [(0, ink("#04060f")), (0.6, ink("#0b1530")), (1, ink("#101d3c"))], 0, c.height
    )
    sky.milky_way(c, dice.fork("dust"), c.height)
    sky.stars(c, dice.fork("stars"), c.height, 700)
    left = dice.chance(0.5)
    side = -1.0 if left else 1.0
    short = min(c.width, c.height)
    x = c.width * (0.5 + side * 0.14) + side * dice.between(0, 0.05) * c.width
    if "rocket" in words or ("space" in words and "earth" not in words):
        radius = short * 0.44
        x, y = c.width * (0.5 + side * 0.36), c.height * 0.92
        if "moon" in words or fixed.chance(0.35):
            bodies.ball(c, dice.fork("ball"), x, y, radius, "#d8d3c8", "#8f8c8a", not left)
        elif fixed.chance(0.5):
            bodies.ball(c, dice.fork("ball"), x, y, radius, "#e3b27c", "#9c5a44", not left, False)
        else:
            bodies.earth(c, dice.fork("earth"), x, y, radius * 1.1, not left)
        if "rocket" in words or "ship" in words:
            bodies.rocket(c, c.width * (0.5 - side * 0.12), c.height * 0.5, short * 0.2, left)
        bodies.ball(
            c,
            dice.fork("far"),
            c.width * (0.5 - side * 0.33),
            c.height * 0.34,
            short * 0.06,
            "#8fa9c9",
            "#51688a",
            not left,
        )
        return
    bodies.earth(c, dice.fork("earth"), x, c.height * 0.61, short * 0.40, not left)
    moon_at = (c.width * (0.5 - side * 0.34), c.height * dice.between(0.3, 0.38))
    bodies.ball(c, dice.fork("moon"), *moon_at, short * 0.045, "#d8d3c8", "#8f8c8a", not left)


def underground(c: Canvas, light: Light, words: Words, dice: Dice) -> None:
    """A cut through the ground: a strip of land, layers of soil, grains with water between."""
    surface = c.height * 0.34
    sky.backdrop(c, light, surface)
    sky.cirrus(c, light, dice.fork("cirrus"), surface)
    land.hills(
        c, light, dice.fork("hills"), surface - c.unit * 0.06, surface, "green", 3, 0.8, 0.2, 0.018
    )
    for i, x in enumerate((0.16, 0.27, 0.72, 0.83, 0.9)):
        own = dice.fork(f"tree{i}")
        living.tree(
            c,
            light,
            own,
            c.width * x + own.between(-20, 20),
            surface + c.unit * 0.012,
            c.unit * own.between(0.09, 0.14),
            0.75,
        )
    tones = ("#5b7a3d", "#6e4a33", "#835d42", "#6b5a52")
    tops = (0.345, 0.37, 0.45, 0.53)
    for i, (code, top) in enumerate(zip(tones, tops, strict=True)):
        own = dice.fork(f"soil{i}")
        edge = ridge(c, own, c.height * top, c.unit * 0.012, 0.5)
        tone = ink(code)
        c.contour(
            edge,
            mix(tone, ink("#ffe2b0"), 0.10),
            mix(tone, ink("#1a1014"), 0.35),
            span=c.unit * 0.2,
            rim=mix(tone, ink("#ffe2b0"), 0.25),
            shadow=0.25,
        )
        if i in (1, 2):
            _pebbles(c, own, c.height * (top + 0.03), c.height * (top + 0.08))
    _aquifer(c, dice.fork("aquifer"), c.height * 0.585)


def _pebbles(c: Canvas, dice: Dice, top: float, bottom: float) -> None:
    shapes, lights = [], []
    for px, py, s in dice.array(int(46 * c.width / c.unit), 3).tolist():
        x, y, r = px * c.width, top + (bottom - top) * py, c.unit * (0.003 + 0.009 * s)
        shapes.append(pebble(dice, x, y, r * 1.3, r))
        lights.append(ellipse(x - r * 0.3, y - r * 0.35, r * 0.6, r * 0.35, 12))
    c.polygon(shapes, ink("#4a3730"), 0.8)
    c.polygon(lights, ink("#b3957a"), 0.6)


def _aquifer(c: Canvas, dice: Dice, top: float) -> None:
    edge = ridge(c, dice.fork("table"), top, c.unit * 0.012, 0.45)
    c.contour(
        edge, ink("#58bfd0"), ink("#0a3d66"), span=c.height - top, rim=ink("#c9f3f0"), shadow=0.4
    )
    c.glow(c.width * dice.between(0.3, 0.7), top + c.unit * 0.2, c.unit * 0.6, ink("#9ff0ea"), 0.35)
    step_x = c.unit * 0.105
    tones = [ink(code) for code in ("#b98f6b", "#9c7a62", "#c7a782", "#8a6f64", "#a98a78")]
    groups: list[list[Polygon]] = [[] for _ in tones]
    shadows: list[Polygon] = []
    lights: list[Polygon] = []
    rows = int((c.height - top) / (step_x * 0.78)) + 2
    for row in range(rows):
        y = top + step_x * (0.62 + row * 0.80)
        for column in range(-1, int(c.width / step_x) + 2):
            x = (column + 0.5 * (row % 2) + dice.between(-0.13, 0.13)) * step_x
            py = y + dice.between(-0.09, 0.09) * step_x
            r = step_x * dice.between(0.37, 0.49)
            grain = pebble(
                dice, x, py, r * dice.between(0.95, 1.12), r * dice.between(0.82, 0.98), 0.12
            )
            groups[dice.count(0, 4)].append(grain)
            shadows.append([(a + r * 0.10, b + r * 0.18) for a, b in grain])
            lights.append(
                [(x + (a - x) * 0.55 - r * 0.2, py + (b - py) * 0.42 - r * 0.28) for a, b in grain]
            )
    c.polygon(shadows, ink("#06304f"), 0.5)
    for tone, grains in zip(tones, groups, strict=True):
        c.polygon(grains, mix(tone, ink("#17384f"), 0.22))
    c.polygon(lights, ink("#f3dcb4"), 0.26)
    deep = c.gradient([(0.0, ink("#0a3d66")), (1.0, ink("#041a33"))], int(top), c.height)
    rows_down = np.arange(int(top), c.height, dtype=np.float32)[:, None]
    dim = step(rows_down, top + c.unit * 0.05, c.height * 1.1) * 0.62
    c.blend(deep, np.broadcast_to(dim, (len(rows_down), c.width)), int(top))
    motes = [
        ellipse(
            px * c.width,
            top + c.unit * 0.03 + py * (c.height - top),
            c.unit * (0.001 + 0.003 * s),
            c.unit * (0.001 + 0.003 * s),
            10,
        )
        for px, py, s in dice.array(70, 3).tolist()
    ]
    c.polygon(motes, ink("#d9fbf6"), 0.5)


def underwater(c: Canvas, words: Words, dice: Dice) -> None:
    """Shafts of light, a bed of reefs, fish, perhaps a whale."""
    water.beneath(c, dice.fork("beneath"))
    left = dice.chance(0.5)
    side = -1 if left else 1
    pen = Pen(
        c, c.width * (0.5 + side * 0.12), c.height * 0.47, min(c.width, c.unit * 1.1) * 0.36, left
    )
    skin, belly = ink("#14507a"), ink("#8fc4cf")
    body = blob(
        "-1.0,-0.02 -0.7,-0.06 -0.3,-0.19 0.2,-0.27 0.62,-0.2 "
        "0.86,0.0 0.8,0.1 0.4,0.19 -0.1,0.15 -0.6,0.05"
    )
    pen.shaded(body, mix(skin, ink("#7fd3d0"), 0.32), mix(skin, ink("#04182c"), 0.35), across=False)
    pen.fill(blob("0.84,0.03 0.5,0.08 0.1,0.1 0.1,0.16 0.4,0.19 0.79,0.1"), belly, 0.55)
    pen.fill(
        blob("-0.95,-0.03 -1.16,-0.24 -1.34,-0.22 -1.14,-0.02 -1.3,0.16 -1.1,0.12"),
        mix(skin, ink("#04182c"), 0.2),
    )
    pen.fill(
        blob("0.3,0.1 0.16,0.3 -0.06,0.42 0.05,0.18 0.14,0.06"),
        mix(skin, ink("#04182c"), 0.4),
    )
    pen.fill(
        curved([(-0.25, -0.18), (-0.38, -0.3), (-0.42, -0.16)]), mix(skin, ink("#04182c"), 0.2)
    )
    pen.disc(0.66, -0.03, 0.016, ink("#04101c"))
    for school in range(3):
        own = dice.fork(f"school{school}")
        x, y = c.width * (0.5 - side * (0.3 - 0.14 * school)), c.height * (0.36 + 0.2 * school)
        shapes = []
        for _ in range(22):
            px, py = x + own.between(-0.24, 0.24) * c.unit, y + own.between(-0.09, 0.09) * c.unit
            s = c.unit * own.between(0.012, 0.022) * side
            shapes.append(
                [
                    (px + a * s, py + b * abs(s))
                    for a, b in blob(
                        "1.0,0.0 0.3,-0.32 -0.6,-0.05 -1.1,-0.32 -0.95,0.0 -1.1,0.3 "
                        "-0.6,0.06 0.3,0.3",
                        4,
                    )
                ]
            )
        c.polygon(shapes, mix(ink("#bfeee8"), ink("#0d5378"), 0.35 + 0.2 * school), 0.85)
    for px, py, s in dice.array(60, 3).tolist():
        c.disc(px * c.width, py * c.height, c.unit * (0.001 + 0.004 * s * s), ink("#dffcf6"), 0.35)


def interior(c: Canvas, light: Light, words: Words, fixed: Dice, dice: Dice) -> None:
    """A room: a window onto the rest of the prompt, a table, the thing on it."""
    dark = light.dark or light.name in ("dusk", "ember")
    wall = ink("#5a4a4f") if dark else ink("#d9c6a6")
    c.rgb[:] = c.gradient([(0, mix(wall, ink("#14161f"), 0.45)), (1, wall)], 0, c.height) * (
        1 + 0.035 * c.paint
    )
    table = int(c.height * 0.76)
    left = dice.chance(0.5)
    tall = c.height > c.width
    wide, high = int(c.width * (0.74 if tall else 0.46)), int(c.height * (0.46 if tall else 0.56))
    x0 = int(c.width * (0.13 if tall else (0.07 if left else 0.47)))
    y0 = int(c.height * (0.17 if tall else 0.16))
    outside = Canvas(wide, high, dice.fork("outside"))
    seen = {k: v for k, v in words.items() if k not in OBJECTS and k not in ("kitchen", "light")}
    landscape(outside, light, seen, fixed, dice.fork("view"))
    frame = ink("#2b2430") if dark else ink("#f4ead6")
    edge = max(3, int(c.unit * 0.018))
    c.polygon(
        [
            (x0 - edge * 1.6, y0 - edge * 1.2),
            (x0 + wide + edge * 2.2, y0 - edge),
            (x0 + wide + edge * 2.2, y0 + high + edge * 2.4),
            (x0 - edge, y0 + high + edge * 2.4),
        ],
        ink("#0c0d14"),
        0.28,
    )
    c.polygon(
        [
            (x0 - edge, y0 - edge),
            (x0 + wide + edge, y0 - edge),
            (x0 + wide + edge, y0 + high + edge),
            (x0 - edge, y0 + high + edge),
        ],
        frame,
    )
    c.rgb[:, y0 : y0 + high, x0 : x0 + wide] = outside.rgb * 0.93 + 0.05 * light.haze[:, None, None]
    bar = edge * 0.42
    for x in (x0 + wide / 2,) if tall else (x0 + wide / 3, x0 + 2 * wide / 3):
        c.polygon([(x - bar, y0), (x + bar, y0), (x + bar, y0 + high), (x - bar, y0 + high)], frame)
    c.polygon(
        [
            (x0, y0 + high * 0.36 - bar),
            (x0 + wide, y0 + high * 0.36 - bar),
            (x0 + wide, y0 + high * 0.36 + bar),
            (x0, y0 + high * 0.36 + bar),
        ],
        frame,
    )
    sill = y0 + high + edge
    c.polygon(
        [
            (x0 - edge * 2, sill),
            (x0 + wide + edge * 2, sill),
            (x0 + wide + edge * 2, sill + edge),
            (x0 - edge * 2, sill + edge),
        ],
        mix(frame, ink("#ffffff"), 0.12),
    )
    lamp = ink("#ffcf86")
    c.glow(
        c.width * (0.80 if left else 0.2),
        c.height * 0.42,
        c.unit * 0.9,
        lamp,
        0.42 if dark else 0.2,
    )
    wood = ink("#8a5a3c") if dark else ink("#b98455")
    stops = [(0.0, mix(wood, lamp, 0.34)), (0.25, wood), (1.0, mix(wood, ink("#1c1014"), 0.62))]
    c.blend(c.gradient(stops, table, c.height), 1.0 + 0 * c.rgb[0, table:], table)
    marks = water.perspective_streaks(c, dice.fork("wood"), table, 0.7)
    c.blend(mix(wood, ink("#1c1014"), 0.6), step(marks, 0.1, 0.8) * 0.28, table)
    c.polygon(
        [(0, table), (c.width, table), (c.width, table + 2), (0, table + 2)],
        mix(wood, lamp, 0.7),
        0.8,
    )
    c.glow(c.width * (0.75 if left else 0.25), c.height * 0.86, c.unit * 0.5, lamp, 0.35)
    named = [name for name in words if name in OBJECTS] or [fixed.pick(("glass", "book"))]
    x = c.width * (0.5 if tall else (0.72 if left else 0.28))
    for i, name in enumerate(named[:2]):
        flat = name in ("book", "map")
        size = c.unit * (0.36 if flat else 0.46) * (1.0 if i == 0 else 0.7)
        if flat:
            size = min(size, c.width * 0.27)
        shift = 0 if i == 0 else (1 if left else -1) * c.width * (0.0 if tall else 0.17)
        if name == "lamp":
            OBJECTS[name](
                c,
                light,
                dice.fork(name),
                c.width * (0.86 if left else 0.14),
                c.height * 0.56,
                size * 0.7,
            )
        else:
            OBJECTS[name](
                c, light, dice.fork(name), x + shift, c.height * (0.9 if flat else 0.88), size
            )
