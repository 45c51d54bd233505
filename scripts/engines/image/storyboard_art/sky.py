"""What is above: gradient, sun, moon, stars, clouds of cut paper, rain, snow, mist."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import FINE, Canvas, Colour, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice, field, line, smooth, step
from engines.image.storyboard_art.pen import stroke


def backdrop(c: Canvas, light: Light, horizon: float) -> None:
    """Paint the sky down to the horizon and its haze below it."""
    bottom = min(c.height, int(horizon) + 2)
    stops = [(i / (len(light.sky) - 1), colour) for i, colour in enumerate(light.sky)]
    c.rgb[:, :bottom] = c.gradient(stops, 0, bottom) * (1.0 + 0.025 * c.paint[:bottom])
    c.rgb[:, bottom:] = light.haze[:, None, None]


def sun(c: Canvas, light: Light, x: float, y: float) -> None:
    """Paint the sun's disc with three rings of light around it."""
    radius = c.unit * (0.062 if light.height < 0.3 else 0.05)
    low = light.height < 0.3
    c.glow(x, y, c.unit * 0.95, light.glow, light.strength * 0.75, 0.8 if low else 1.0)
    c.glow(x, y, c.unit * 0.34, light.glow, light.strength * 0.8)
    for ring, share in ((2.5, 0.07), (1.65, 0.12)):
        c.disc(x, y, radius * ring, light.sun, share * (0.5 + light.strength))
    if light.name != "storm":
        c.disc(x, y, radius, light.sun, 0.97)


def moon(c: Canvas, light: Light, x: float, y: float, dice: Dice) -> None:
    """Paint a moon, a few seas on it, and its halo."""
    radius = c.unit * 0.058
    c.glow(x, y, c.unit * 0.62, light.glow, 0.42)
    c.glow(x, y, c.unit * 0.2, light.glow, 0.5)
    c.disc(x, y, radius, light.sun)
    size = int(radius * 2) + 4
    marks = step(field(dice, size, size, (radius * 0.9, radius * 0.9), 3), 0.05, 0.45)
    at = np.arange(size, dtype=np.float32) + 0.5 - size / 2
    far = np.sqrt(at[None] * at[None] + (at * at)[:, None]) / radius
    inside = np.clip((0.97 - far) * radius, 0, 1)
    c.blend(ink("#b9bfc6"), marks * inside * 0.4, int(y - size / 2), int(x - size / 2))


def stars(c: Canvas, dice: Dice, bottom: float, count: int, veil: float = 0.0) -> None:
    """Scatter stars above a row, fewer and fainter towards it, some of them bright."""
    area = (c.width * c.height) / (1920 * 1080)
    total = int(count * max(0.35, area**0.5))
    x, y = dice.array(total) * c.width, dice.array(total) * max(1.0, bottom)
    bright = dice.array(total)
    grow = c.unit / 1080
    for at_x, at_y, b in zip(x.tolist(), y.tolist(), bright.tolist(), strict=True):
        fade = (1.0 - veil * at_y / max(1.0, bottom)) * (0.35 + 0.65 * b * b)
        c.disc(at_x, at_y, (0.6 + 1.5 * b * b * b * b) * grow, ink("#f4f1e4"), fade)


def milky_way(c: Canvas, dice: Dice, bottom: int) -> None:
    """Lay a slanted band of pale dust over the sky."""
    x = np.arange(c.width, dtype=np.float32) / c.width
    y = np.arange(bottom, dtype=np.float32)[:, None] / bottom
    far = (y - 0.15 - 0.75 * x) + 0.18 * field(dice, c.width, bottom, (c.unit / 3, c.unit / 3), 4)
    band = np.clip(1.0 - far * far * 9.0, 0, 1)
    dust = field(dice.fork("dust"), c.width, bottom, (c.unit / 6, c.unit / 6), 6)
    c.blend(ink("#93a9d8"), band * band * np.clip(0.16 + 0.16 * dust, 0, 0.4))


