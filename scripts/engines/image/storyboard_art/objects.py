"""Made things on a table: a few flat shapes each, with a lit and a shaded side."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.elements import drop, hands, molecule, sprout, tumbler
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice
from engines.image.storyboard_art.pen import Pen, blob, curved, ellipse, outline, pebble, stroke
from engines.image.storyboard_art.tones import CREAM, GOLD, INK, contact_shadow


def book(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """An open book lying on the table."""
    pen = Pen(c, x, base, size)
    contact_shadow(pen, 0.95)
    pen.fill(outline("-0.92,-0.02 -0.72,-0.42 0.72,-0.42 0.92,-0.02 0.0,0.05"), ink("#7c3037"))
    page, dark = CREAM, mix(CREAM, ink("#8f7a66"), 0.55)
    for s in (-1, 1):
        for k in range(4):
            d = 0.016 * (3 - k)
            sheet = [
                *curved(
                    [(s * a, b + d) for a, b in outline("0,-.02 .3,-.12 .62,-.09 .88,-.05")], False
                ),
                *curved(
                    [(s * a, b + d) for a, b in outline("0.69,-.46 .45,-.5 .2,-.49 0,-.42")], False
                ),
            ]
            tone = mix(page, dark, 0.15 * (3 - k))
            pen.shaded(sheet, *((dark, tone) if s > 0 else (tone, dark)))
        for row in range(8):
            t = 0.14 + row * 0.095
            near = 0.07 + 0.02 * t
            far = 0.80 - 0.19 * t - (0.25 if row == 7 else 0.0)
            pts = [
                (
                    s * (near + (far - near) * u),
                    -0.05 - 0.40 * t - 0.085 * math.sin(math.pi * min(1.0, u * 1.05)),
                )
                for u in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
            ]
            pen.line(pts, 0.011, mix(INK, CREAM, 0.45), opacity=0.65)
    pen.line([(0, -0.02), (0, -0.42)], 0.014, dark)
    ribbon = curved(outline("0.04,-0.43 0.1,-0.2 0.06,0.0 0.12,0.1"), False)
    pen.line(ribbon, 0.028, ink("#c2473c"))


def clock(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A round clock on feet."""
    pen = Pen(c, x, base, size)
    contact_shadow(pen, 0.5)
    brass, dark = GOLD, mix(GOLD, INK, 0.55)
    for s in (-1, 1):
        pen.fill(stroke([(s * 0.26, -0.2), (s * 0.38, 0.0)], 0.08, 0.05), dark)
        pen.fill(ellipse(s * 0.3, -1.02, 0.16, 0.1), mix(brass, dark, 0.4))
    pen.line([(0, -1.0), (0, -1.16)], 0.05, dark)
    pen.disc(0, -1.17, 0.05, brass)
    pen.shaded(ellipse(0, -0.56, 0.52, 0.52, 80), brass, dark)
    pen.shaded(ellipse(0, -0.56, 0.46, 0.46, 80), mix(CREAM, INK, 0.28), CREAM)
    pen.disc(0.008, -0.55, 0.435, CREAM)
    for i in range(60):
        turn = 2 * math.pi * i / 60
        near = 0.35 if i % 15 == 0 else 0.375 if i % 5 == 0 else 0.4
        ends = [(math.sin(turn) * r, -0.56 - math.cos(turn) * r) for r in (near, 0.415)]
        pen.line(ends, 0.026 if i % 15 == 0 else 0.017 if i % 5 == 0 else 0.006, INK)
    hour = dice.between(0, 12)
    for turn, long, wide in ((hour / 12, 0.23, 0.036), (hour % 1, 0.35, 0.024)):
        dx, dy = math.sin(turn * 2 * math.pi), -math.cos(turn * 2 * math.pi)
        pen.line(
            [(-dx * 0.06 + 0.012, -0.54 - dy * 0.06), (dx * long + 0.012, -0.54 + dy * long)],
            wide,
            INK,
            wide * 0.4,
            0.18,
        )
        pen.line(
            [(-dx * 0.06, -0.56 - dy * 0.06), (dx * long, -0.56 + dy * long)], wide, INK, wide * 0.4
        )
    pen.disc(0, -0.56, 0.032, ink("#c2473c"))
    pen.fill(
        blob("-0.36,-0.72 -0.24,-0.9 -0.02,-0.97 -0.2,-0.84 -0.3,-0.7"),
        ink("#ffffff"),
        0.35,
    )


