"""Living things in a landscape: people, birds, deer, fish, trees, palms, grass."""

from __future__ import annotations

import math

from engines.image.storyboard_art.canvas import Canvas, Colour, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice
from engines.image.storyboard_art.pen import Pen, Polygon, blob, curved, ellipse, outline, stroke
from engines.image.storyboard_art.tones import INK, tones


def person(
    c: Canvas, light: Light, x: float, y: float, size: float, flip: bool, coat: str = "#c8553d"
) -> None:
    """Stand a walking figure in a coat, seen from behind, on row y."""
    pen = Pen(c, x, y, size, flip)
    cloth, cloth_dark = tones(light, coat)
    dark = mix(INK, light.haze, 0.08)
    pen.fill(ellipse(0.1, 0.0, 0.3, 0.03), INK, 0.3)
    pen.fills(
        [
            stroke([(-0.03, -0.45), (-0.075, -0.2), (-0.11, 0.0)], 0.095, 0.055),
            stroke([(0.04, -0.45), (0.055, -0.2), (0.05, 0.0)], 0.095, 0.055),
            [(-0.17, 0.01), (-0.08, 0.01), (-0.09, -0.05)],
            [(0.01, 0.01), (0.11, 0.01), (0.05, -0.05)],
        ],
        dark,
    )
    body = blob(
        "-0.05,-0.83 0.05,-0.83 0.105,-0.77 0.10,-0.56 0.125,-0.33 "
        "-0.115,-0.33 -0.10,-0.56 -0.105,-0.77"
    )
    pen.shaded(body, cloth, cloth_dark)
    pen.line(
        curved([(0.09, -0.76), (0.145, -0.58), (0.13, -0.44)], False), 0.052, cloth_dark, 0.036
    )
    pen.line(curved([(-0.09, -0.76), (-0.135, -0.58), (-0.15, -0.44)], False), 0.052, cloth, 0.036)
    pen.disc(0.0, -0.915, 0.075, light.lit(ink("#d9a37c"), 0.9))
    pen.fill(
        blob("-0.08,-0.9 -0.085,-0.96 -0.03,-1.01 0.05,-1.0 0.085,-0.94 0.07,-0.88 0.02,-0.93"),
        dark,
    )


def people(
    c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, count: int
) -> None:
    """Stand one or several figures side by side."""
    coats = ("#c8553d", "#d99a3a", "#2f6f7a", "#7b4b73", "#e4dcc6")
    first = dice.count(0, 4)
    for i in range(count):
        tall = size * (1.0 if i == 0 else (0.93, 0.58, 0.97, 0.66)[(i - 1) % 4])
        step = (i - (count - 1) / 2) * size * 0.5
        person(
            c,
            light,
            x + step,
            y + dice.between(-0.01, 0.02) * size,
            tall,
            dice.chance(0.4),
            coats[(first + i) % 5],
        )


def birds(
    c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, count: int = 9
) -> None:
    """Let a flock fly around a point."""
    tone = mix(INK, light.haze, 0.25) if not light.dark else mix(light.haze, ink("#ffffff"), 0.2)
    shapes: list[Polygon] = []
    for i in range(count):
        far = dice.between(0.35, 1.0) * (1.2 if i == 0 else 1.0)
        px, py = x + dice.between(-2.6, 2.6) * size * 1.6, y + dice.between(-1.0, 1.0) * size * 1.1
        lift, s = dice.between(0.12, 0.42), size * far * 0.42
        wing = curved(
            [
                (-1.0, -lift * 0.5),
                (-0.55, -lift),
                (0.0, 0.06),
                (0.5, -lift * 1.05),
                (1.0, -lift * 0.35),
            ],
            False,
        )
        back = curved(
            [
                (1.0, -lift * 0.35),
                (0.5, -lift * 0.72),
                (0.05, 0.24),
                (-0.5, -lift * 0.66),
                (-1.0, -lift * 0.5),
            ],
            False,
        )
        shapes.append([(px + a * s, py + b * s) for a, b in (*wing, *back)])
    c.polygon(shapes, tone, 0.85)


STAG = (
    "-0.33,-0.5 -0.26,-0.6 0.0,-0.57 0.2,-0.62 0.3,-0.8 "
    "0.36,-0.93 0.43,-0.96 0.55,-0.87 0.54,-0.83 0.43,-0.82 "
    "0.38,-0.66 0.3,-0.44 0.1,-0.37 -0.2,-0.4 -0.31,-0.38"
)
HORSE = (
    "-0.36,-0.5 -0.3,-0.62 0,-0.57 0.2,-0.62 0.34,-0.78 0.44,-0.87 0.5,-0.86 0.66,-0.68 0.63,-0.62 "
    "0.5,-0.68 0.41,-0.58 0.34,-0.42 0.1,-0.35 -0.2,-0.37 -0.34,-0.35"
)