def cumulus(
    c: Canvas, light: Light, dice: Dice, x: float, base: float, width: float, height: float,
    opacity: float = 1.0, rows: int = 3,
) -> None:  # fmt: skip
    """Heap a cloud of paper layers: bright crowns in front of shaded ones, a soft flat foot."""
    bright, shade = light.cloud
    for row in range(rows):
        share = row / max(1, rows - 1)
        crest = height * (1.0 - 0.62 * share)
        half = width * (0.34 + 0.16 * share)
        middle = x + dice.between(-0.1, 0.1) * width
        edge = _heap(c, dice, middle, base, half, crest)
        top = mix(mix(shade, bright, 0.72), bright, share)
        foot = mix(shade, bright, 0.25 + 0.35 * share)
        c.contour(
            edge, top, foot, bottom=base + height * 0.04, fade=height * 0.22,
            opacity=opacity, shadow=0.10, texture=0.03, span=crest * 1.05,
        )  # fmt: skip


def _heap(c: Canvas, dice: Dice, x: float, base: float, half: float, crest: float) -> np.ndarray:
    """Return the crown of a cloud: round bumps under a dome."""
    edge = np.full(c.x.shape, base + c.unit * 0.2, np.float32)
    count = max(5, int(7 * half / max(1.0, crest)) + 3)
    for i in range(count):
        at = (i + dice.between(0.15, 0.85)) / count * 2.0 - 1.0
        dome = (1.0 - at * at) ** 0.5
        radius = (0.24 + 0.22 * dome) * min(half, crest * 1.1) * dice.between(0.75, 1.25)
        centre = base - max(0.0, crest * dome * dice.between(0.72, 1.0) - radius)
        dx = c.x - (x + at * (half - radius * 0.4))
        inside = radius * radius - dx * dx
        bump = centre - np.sqrt(np.maximum(inside, 0.0))
        np.minimum(edge, np.where(inside > 0.0, bump, edge), out=edge)
    return edge


def towering(
    c: Canvas, light: Light, dice: Dice, x: float, base: float, width: float, height: float
) -> None:
    """Pile a tower of cloud: narrow heaps behind and above, wide ones before and below."""
    bright, shade = light.cloud
    rows = 6
    for row in range(rows):
        share = row / (rows - 1)
        own = dice.fork(str(row))
        crest = height * (0.42 - 0.06 * share)
        foot = base - height * 0.60 * (1.0 - share) ** 1.2
        half = width * (0.27 + 0.23 * share) * own.between(0.9, 1.1)
        middle = x + own.between(-0.12, 0.12) * width * (1.0 - 0.5 * share)
        edge = _heap(c, own, middle, foot, half, crest)
        top = mix(mix(shade, bright, 0.8), bright, share)
        low = mix(shade, bright, 0.1 + 0.25 * share)
        c.contour(
            edge, top, low, bottom=foot + crest * 0.25, fade=crest * 0.5, shadow=0.12,
            texture=0.03, span=crest * 1.3, rim=mix(bright, light.sun, 0.5),
        )  # fmt: skip


def cirrus(c: Canvas, light: Light, dice: Dice, bottom: float, strength: float = 0.35) -> None:
    """Draw thin streaks across the upper sky."""
    rows = max(8, int(bottom))
    streaks = field(dice, c.width, rows, (c.unit * 0.9, c.unit * 0.07), 4)
    y = np.arange(rows, dtype=np.float32)[:, None] / rows
    band = smooth(y * 3.0) * smooth((1.0 - y) * 2.0)
    c.blend(mix(light.cloud[0], light.glow, 0.25), step(streaks, 0.15, 0.95) * band * strength)


def overcast(c: Canvas, light: Light, dice: Dice, bottom: float) -> None:
    """Hang a ceiling of dark paper clouds from the top."""
    bright, shade = light.cloud
    for row in range(4):
        share = row / 3
        depth = bottom * (0.78 - 0.22 * row) + c.unit * 0.02
        wobble = line(dice, c.x / (c.unit * (0.55 - 0.07 * row)), 4, 0.45)
        edge = depth + c.unit * 0.05 * np.abs(wobble) * 2.0 - c.unit * 0.03
        rows = np.arange(int(edge.max()) + 2, dtype=np.float32)[:, None]
        coarse = edge.reshape(-1, FINE).mean(axis=1)
        mask = smooth((coarse - rows) / (c.unit * 0.06) + 0.1)
        tone = mix(mix(bright, light.haze, 0.35), mix(shade, light.sky[0], 0.5), share)
        lit = np.clip(1.0 - (coarse - rows) / (c.unit * 0.12), 0, 1)
        colour = tone[:, None, None] + (lit * lit * 0.22)[None] * (bright - tone)[:, None, None]
        c.blend(colour * (1 + 0.05 * c.paint[: len(rows)]), mask * 0.9)