def chart(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A folded map with a dashed way and a cross."""
    pen = Pen(c, x, base - 0.08 * size, size)
    sheet, dark = ink("#f0ddb0"), ink("#b48f5c")
    left, wide, high = -0.96, 0.48, 0.92
    for i in range(4):
        a, b = left + wide * i, left + wide * (i + 1)
        lift = (0.05, 0.0) if i % 2 else (0.0, 0.05)
        panel = [(a, -lift[0]), (b, -lift[1]), (b, -high - lift[1]), (a, -high - lift[0])]
        pen.fill([(p + 0.03, q + 0.05) for p, q in panel], INK, 0.25)
    for i in range(4):
        a, b = left + wide * i, left + wide * (i + 1)
        lift = (0.05, 0.0) if i % 2 else (0.0, 0.05)
        panel = [(a, -lift[0]), (b, -lift[1]), (b, -high - lift[1]), (a, -high - lift[0])]
        pen.shaded(
            panel, *((mix(sheet, dark, 0.32), sheet) if i % 2 else (sheet, mix(sheet, dark, 0.2)))
        )
    for i, (px, py, rx, ry) in enumerate(
        (
            (-0.55, -0.58, 0.27, 0.2),
            (0.02, -0.36, 0.2, 0.15),
            (0.52, -0.56, 0.3, 0.24),
            (-0.1, -0.76, 0.15, 0.07),
        )
    ):
        own = dice.fork(str(i))
        state = own.between(0, 1)
        for ring, (grow, share) in enumerate(((1.22, 0.16), (1.1, 0.22), (1.0, 0.9))):
            land = pebble(Dice(f"{own.seed}/{state}"), px, py, rx * grow, ry * grow, 0.3)
            pen.fill(land, ink("#6fa39a") if ring < 2 else ink("#b7a467"), share)
        pen.fill(pebble(own, px + 0.02, py - 0.01, rx * 0.5, ry * 0.45, 0.3), ink("#8c8149"), 0.6)
    way = curved(
        outline("-0.7,-0.42 -0.35,-0.3 -0.05,-0.44 0.2,-0.66 0.5,-0.6 0.64,-0.46"), False, 10
    )
    for i in range(0, len(way) - 2, 4):
        pen.line(way[i : i + 3], 0.022, ink("#b23a30"))
    for s in (-1, 1):
        pen.line(
            [(0.64 - 0.05, -0.46 - 0.05 * s), (0.64 + 0.05, -0.46 + 0.05 * s)],
            0.026,
            ink("#b23a30"),
        )
    for i in range(8):
        turn = math.pi * i / 4
        long = 0.11 if i % 2 == 0 else 0.06
        tip = (-0.78 + math.sin(turn) * long, -0.16 - math.cos(turn) * long)
        side = (math.cos(turn) * 0.016, math.sin(turn) * 0.016)
        pen.fill(
            [tip, (-0.78 + side[0], -0.16 + side[1]), (-0.78 - side[0], -0.16 - side[1])], INK, 0.75
        )


def gears(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """Three gears that mesh."""
    pen = Pen(c, x, base, size)
    start = dice.between(0, 1)
    for px, py, radius, teeth, code, way in (
        (-0.32, -0.5, 0.44, 18, "#c98a45", 1),
        (0.38, -0.82, 0.27, 11, "#6f8f9a", -1),
        (0.36, -0.2, 0.24, 10, "#a8523f", -1),
    ):
        tone = ink(code)
        points = []
        for i in range(teeth * 4):
            turn = 2 * math.pi * (i / 4 + start * way + 0.11) / teeth
            far = radius * (1.0 if i % 4 in (1, 2) else 0.84)
            points.append((px + far * math.cos(turn), py + far * math.sin(turn)))
        pen.fill([(a + 0.03, b + 0.045) for a, b in points], INK, 0.3)
        pen.shaded(points, mix(tone, CREAM, 0.3), mix(tone, INK, 0.4))
        pen.shaded(
            ellipse(px, py, radius * 0.66, radius * 0.66, 60),
            mix(tone, INK, 0.4),
            mix(tone, CREAM, 0.16),
        )
        for i in range(5):
            turn = 2 * math.pi * (i / 5 + start)
            pen.fill(
                ellipse(
                    px + math.cos(turn) * radius * 0.4,
                    py + math.sin(turn) * radius * 0.4,
                    radius * 0.14,
                    radius * 0.14,
                    24,
                ),
                mix(tone, INK, 0.72),
            )
        pen.disc(px, py, radius * 0.17, mix(tone, INK, 0.6))
        pen.disc(px - 0.006, py - 0.008, radius * 0.13, mix(tone, CREAM, 0.45))


def network(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A chip from which lines run out to glowing nodes."""
    pen = Pen(c, x, base - 0.5 * size, size * 0.86)
    glow, wire = ink("#8fe3e0"), ink("#3d8f9c")
    pen.glow(0, 0, 1.5, ink("#3fa3b8"), 0.5)
    for side in range(4):
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[side]
        for pin in range(7):
            at = (pin - 3) * 0.078
            far = 0.42 + dice.between(0.02, 0.1) + 0.03 * abs(pin - 3)
            bend = at * dice.between(1.3, 1.9)
            out = far + abs(bend - at) + dice.between(0.03, 0.2 if side % 2 else 0.6)
            track = [(0.33, at), (far, at), (far + abs(bend - at), bend), (out, bend)]
            turned = [(a * cos - b * sin, a * sin + b * cos) for a, b in track]
            pen.line(turned, 0.013, wire)
            pen.disc(*turned[-1], 0.03, wire)
            pen.disc(*turned[-1], 0.018, glow)
            if dice.chance(0.35):
                pen.glow(*turned[-1], 0.2, glow, 0.7)
    pen.fill(outline("-0.31,-0.29 0.35,-0.29 0.35,0.37 -0.31,0.37"), INK, 0.45)
    pen.shaded(
        outline("-0.33,-0.33 0.33,-0.33 0.33,0.33 -0.33,0.33"), ink("#31455c"), ink("#111b2c")
    )
    pen.shaded(
        outline("-0.22,-0.22 0.22,-0.22 0.22,0.22 -0.22,0.22"), ink("#1a2a3f"), ink("#3b566e")
    )
    nodes = [(dice.between(-0.16, 0.16), dice.between(-0.16, 0.16)) for _ in range(8)]
    for i, a in enumerate(nodes):
        for b in nodes[i + 1 :]:
            if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < 0.03:
                pen.line([a, b], 0.006, glow, opacity=0.7)
    for a in nodes:
        pen.disc(*a, 0.016, glow)


def bulb(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A bulb hanging on its cord, lit."""
    pen = Pen(c, x, base, size)
    pen.line([(0, -base / size - 0.1), (0, -0.98)], 0.022, INK)
    pen.glow(0, -0.5, 1.7, ink("#ffd27a"), 0.8)
    pen.glow(0, -0.5, 0.75, ink("#fff0bf"), 0.7)
    pen.shaded(outline("-0.1,-0.82 0.1,-0.82 0.09,-1.0 -0.09,-1.0"), mix(GOLD, INK, 0.3), INK)
    glass = blob(
        "-0.1,-0.83 -0.17,-0.7 -0.3,-0.5 -0.26,-0.28 0,-0.16 "
        "0.26,-0.28 0.3,-0.5 0.17,-0.7 0.1,-0.83"
    )
    pen.fill(glass, ink("#fff2c9"), 0.55)
    coil = [(-0.1 + 0.2 * i / 24, -0.48 + 0.035 * (-1) ** i) for i in range(25)]
    pen.line([(-0.06, -0.82), (-0.1, -0.48)], 0.01, mix(GOLD, INK, 0.3))
    pen.line([(0.06, -0.82), (0.1, -0.48)], 0.01, mix(GOLD, INK, 0.3))
    pen.line(coil, 0.014, ink("#ff9d2e"))
    pen.fill(
        blob("-0.22,-0.5 -0.17,-0.62 -0.12,-0.68 -0.16,-0.52 -0.2,-0.38"),
        ink("#ffffff"),
        0.7,
    )


Draw = Callable[[Canvas, Light, Dice, float, float, float], None]
OBJECTS: dict[str, Draw] = {
    "glass": tumbler, "book": book, "clock": clock, "map": chart, "machine": gears,
    "data": network, "molecule": molecule, "hands": hands, "plant": sprout, "drop": drop,
    "lamp": bulb,
}  # fmt: skip
