"""Natural things, large: molecule, drop, hands, seedling, a glass of water."""

from __future__ import annotations

from itertools import pairwise

from engines.image.storyboard_art.bodies import ball
from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice
from engines.image.storyboard_art.pen import Pen, blob, curved, ellipse, outline
from engines.image.storyboard_art.tones import CREAM, INK, contact_shadow


def molecule(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """Balls and sticks: atoms of three kinds around a bent chain."""
    chain = outline("-0.62,0.12 -0.34,-0.14 0,0.08 0.32,-0.16 0.62,0.06")
    carbon = (0.155, "#4d6d8c", "#2a4058")
    others = ((0.085, "#f1e6d2", "#b3a48c"), (0.12, "#d4543f", "#7e2a26"))
    atoms = [(place, carbon) for place in chain]
    bonds = list(pairwise(chain))
    for i, (a, b) in enumerate(chain):
        for side in (-1, 1) if i % 2 else (1, -1):
            place = (a + dice.between(-0.12, 0.12), b + side * dice.between(0.26, 0.34))
            bonds.append(((a, b), place))
            atoms.append((place, others[1 if dice.chance(1 / 3) else 0]))
    pen = Pen(c, x, base - 0.58 * size, size)
    for (ax, ay), (bx, by) in bonds:
        pen.line([(ax, ay), (bx, by)], 0.05, mix(CREAM, INK, 0.55))
        pen.line([(ax - 0.006, ay - 0.008), (bx - 0.006, by - 0.008)], 0.02, mix(CREAM, INK, 0.2))
    for i, (place, (radius, code, dark)) in enumerate(atoms):
        px, py = pen.at(*place)
        r = radius * size
        ball(c, dice.fork(str(i)), px, py, r, code, dark, True, False, soft=True)
        c.glow(px - r * 0.35, py - r * 0.38, r * 0.42, ink("#ffffff"), 0.55)


def drop(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A drop above rings on water."""
    pen = Pen(c, x, base, size)
    for i, rx in enumerate((0.95, 0.68, 0.44, 0.24)):
        pen.fill(ellipse(0, 0, rx, rx * 0.2, 70), ink("#dff4f2"), 0.10 + 0.05 * i)
        pen.fill(ellipse(0, 0.012, rx * 0.93, rx * 0.185, 70), ink("#1d6a86"), 0.16)
    shape = blob(
        "0,-1.2 0.1,-0.93 0.27,-0.62 0.3,-0.42 0.2,-0.22 0,-0.15 "
        "-0.2,-0.22 -0.3,-0.42 -0.27,-0.62 -0.1,-0.93"
    )
    pen.glow(0, -0.5, 0.9, ink("#bfeef0"), 0.35)
    pen.shaded(shape, ink("#d5f3f1"), ink("#12577d"))
    pen.shaded(
        [(a * 0.78 + 0.02, (b + 0.4) * 0.8 - 0.38) for a, b in shape],
        ink("#57b4c4"),
        ink("#b5e6e4"),
    )
    pen.fill(
        blob("-0.19,-0.5 -0.13,-0.7 -0.07,-0.8 -0.11,-0.58 -0.15,-0.4"),
        ink("#ffffff"),
        0.85,
    )
    pen.disc(0.12, -0.3, 0.035, ink("#ffffff"), 0.7)


def hands(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """Two cupped hands with light between them."""
    skin, dark = ink(dice.pick(("#d99f78", "#b57a54", "#8a5a3c"))), ink("#5a2f28")
    pen = Pen(c, x, base - 0.02 * size, size)
    pen.glow(0, -0.72, 0.9, ink("#ffe9a8"), 0.75)
    for flip in (False, True):
        hand = Pen(c, x, base + 0.02 * size, size, flip)
        far = mix(skin, dark, 0.34)
        for i, (px, py) in enumerate(((-0.86, -0.72), (-0.8, -0.83), (-0.7, -0.9))):
            path = curved(
                [
                    (-0.12 - 0.05 * i, -0.2),
                    (-0.46, -0.28 - 0.03 * i),
                    (-0.7 + 0.05 * i, -0.5 - 0.06 * i),
                    (px + 0.1, py + 0.05),
                ],
                False,
            )
            hand.line(path, 0.17, mix(far, skin, 0.25 * i), 0.085)
            hand.disc(*path[-1], 0.043, mix(far, skin, 0.25 * i))
        palm = blob(
            "0.0,-0.04 0.0,-0.34 -0.18,-0.40 -0.42,-0.42 -0.6,-0.52 "
            "-0.72,-0.46 -0.62,-0.24 -0.42,-0.02 -0.34,0.16 -0.38,0.5 "
            "-0.12,0.5 -0.06,0.12"
        )
        hand.shaded(palm, mix(skin, dark, 0.25), mix(skin, ink("#ffe3b8"), 0.22))
        thumb = curved(outline("-0.36,-0.2 -0.26,-0.4 -0.14,-0.52 -0.08,-0.64"), False)
        hand.line(thumb, 0.16, mix(skin, ink("#ffe3b8"), 0.18), 0.085)
        hand.disc(*thumb[-1], 0.043, mix(skin, ink("#ffe3b8"), 0.18))
        hand.line(
            curved([(-0.06, -0.1), (-0.2, -0.22), (-0.38, -0.26)], False),
            0.012,
            mix(skin, dark, 0.45),
            opacity=0.6,
        )


def sprout(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A seedling with leaves on a mound of earth."""
    pen = Pen(c, x, base, size)
    contact_shadow(pen, 0.75)
    earth = blob("-0.72,0.03 -0.5,-0.1 -0.18,-0.2 0.12,-0.21 0.46,-0.12 0.74,0.03 0.0,0.08")
    pen.shaded(earth, ink("#6b4a37"), ink("#2f1f1b"))
    for px, py, s in dice.array(26, 3).tolist():
        pen.fill(
            ellipse(
                (px - 0.5) * 1.1,
                -0.02 - py * 0.13 * (1 - abs(px - 0.5) * 1.6),
                0.012 + 0.02 * s,
                0.009 + 0.012 * s,
                10,
            ),
            ink("#8a6348"),
            0.6,
        )
    stem = curved(outline("0.0,-0.18 0.03,-0.42 -0.02,-0.66 0.02,-0.9"), False)
    green, deep = ink("#7fb069"), ink("#2a6144")
    pen.line(stem, 0.05, mix(green, deep, 0.4), 0.028)
    for (px, py), long, lift, s in (
        ((0.0, -0.62), 0.58, 0.30, 1),
        ((-0.01, -0.74), 0.52, 0.36, -1),
        ((0.02, -0.88), 0.3, 0.32, 1),
        ((0.02, -0.9), 0.24, 0.3, -1),
    ):
        tip = (px + s * long, py - lift)
        mid = (px + s * long * 0.48, py - lift * 0.62)
        upper = curved([(px, py), (mid[0] - s * 0.06, mid[1] - 0.16 * long / 0.5), tip], False)
        lower = curved([tip, (mid[0] + s * 0.08, mid[1] + 0.14 * long / 0.5), (px, py)], False)
        rib = curved([(px, py), (mid[0], mid[1] + 0.015), tip], False)
        pen.fill([*upper, *rib[::-1]], mix(green, ink("#fff3c0"), 0.32))
        pen.fill([*rib, *lower], mix(green, deep, 0.45))
        pen.line(rib, 0.012, mix(green, ink("#fff3c0"), 0.6), 0.004)


def tumbler(c: Canvas, light: Light, dice: Dice, x: float, base: float, size: float) -> None:
    """A glass of water; what is behind it shows through."""
    pen = Pen(c, x, base, size)
    pen.fill(ellipse(0.3, -0.01, 0.56, 0.05), INK, 0.22)
    pen.fill(ellipse(0.26, 0.0, 0.2, 0.03), ink("#e8fbff"), 0.30)
    outer = outline("-0.30,-1.02 0.30,-1.02 0.235,-0.02 0.12,0.035 -0.12,0.035 -0.235,-0.02")
    pen.fill(outer, ink("#dff3f7"), 0.17)
    level = -0.72
    half = 0.235 + (0.065) * (-level) / 1.0
    water = [
        (-half + 0.022, level),
        (half - 0.022, level),
        (0.215, -0.07),
        (0.1, -0.02),
        (-0.1, -0.02),
        (-0.215, -0.07),
    ]
    pen.fill(water, ink("#7cc4d8"), 0.42)
    pen.shaded(
        [(0.04, level), (half - 0.03, level), (0.205, -0.08), (0.06, -0.03)],
        ink("#bfe9f0"),
        ink("#3b86a6"),
    )
    pen.fill(
        [(0.04, level), (half - 0.03, level), (0.205, -0.08), (0.06, -0.03)], ink("#9fd6e2"), 0.45
    )
    pen.fill(ellipse(0, level, half - 0.022, 0.05, 60), ink("#d9f4f6"), 0.85)
    pen.fill(ellipse(0.01, level + 0.008, half - 0.06, 0.034, 60), ink("#86c7d8"), 0.7)
    rim = ellipse(0, -1.02, 0.30, 0.055, 60)
    pen.line([*rim, rim[0]], 0.014, ink("#f4fdff"), opacity=0.85)
    for s, share in ((-1, 0.75), (1, 0.4)):
        pen.line([(s * 0.295, -1.02), (s * 0.232, -0.03)], 0.014, ink("#f4fdff"), opacity=share)
    pen.fill(outline("-0.235,-0.92 -0.175,-0.92 -0.15,-0.16 -0.185,-0.16"), ink("#ffffff"), 0.55)
    pen.fill(outline("0.19,-0.94 0.215,-0.94 0.19,-0.5 0.172,-0.5"), ink("#ffffff"), 0.4)
    pen.fill(ellipse(0, 0.0, 0.2, 0.035), ink("#f2fcff"), 0.35)