def lightning(c: Canvas, dice: Dice, x: float, bottom: float) -> None:
    """Strike from the ceiling to the horizon, with a branch and its light in the clouds."""
    top = bottom * 0.36
    bolt = [(x, top)]
    for i in range(1, 12):
        bolt.append((x + dice.between(-0.035, 0.035) * c.unit, top + (bottom - top) * i / 11))
    fork = [bolt[4]]
    for i in range(1, 5):
        away = (0.03 * i + dice.between(-0.01, 0.015)) * c.unit
        fork.append((bolt[4][0] + away, bolt[4][1] + (bottom - top) * 0.07 * i))
    violet = ink("#cfd6ff")
    c.glow(x, top, c.unit * 0.75, violet, 0.7)
    for wide, share in ((0.016, 0.12), (0.008, 0.25), (0.0032, 1.0)):
        lines = [stroke(bolt, wide * c.unit, wide * c.unit * 0.4)]
        lines.append(stroke(fork, wide * c.unit * 0.6, wide * c.unit * 0.15))
        c.polygon(lines, mix(violet, ink("#ffffff"), share), share)


def rain(c: Canvas, dice: Dice, colour: Colour, slant: float = 0.22) -> None:
    """Draw rain in three depths, thin and slanted."""
    for depth, (count, long, thick, alpha) in enumerate(
        ((420, 0.05, 0.0007, 0.16), (240, 0.085, 0.0011, 0.2), (90, 0.14, 0.0018, 0.22))
    ):
        own = dice.fork(str(depth))
        xs, ys, ls = own.array(count), own.array(count), own.array(count)
        shapes = []
        for x, y, s in zip(xs.tolist(), ys.tolist(), ls.tolist(), strict=True):
            px, py = x * 1.3 * c.width - 0.05 * c.width, (y * 1.15 - 0.1) * c.height
            dy = long * c.unit * (0.6 + 0.7 * s)
            t = thick * c.unit
            shapes.append([(px, py), (px + t, py), (px - slant * dy + t * 0.3, py + dy)])
        c.polygon(shapes, colour, alpha)


def snowfall(c: Canvas, dice: Dice, colour: Colour) -> None:
    """Let snow fall in three depths."""
    for count, size, alpha in ((260, 0.0016, 0.55), (120, 0.003, 0.6), (26, 0.0065, 0.4)):
        for x, y, s in dice.array(count, 3).tolist():
            c.disc(x * c.width, y * c.height, size * c.unit * (0.6 + 0.8 * s), colour, alpha)


def mist(
    c: Canvas, dice: Dice, y: float, height: float, colour: Colour, strength: float = 0.7
) -> None:
    """Lay a bank of mist around row y: streaks of haze with soft ends."""
    top = max(0, int(y - height))
    rows = min(c.height, int(y + height)) - top
    if rows < 4:
        return
    streak = field(dice, c.width, rows, (c.unit * 0.55, c.unit * 0.05), 4)
    at = (np.arange(rows, dtype=np.float32)[:, None] + top - y) / height
    band = np.clip(1.0 - at * at, 0, 1)
    c.blend(colour, band * band * np.clip(0.55 + 0.5 * streak, 0, 1) * strength, top)


def vapour(
    c: Canvas, dice: Dice, foot: float, height: float, colour: Colour, strength: float = 0.5
) -> None:
    """Let wisps rise from row `foot`, swaying, thinning out as they climb."""
    top = max(0, int(foot - height))
    rows = min(c.height, int(foot)) - top
    if rows < 8:
        return
    rise = (np.float32(foot - top) - np.arange(rows, dtype=np.float32)[:, None]) / height
    for index in range(9):
        own = dice.fork(str(index))
        x = (index + own.between(0.1, 0.9)) / 9 * c.width
        low = own.between(0.0, 0.35)
        sway = line(own, rise[:, 0] * 2.2 + 4.0, 3)[:, None] * c.unit * (0.02 + 0.09 * rise)
        wide = c.unit * own.between(0.05, 0.085) * (0.7 + 1.6 * rise)
        far = (np.arange(c.width, dtype=np.float32)[None] - x - sway) / wide
        body = np.clip(1.0 - far * far, 0, 1)
        fade = smooth((rise - low) * 2.5) * smooth((own.between(0.75, 1.0) - rise) * 1.6)
        c.blend(colour, body * body * fade * strength * own.between(0.5, 1.0), top)