def deer(
    c: Canvas, light: Light, x: float, y: float, size: float, flip: bool, antlers: bool = True
) -> None:
    """Stand a stag, or another slender animal without antlers, on row y."""
    pen = Pen(c, x, y, size, flip)
    coat, dark = tones(light, "#7a4f36", 0.95)
    dark = mix(dark, INK, 0.4)
    pen.fill(ellipse(0.0, 0.0, 0.42, 0.03), INK, 0.28)
    legs = [
        stroke([(a, -0.42), (b, -0.2), (d, 0.0)], 0.075, 0.028)
        for a, b, d in (
            (-0.26, -0.29, -0.27),
            (-0.2, -0.17, -0.19),
            (0.2, 0.22, 0.2),
            (0.25, 0.28, 0.27),
        )
    ]
    pen.fills(legs, dark)
    body = blob(STAG if antlers else HORSE)
    if not antlers:
        pen.line(curved([(-0.32, -0.55), (-0.42, -0.4), (-0.40, -0.18)], False), 0.06, dark, 0.02)
    pen.shaded(body, dark, coat)
    for side in (-0.02, 0.05) if antlers else ():
        main = curved(
            [(0.40 + side, -0.95), (0.34 + side * 2, -1.1), (0.40 + side * 3, -1.27)], False
        )
        tines = [stroke(main, 0.026, 0.01)]
        tines += [
            stroke([(0.36 + side * 2, -1.04 - k), (0.46 + side * 2, -1.14 - k)], 0.018, 0.006)
            for k in (0.0, 0.1)
        ]
        pen.fills(tines, dark)
    if antlers:
        pen.fill(curved([(0.38, -0.95), (0.30, -1.0), (0.33, -0.92)]), dark)
    else:
        pen.fill(blob("0.16,-0.6 0.32,-0.78 0.45,-0.93 0.46,-0.84 0.36,-0.7 0.24,-0.58"), dark)


def tree(
    c: Canvas,
    light: Light,
    dice: Dice,
    x: float,
    y: float,
    size: float,
    depth: float = 0.95,
    autumn: bool = False,
) -> None:
    """Grow a round-crowned tree on row y: heaps of leaves, bright towards the sun."""
    pen = Pen(c, x, y, size)
    hues = (
        ("#c9702c", "#d2953a", "#a84a2c", "#8f7f3a")
        if autumn
        else ("#3f7a4c", "#4c8650", "#35704f")
    )
    leaf = light.lit(ink(dice.pick(hues)), depth, 0.7)
    dark, bright = mix(leaf, INK, 0.5), mix(leaf, light.sun, 0.3)
    bark = mix(light.lit(ink("#4a372d"), depth, 0.7), INK, 0.3)
    pen.fill(ellipse(0.05, 0.0, 0.4, 0.035), INK, 0.25)
    limbs = [stroke(curved([(0.0, 0.0), (0.01, -0.25), (-0.01, -0.5)], False), 0.085, 0.05)]
    limbs += [
        stroke(curved([(0.0, -0.3), (s * 0.12, -0.45), (s * 0.22, -0.6)], False), 0.04, 0.02)
        for s in (-1, 1)
    ]
    pen.fills(limbs, bark)
    for tone, shift, scale, count in (
        (dark, 0.03, 1.0, 15),
        (leaf, 0.0, 0.88, 13),
        (bright, -0.075, 0.5, 9),
    ):
        own = dice.fork(str(count))
        heaps = []
        for i in range(count):
            turn = 2 * math.pi * (i + own.between(0, 0.6)) / count
            far = own.between(0.55, 1.0) * scale
            heaps.append(
                ellipse(
                    shift + 0.27 * far * math.cos(turn),
                    -0.68 + shift * 1.2 + 0.24 * far * math.sin(turn),
                    0.14 * (0.55 + 0.5 * scale),
                    0.11 * (0.55 + 0.5 * scale),
                    18,
                )
            )
        if tone is not bright:
            heaps.append(ellipse(shift, -0.68 + shift, 0.3 * scale, 0.27 * scale))
        pen.fills(heaps, tone, 0.95 if tone is not bright else 0.42)


def palm(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, flip: bool) -> None:
    """Lean a palm over the shore, dark against the sky; leaflets hang from its fronds."""
    pen = Pen(c, x, y, size, flip)
    tone = mix(light.lit(ink("#1f4a3a"), 1.0), INK, 0.4)
    trunk = curved(outline("0.0,0.02 0.10,-0.3 0.17,-0.6 0.30,-0.88"), False)
    pen.line(trunk, 0.036, mix(tone, ink("#4a352a"), 0.4), 0.022)
    shapes: list[Polygon] = []
    for i in range(11):
        turn = math.pi * (1.12 - 1.24 * i / 10 + dice.between(-0.04, 0.04))
        long = dice.between(0.36, 0.46)
        dx, rise = math.cos(turn) * long, math.sin(turn) * long
        tip = (0.30 + dx * 1.05, -0.88 - rise * 0.35 + 0.16)
        spine = curved([(0.30, -0.88), (0.30 + dx * 0.5, -0.89 - rise * 0.62), tip], False, 9)
        shapes.append(stroke(spine, 0.014, 0.004))
        for k in range(2, len(spine)):
            t = k / len(spine)
            leaf = (0.15 - 0.12 * t) * (0.6 + 0.4 * math.sin(math.pi * t))
            px, py = spine[k]
            lean = 0.055 * (1 if dx > 0 else -1)
            for side in (-0.5, 1.0):
                end = (px + lean * (1.6 - side) * leaf / 0.1, py + leaf * side)
                shapes.append([(px - 0.008, py), (px + 0.008, py), end])
    pen.fills(shapes, tone)


def grasses(
    c: Canvas,
    light: Light,
    dice: Dice,
    colour: Colour,
    height: float,
    left: float = 0.0,
    right: float = 1.0,
) -> None:
    """Let blades of grass stand up from the lower edge of the picture."""
    shapes = []
    count = int(150 * (right - left) * (c.width / c.unit) ** 0.5)
    for px, tall, lean in dice.array(count, 3).tolist():
        at = px * 2 - 1
        x = c.width * (left + (right - left) * px)
        h = height * (0.35 + 0.65 * tall) * (0.45 + 0.55 * at * at)
        bend = (lean - 0.4) * h * 0.7
        spine = curved(
            [(x, c.height + 4.0), (x + bend * 0.3, c.height - h * 0.55), (x + bend, c.height - h)],
            False,
            4,
        )
        shapes.append(stroke(spine, c.unit * 0.009, 0.6))
    c.polygon(shapes, colour)
