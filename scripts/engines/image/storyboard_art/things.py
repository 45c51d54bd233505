"""Things people made, standing in a landscape: ship, lighthouse, house, turbine, works, fire."""

from __future__ import annotations

import math

from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice
from engines.image.storyboard_art.pen import Pen, curved, ellipse, outline, stroke
from engines.image.storyboard_art.tones import INK, LAMP, tones


def ship(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Sail a boat whose waterline is at row y, `size` high."""
    pen = Pen(c, x, y, size, flip)
    sail, sail_dark = tones(light, "#fbf3e2")
    hull, hull_dark = tones(light, "#8c3f35")
    pen.fill(ellipse(0.02, 0.06, 0.52, 0.035), mix(light.water[1], INK, 0.4), 0.45)
    for i in range(5):  # its broken image in the water
        wide = 0.34 - 0.05 * i
        pen.fill(
            ellipse(0.02 * (-1) ** i, 0.12 + 0.07 * i, wide, 0.014), sail_dark, 0.30 - 0.05 * i
        )
    main = curved(outline("0.01,-0.95 0.19,-0.62 0.34,-0.2 0.36,-0.13"), False)
    pen.shaded([*main, (0.02, -0.13)], sail, sail_dark)
    jib = curved([(-0.03, -0.88), (-0.19, -0.5), (-0.4, -0.11)], False)
    pen.shaded([*jib, (-0.16, -0.13), (-0.03, -0.16)], mix(sail, sail_dark, 0.65), sail)
    pen.line([(0.0, -1.0), (0.0, -0.03)], 0.014, hull_dark)
    body = curved(outline("-0.46,-0.09 -0.34,0.01 -0.2,0.05 0.24,0.05 0.36,0.0"), False)
    pen.shaded([*body, (0.42, -0.08)], hull, hull_dark, across=False)
    pen.line([(-0.46, -0.09), (0.42, -0.08)], 0.018, mix(sail, hull, 0.3))


def lighthouse(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Build a lighthouse on row y; its beams show when the light is low."""
    pen = Pen(c, x, y, size, flip)
    wall, wall_dark = tones(light, "#f6efe2")
    red, red_dark = tones(light, "#b9463c")
    bright = light.dark or light.name in ("storm", "dusk", "dawn")
    if bright:
        for side, rise in ((-1, 0.05), (1, 0.05)):
            for k in range(30):  # many short ones upon each other: the beam fades out
                far = 0.4 + 0.14 * k
                spread = far * (0.055 + 0.003 * (k % 3))
                y = -0.925 - far * rise
                pen.fill(
                    [(0, -0.925), (far * side, y - spread), (far * side, y + spread)], LAMP, 0.014
                )
        pen.glow(0, -0.925, 0.75, LAMP, 0.8)
    for i in range(5):
        low, high = -0.82 * i / 5, -0.82 * (i + 1) / 5
        wide = [0.13 + 0.055 * (1 + h / 0.82) ** 1.5 if h > -0.82 else 0.13 for h in (low, high)]
        band = [(-wide[0], low), (wide[0], low), (wide[1], high), (-wide[1], high)]
        pen.shaded(band, *((red, red_dark) if i % 2 else (wall, wall_dark)))
    pen.shaded(outline("-0.17,-0.82 0.17,-0.82 0.17,-0.85 -0.17,-0.85"), red_dark, INK)
    pen.fill(outline("-0.085,-0.85 0.085,-0.85 0.085,-0.98 -0.085,-0.98"), LAMP if bright else wall)
    for at in (-0.085, -0.03, 0.03, 0.085):
        pen.line([(at, -0.85), (at, -0.98)], 0.012, red_dark)
    pen.shaded(curved([(-0.12, -0.975), (0.0, -1.09), (0.12, -0.975)], False), red, red_dark)
    for row, at in ((-0.26, -0.02), (-0.58, 0.03)):
        pen.fill(
            [
                (at - 0.018, row),
                (at + 0.018, row),
                (at + 0.018, row - 0.06),
                (at - 0.018, row - 0.06),
            ],
            LAMP if bright else INK,
        )


def house(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Build a house with a gable, a chimney and, when it is dark, lit windows."""
    pen = Pen(c, x, y, size, flip)
    wall, wall_dark = tones(light, "#f0dfc3")
    roof, roof_dark = tones(light, "#a4503c")
    glow = light.dark or light.name in ("dusk", "ember", "dawn", "storm")
    pane = LAMP if glow else mix(light.sky[1], INK, 0.25)
    pen.fill(ellipse(0.1, 0.02, 1.0, 0.07), INK, 0.25)
    pen.fill(outline("0.42,-0.72 0.42,-1.06 0.56,-1.06 0.56,-0.7"), wall_dark)
    pen.shaded(outline("-0.1,0 0.85,0 0.85,-0.5 -0.1,-0.5"), mix(wall, wall_dark, 0.65), wall_dark)
    pen.shaded(
        outline("-0.6,0 -0.1,0 -0.1,-0.5 -0.35,-0.86 -0.6,-0.5"), wall, mix(wall, wall_dark, 0.25)
    )
    pen.shaded(outline("-0.35,-0.94 0.72,-0.94 0.94,-0.46 -0.08,-0.46"), roof, roof_dark)
    pen.fill(
        outline("-0.35,-0.94 -0.69,-0.45 -0.61,-0.45 -0.35,-0.82 -0.1,-0.46 -0.02,-0.46"),
        mix(roof_dark, INK, 0.25),
    )
    door = outline("-0.42,0 -0.28,0 -0.28,-0.28 -0.42,-0.28")
    pen.fill(door, mix(roof_dark, INK, 0.4))
    for left, top, wide, high in (
        (-0.42, -0.5, 0.14, 0.13),
        (0.08, -0.32, 0.15, 0.17),
        (0.33, -0.32, 0.15, 0.17),
        (0.58, -0.32, 0.15, 0.17),
    ):
        pen.fill(
            [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)], pane
        )
        pen.line([(left + wide / 2, top), (left + wide / 2, top + high)], 0.012, wall_dark)
        pen.line([(left, top + high / 2), (left + wide, top + high / 2)], 0.012, wall_dark)
        if glow:
            pen.glow(left + wide / 2, top + high / 2, 0.4, LAMP, 0.35)


def turbine(
    c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, depth: float
) -> None:
    """Raise a wind turbine."""
    pen = Pen(c, x, y, size)
    wall, dark = tones(light, "#f4f3ee", depth)
    pen.shaded(outline("-0.022,0 0.022,0 0.011,-1.0 -0.011,-1.0"), wall, dark)
    first = dice.between(0, 2.1)
    blades = []
    for i in range(3):
        turn = first + i * 2 * math.pi / 3
        dx, dy = math.cos(turn), math.sin(turn)
        blades.append(
            [
                (-dy * 0.012, -1.0 + dx * 0.012),
                (dx * 0.18 - dy * 0.034, -1.0 + dy * 0.18 + dx * 0.034),
                (dx * 0.62, -1.0 + dy * 0.62),
                (dx * 0.1 + dy * 0.012, -1.0 + dy * 0.1 - dx * 0.012),
            ]
        )
    pen.fills(blades, mix(wall, dark, 0.15))
    pen.disc(0, -1.0, 0.028, dark)


def factory(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float) -> None:
    """Build a works with saw-tooth roofs, chimneys and their smoke."""
    pen = Pen(c, x, y, size)
    wall, dark = tones(light, "#8a7a74", 0.75)
    brick, brick_dark = tones(light, "#a5614c", 0.75)
    smoke = mix(light.cloud[1], light.cloud[0], 0.35)
    for i, (at, tall) in enumerate(((-0.75, 1.0), (-0.45, 1.25), (0.62, 0.9))):
        own = dice.fork(str(i))
        for puff in range(16):
            t = puff / 15
            px = at + 0.10 * t + 1.15 * t * t + own.between(-0.05, 0.05)
            py = -tall - 0.62 * t + own.between(-0.05, 0.05)
            pen.disc(px, py, 0.035 + 0.17 * t, mix(smoke, light.haze, t), 0.5 * (1 - 0.8 * t))
        pen.shaded(
            [(at - 0.07, 0), (at + 0.07, 0), (at + 0.045, -tall), (at - 0.045, -tall)],
            brick,
            brick_dark,
        )
        pen.fill(
            [
                (at - 0.055, -tall),
                (at + 0.055, -tall),
                (at + 0.055, -tall - 0.035),
                (at - 0.055, -tall - 0.035),
            ],
            brick_dark,
        )
    for i in range(4):
        left = -1.1 + 0.44 * i
        pen.shaded(
            [
                (left, 0),
                (left + 0.44, 0),
                (left + 0.44, -0.34),
                (left + 0.06, -0.56),
                (left, -0.34),
            ],
            mix(wall, dark, 0.1 * i),
            dark,
        )
        pane = (
            LAMP if light.dark or light.name in ("dusk", "ember") else mix(light.sky[1], dark, 0.4)
        )
        pen.fills(
            [
                [
                    (left + 0.08 + 0.11 * k, -0.2),
                    (left + 0.15 + 0.11 * k, -0.2),
                    (left + 0.15 + 0.11 * k, -0.28),
                    (left + 0.08 + 0.11 * k, -0.28),
                ]
                for k in range(3)
            ],
            pane,
            0.9,
        )
    pen.shaded(outline("0.66,0 1.2,0 1.2,-0.5 0.66,-0.5"), wall, dark)


def fire(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float) -> None:
    """Light a fire: tongues in three heats, sparks."""
    pen = Pen(c, x, y, size)
    pen.glow(0, -0.35, 3.2, ink("#ff8a3a"), 0.55)
    pen.fills(
        [stroke([(-0.42, 0.04), (0.4, -0.08)], 0.1), stroke([(-0.4, -0.08), (0.42, 0.05)], 0.1)],
        ink("#2a1a16"),
    )
    for code, scale in (("#d8452a", 1.0), ("#f58a2e", 0.74), ("#ffd76a", 0.45)):
        tip = dice.between(-0.08, 0.08)
        shape = [
            (-0.30, -0.02),
            (-0.36, -0.26),
            (-0.22, -0.46),
            (-0.20, -0.66),
            (-0.06, -0.52),
            (tip, -1.0),
            (0.16, -0.6),
            (0.22, -0.72),
            (0.34, -0.34),
            (0.28, -0.02),
            (0, 0.05),
        ]
        pen.fill(curved([(a * scale, b * scale) for a, b in shape]), ink(code), 0.95)
    for px, py, s in dice.array(26, 3).tolist():
        pen.disc(
            (px - 0.5) * 1.4,
            -0.5 - py * 1.6,
            0.012 + 0.014 * s,
            ink("#ffca6a"),
            0.8 * (1 - py * 0.7),
        )
