"""Things that stand in a landscape: ships, houses, people, birds, trees, turbines, chimneys."""

from __future__ import annotations

import math

from engines.image.storyboard_art.canvas import Canvas, Colour, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice
from engines.image.storyboard_art.pen import Pen, Polygon, curved, ellipse, stroke

INK = ink("#141a26")
LAMP = ink("#ffd88a")


def _tones(light: Light, code: str, depth: float = 0.9) -> tuple[Colour, Colour]:
    """Return a thing's lit and shaded colour."""
    base = light.lit(ink(code), depth, 0.7)
    return mix(base, light.sun * light.tint, 0.18), mix(base, mix(INK, light.haze, 0.16), 0.48)


def ship(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Sail a boat whose waterline is at row y, `size` high."""
    pen = Pen(c, x, y, size, flip)
    sail, sail_dark = _tones(light, "#fbf3e2")
    hull, hull_dark = _tones(light, "#8c3f35")
    pen.fill(ellipse(0.02, 0.06, 0.52, 0.035), mix(light.water[1], INK, 0.4), 0.45)
    for i in range(5):  # its broken image in the water
        wide = 0.34 - 0.05 * i
        pen.fill(ellipse(0.02 * (-1) ** i, 0.12 + 0.07 * i, wide, 0.014), sail_dark, 0.30 - 0.05 * i)
    main = curved([(0.01, -0.95), (0.19, -0.62), (0.34, -0.2), (0.36, -0.13)], False)
    pen.shaded([*main, (0.02, -0.13)], sail, sail_dark)
    jib = curved([(-0.03, -0.88), (-0.19, -0.5), (-0.4, -0.11)], False)
    pen.shaded([*jib, (-0.16, -0.13), (-0.03, -0.16)], mix(sail, sail_dark, 0.65), sail)
    pen.line([(0.0, -1.0), (0.0, -0.03)], 0.014, hull_dark)
    body = curved([(-0.46, -0.09), (-0.34, 0.01), (-0.2, 0.05), (0.24, 0.05), (0.36, 0.0)], False)
    pen.shaded([*body, (0.42, -0.08)], hull, hull_dark, across=False)
    pen.line([(-0.46, -0.09), (0.42, -0.08)], 0.018, mix(sail, hull, 0.3))


def lighthouse(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Build a lighthouse on row y; its beams show when the light is low."""
    pen = Pen(c, x, y, size, flip)
    wall, wall_dark = _tones(light, "#f6efe2")
    red, red_dark = _tones(light, "#b9463c")
    bright = light.dark or light.name in ("storm", "dusk", "dawn")
    if bright:
        for side, rise in ((-1, -0.05), (1, 0.04)):
            for spread, share in ((0.20, 0.10), (0.11, 0.13)):
                far = 3.2 * side
                pen.fill(
                    [(0, -0.925), (far, -0.925 + far * rise * side - spread * 1.6),
                     (far, -0.925 + far * rise * side + spread * 1.6)], LAMP, share,
                )  # fmt: skip
        pen.glow(0, -0.925, 0.75, LAMP, 0.8)
    for i in range(5):
        low, high = -0.82 * i / 5, -0.82 * (i + 1) / 5
        wide = [0.13 + 0.055 * (1 + h / 0.82) ** 1.5 if h > -0.82 else 0.13 for h in (low, high)]
        band = [(-wide[0], low), (wide[0], low), (wide[1], high), (-wide[1], high)]
        pen.shaded(band, *((red, red_dark) if i % 2 else (wall, wall_dark)))
    pen.shaded([(-0.17, -0.82), (0.17, -0.82), (0.17, -0.85), (-0.17, -0.85)], red_dark, INK)
    pen.fill([(-0.085, -0.85), (0.085, -0.85), (0.085, -0.98), (-0.085, -0.98)], LAMP if bright else wall)
    for at in (-0.085, -0.03, 0.03, 0.085):
        pen.line([(at, -0.85), (at, -0.98)], 0.012, red_dark)
    pen.shaded(curved([(-0.12, -0.975), (0.0, -1.09), (0.12, -0.975)], False), red, red_dark)
    for row, at in ((-0.26, -0.02), (-0.58, 0.03)):
        pen.fill([(at - 0.018, row), (at + 0.018, row), (at + 0.018, row - 0.06), (at - 0.018, row - 0.06)], LAMP if bright else INK)


def house(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Build a house with a gable, a chimney and, when it is dark, lit windows."""
    pen = Pen(c, x, y, size, flip)
    wall, wall_dark = _tones(light, "#f0dfc3")
    roof, roof_dark = _tones(light, "#a4503c")
    glow = light.dark or light.name in ("dusk", "ember", "dawn", "storm")
    pane = LAMP if glow else mix(light.sky[1], INK, 0.25)
    pen.fill(ellipse(0.1, 0.02, 1.0, 0.07), INK, 0.25)
    pen.fill([(0.42, -0.72), (0.42, -1.06), (0.56, -1.06), (0.56, -0.7)], wall_dark)
    pen.shaded([(-0.1, 0), (0.85, 0), (0.85, -0.5), (-0.1, -0.5)], mix(wall, wall_dark, 0.65), wall_dark)
    pen.shaded([(-0.6, 0), (-0.1, 0), (-0.1, -0.5), (-0.35, -0.86), (-0.6, -0.5)], wall, mix(wall, wall_dark, 0.25))
    pen.shaded([(-0.35, -0.94), (0.72, -0.94), (0.94, -0.46), (-0.08, -0.46)], roof, roof_dark)
    pen.fill([(-0.35, -0.94), (-0.69, -0.45), (-0.61, -0.45), (-0.35, -0.82), (-0.1, -0.46), (-0.02, -0.46)], mix(roof_dark, INK, 0.25))
    door = [(-0.42, 0), (-0.28, 0), (-0.28, -0.28), (-0.42, -0.28)]
    pen.fill(door, mix(roof_dark, INK, 0.4))
    for left, top, wide, high in ((-0.42, -0.5, 0.14, 0.13), (0.08, -0.32, 0.15, 0.17), (0.33, -0.32, 0.15, 0.17), (0.58, -0.32, 0.15, 0.17)):
        pen.fill([(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)], pane)
        pen.line([(left + wide / 2, top), (left + wide / 2, top + high)], 0.012, wall_dark)
        pen.line([(left, top + high / 2), (left + wide, top + high / 2)], 0.012, wall_dark)
        if glow:
            pen.glow(left + wide / 2, top + high / 2, 0.4, LAMP, 0.35)


def person(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool, coat: str = "#c8553d") -> None:
    """Stand a walking figure in a coat, seen from behind, on row y."""
    pen = Pen(c, x, y, size, flip)
    cloth, cloth_dark = _tones(light, coat)
    dark = mix(INK, light.haze, 0.08)
    pen.fill(ellipse(0.1, 0.0, 0.3, 0.03), INK, 0.3)
    pen.fills([stroke([(-0.03, -0.45), (-0.09, -0.2), (-0.13, 0.0)], 0.12, 0.07), stroke([(0.05, -0.45), (0.07, -0.2), (0.05, 0.0)], 0.12, 0.07), [(-0.17, 0.01), (-0.08, 0.01), (-0.09, -0.05)], [(0.01, 0.01), (0.11, 0.01), (0.05, -0.05)]], dark)
    body = curved([(-0.06, -0.83), (0.06, -0.83), (0.13, -0.74), (0.16, -0.5), (0.17, -0.33), (-0.15, -0.33), (-0.14, -0.52), (-0.13, -0.74)])
    pen.shaded(body, cloth, cloth_dark)
    pen.line(curved([(0.11, -0.75), (0.19, -0.56), (0.17, -0.42)], False), 0.07, cloth_dark, 0.05)
    pen.line(curved([(-0.11, -0.75), (-0.18, -0.57), (-0.2, -0.43)], False), 0.07, cloth, 0.05)
    pen.disc(0.0, -0.915, 0.075, light.lit(ink("#d9a37c"), 0.9))
    pen.fill(curved([(-0.08, -0.9), (-0.085, -0.96), (-0.03, -1.01), (0.05, -1.0), (0.085, -0.94), (0.07, -0.88), (0.02, -0.93)]), dark)


def people(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, count: int) -> None:
    """Stand one or several figures side by side."""
    coats = ("#c8553d", "#d99a3a", "#2f6f7a", "#7b4b73", "#e4dcc6")
    first = dice.count(0, 4)
    for i in range(count):
        tall = size * (1.0 if i == 0 else (0.93, 0.58, 0.97, 0.66)[(i - 1) % 4])
        step = (i - (count - 1) / 2) * size * 0.5
        person(c, light, x + step, y + dice.between(-0.01, 0.02) * size, tall, dice.chance(0.4), coats[(first + i) % 5])


def birds(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, count: int = 9) -> None:
    """Let a flock fly around a point."""
    tone = mix(INK, light.haze, 0.25) if not light.dark else mix(light.haze, ink("#ffffff"), 0.2)
    shapes: list[Polygon] = []
    for i in range(count):
        far = dice.between(0.35, 1.0) * (1.2 if i == 0 else 1.0)
        px, py = x + dice.between(-2.6, 2.6) * size * 1.6, y + dice.between(-1.0, 1.0) * size * 1.1
        lift, s = dice.between(0.12, 0.42), size * far * 0.42
        wing = curved([(-1.0, -lift * 0.5), (-0.55, -lift), (0.0, 0.06), (0.5, -lift * 1.05), (1.0, -lift * 0.35)], False)
        back = curved([(1.0, -lift * 0.35), (0.5, -lift * 0.72), (0.05, 0.24), (-0.5, -lift * 0.66), (-1.0, -lift * 0.5)], False)
        shapes.append([(px + a * s, py + b * s) for a, b in (*wing, *back)])
    c.polygon(shapes, tone, 0.85)


def tree(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, depth: float = 0.95, autumn: bool = False) -> None:
    """Grow a round-crowned tree on row y: heaps of leaves, bright towards the sun."""
    pen = Pen(c, x, y, size)
    leaf = light.lit(ink("#c9702c" if autumn else "#3f7a4c"), depth, 0.7)
    dark, bright = mix(leaf, INK, 0.5), mix(leaf, light.sun, 0.3)
    bark = mix(light.lit(ink("#4a372d"), depth, 0.7), INK, 0.3)
    pen.fill(ellipse(0.05, 0.0, 0.4, 0.035), INK, 0.25)
    limbs = [stroke(curved([(0.0, 0.0), (0.01, -0.25), (-0.01, -0.5)], False), 0.085, 0.05)]
    limbs += [stroke(curved([(0.0, -0.3), (s * 0.12, -0.45), (s * 0.22, -0.6)], False), 0.04, 0.02) for s in (-1, 1)]
    pen.fills(limbs, bark)
    for tone, shift, scale, count in ((dark, 0.03, 1.0, 15), (leaf, 0.0, 0.85, 13), (bright, -0.05, 0.55, 9)):
        own = dice.fork(str(count))
        heaps = []
        for i in range(count):
            turn = 2 * math.pi * (i + own.between(0, 0.6)) / count
            far = own.between(0.55, 1.0) * scale
            heaps.append(ellipse(shift + 0.27 * far * math.cos(turn), -0.68 + shift * 1.2 + 0.24 * far * math.sin(turn), 0.14 * (0.55 + 0.5 * scale), 0.11 * (0.55 + 0.5 * scale), 18))
        if tone is not bright:
            heaps.append(ellipse(shift, -0.68 + shift, 0.3 * scale, 0.27 * scale))
        pen.fills(heaps, tone, 0.95 if tone is not bright else 0.6)


def palm(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, flip: bool) -> None:
    """Lean a palm over the shore, dark against the sky."""
    pen = Pen(c, x, y, size, flip)
    tone = mix(light.lit(ink("#1f4a3a"), 1.0), INK, 0.4)
    trunk = curved([(0.0, 0.02), (0.06, -0.3), (0.16, -0.6), (0.3, -0.88)], False)
    pen.line(trunk, 0.055, mix(tone, ink("#5a4030"), 0.35), 0.03)
    fronds = []
    for i in range(9):
        turn = math.pi * (1.08 - 1.2 * i / 8 + dice.between(-0.06, 0.06))
        long = dice.between(0.36, 0.48)
        dx, dy = math.cos(turn) * long, -math.sin(turn) * long * 0.7
        spine = [(0.3, -0.88), (0.3 + dx * 0.5, -0.90 + dy * 0.9 - 0.03), (0.3 + dx, -0.88 + dy * 0.7 + 0.14)]
        fronds.append(stroke(curved(spine, False), 0.075, 0.006))
    pen.fills(fronds, tone)


def turbine(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float, depth: float) -> None:
    """Raise a wind turbine."""
    pen = Pen(c, x, y, size)
    wall, dark = _tones(light, "#f4f3ee", depth)
    pen.shaded([(-0.022, 0), (0.022, 0), (0.011, -1.0), (-0.011, -1.0)], wall, dark)
    first = dice.between(0, 2.1)
    blades = []
    for i in range(3):
        turn = first + i * 2 * math.pi / 3
        dx, dy = math.cos(turn), math.sin(turn)
        blades.append([(-dy * 0.012, -1.0 + dx * 0.012), (dx * 0.18 - dy * 0.034, -1.0 + dy * 0.18 + dx * 0.034), (dx * 0.62, -1.0 + dy * 0.62), (dx * 0.1 + dy * 0.012, -1.0 + dy * 0.1 - dx * 0.012)])
    pen.fills(blades, mix(wall, dark, 0.15))
    pen.disc(0, -1.0, 0.028, dark)


def factory(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float) -> None:
    """Build a works with saw-tooth roofs, chimneys and their smoke."""
    pen = Pen(c, x, y, size)
    wall, dark = _tones(light, "#8a7a74", 0.75)
    brick, brick_dark = _tones(light, "#a5614c", 0.75)
    smoke = mix(light.cloud[1], light.cloud[0], 0.35)
    for i, (at, tall) in enumerate(((-0.75, 1.0), (-0.45, 1.25), (0.62, 0.9))):
        own = dice.fork(str(i))
        for puff in range(16):
            t = puff / 15
            px = at + 0.10 * t + 1.15 * t * t + own.between(-0.05, 0.05)
            py = -tall - 0.62 * t + own.between(-0.05, 0.05)
            pen.disc(px, py, 0.035 + 0.17 * t, mix(smoke, light.haze, t), 0.5 * (1 - 0.8 * t))
        pen.shaded([(at - 0.07, 0), (at + 0.07, 0), (at + 0.045, -tall), (at - 0.045, -tall)], brick, brick_dark)
        pen.fill([(at - 0.055, -tall), (at + 0.055, -tall), (at + 0.055, -tall - 0.035), (at - 0.055, -tall - 0.035)], brick_dark)
    for i in range(4):
        left = -1.1 + 0.44 * i
        pen.shaded([(left, 0), (left + 0.44, 0), (left + 0.44, -0.34), (left + 0.06, -0.56), (left, -0.34)], mix(wall, dark, 0.1 * i), dark)
        pane = LAMP if light.dark or light.name in ("dusk", "ember") else mix(light.sky[1], dark, 0.4)
        pen.fills([[(left + 0.08 + 0.11 * k, -0.2), (left + 0.15 + 0.11 * k, -0.2), (left + 0.15 + 0.11 * k, -0.28), (left + 0.08 + 0.11 * k, -0.28)] for k in range(3)], pane, 0.9)
    pen.shaded([(0.66, 0), (1.2, 0), (1.2, -0.5), (0.66, -0.5)], wall, dark)


def fire(c: Canvas, light: Light, dice: Dice, x: float, y: float, size: float) -> None:
    """Light a fire: tongues in three heats, sparks."""
    pen = Pen(c, x, y, size)
    pen.glow(0, -0.35, 3.2, ink("#ff8a3a"), 0.55)
    pen.fills([stroke([(-0.42, 0.04), (0.4, -0.08)], 0.1), stroke([(-0.4, -0.08), (0.42, 0.05)], 0.1)], ink("#2a1a16"))
    for code, scale in (("#d8452a", 1.0), ("#f58a2e", 0.74), ("#ffd76a", 0.45)):
        tip = dice.between(-0.08, 0.08)
        shape = [(-0.30, -0.02), (-0.36, -0.26), (-0.22, -0.46), (-0.20, -0.66), (-0.06, -0.52), (tip, -1.0), (0.16, -0.6), (0.22, -0.72), (0.34, -0.34), (0.28, -0.02), (0, 0.05)]
        pen.fill(curved([(a * scale, b * scale) for a, b in shape]), ink(code), 0.95)
    for px, py, s in dice.array(26, 3).tolist():
        pen.disc((px - 0.5) * 1.4, -0.5 - py * 1.6, 0.012 + 0.014 * s, ink("#ffca6a"), 0.8 * (1 - py * 0.7))


def deer(c: Canvas, light: Light, x: float, y: float, size: float, flip: bool) -> None:
    """Stand a stag on row y."""
    pen = Pen(c, x, y, size, flip)
    coat, dark = _tones(light, "#7a4f36", 0.95)
    dark = mix(dark, INK, 0.4)
    pen.fill(ellipse(0.0, 0.0, 0.42, 0.03), INK, 0.28)
    legs = [stroke([(a, -0.42), (b, -0.2), (d, 0.0)], 0.075, 0.028) for a, b, d in ((-0.26, -0.29, -0.27), (-0.2, -0.17, -0.19), (0.2, 0.22, 0.2), (0.25, 0.28, 0.27))]
    pen.fills(legs, dark)
    body = curved([(-0.33, -0.5), (-0.26, -0.6), (0.0, -0.57), (0.2, -0.62), (0.3, -0.8), (0.36, -0.93), (0.43, -0.96), (0.55, -0.87), (0.54, -0.83), (0.43, -0.82), (0.38, -0.66), (0.3, -0.44), (0.1, -0.37), (-0.2, -0.4), (-0.31, -0.38)])
    pen.shaded(body, dark, coat)
    for side in (-0.02, 0.05):
        main = curved([(0.40 + side, -0.95), (0.34 + side * 2, -1.1), (0.40 + side * 3, -1.27)], False)
        tines = [stroke(main, 0.026, 0.01)]
        tines += [stroke([(0.36 + side * 2, -1.04 - k), (0.46 + side * 2, -1.14 - k)], 0.018, 0.006) for k in (0.0, 0.1)]
        pen.fills(tines, dark)
    pen.fill(curved([(0.38, -0.95), (0.30, -1.0), (0.33, -0.92)]), dark)


def grasses(c: Canvas, light: Light, dice: Dice, colour: Colour, height: float, left: float = 0.0, right: float = 1.0) -> None:
    """Let blades of grass stand up from the lower edge of the picture."""
    shapes = []
    count = int(150 * (right - left) * (c.width / c.unit) ** 0.5)
    for px, tall, lean in dice.array(count, 3).tolist():
        at = px * 2 - 1
        x = c.width * (left + (right - left) * px)
        h = height * (0.35 + 0.65 * tall) * (0.45 + 0.55 * at * at)
        bend = (lean - 0.4) * h * 0.7
        spine = curved([(x, c.height + 4.0), (x + bend * 0.3, c.height - h * 0.55), (x + bend, c.height - h)], False, 4)
        shapes.append(stroke(spine, c.unit * 0.009, 0.6))
    c.polygon(shapes, colour)
