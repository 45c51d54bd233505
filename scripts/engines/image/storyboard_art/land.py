"""What is below: peaks, hills, dunes, forests, towns, fields, roads; all are sheets of paper."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import FINE, Canvas, Colour, ink, mix
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, line, smooth, step, wave


def ridge(c: Canvas, dice: Dice, y: float, rise: float, cell: float, rough: float = 0.5) -> np.ndarray:
    """Return the edge of rolling land around row y, `rise` high, waves `cell` units long."""
    return y - rise * line(dice, c.x / (cell * c.unit), 5, rough)


def peak(
    c: Canvas, light: Light, dice: Dice, x: float, foot: float, height: float, width: float,
    depth: float, kind: str = "rock", snow: float = 0.0, sun_left: bool = True,
    crater: bool = False,
) -> None:  # fmt: skip
    """Raise a mountain: ribs run down from its top, lit on the sun's side, snow on its upper part.

    `snow` is the share of its height under snow; a crater is a cut-off top.
    """
    along = np.abs(c.x - x) / width
    slope = np.clip(1.0 - along, 0.0, 1.0)
    body = slope * (0.62 + 0.38 * slope)
    body += 0.085 * line(dice, c.x / (width * 0.3), 5, 0.55) * smooth(along * 6.0) * smooth(slope * 3)
    if crater:
        body = np.minimum(body, 0.84 + 0.015 * line(dice, c.x / (width * 0.05), 2))
    edge = (foot - height * body).astype(np.float32)
    y0, y1 = max(0, int(edge.min()) - 1), min(c.height, int(foot) + 1)
    x0, x1 = max(0, int(x - width * 1.05)), min(c.width, int(x + width * 1.05) + 1)
    if y0 >= y1 or x0 >= x1:
        return
    rows = np.arange(y0, y1, dtype=np.float32)[:, None] + 0.5
    columns = np.arange(x0, x1, dtype=np.float32)[None] + 0.5
    down = np.clip((rows - (foot - height)) / height, 0.0, 1.2)
    wander = line(dice, rows[:, 0] / (height * 0.16), 4, 0.6)[:, None] * width * 0.07 * (0.25 + down)
    across = (columns - x - wander) / (width * (down + 0.12))
    ribs = line(dice, np.arange(-1400, 1401, dtype=np.float32) / 210.0, 4, 0.6)
    turn = np.clip(across * 700.0 + 70.0 * line(dice, rows[:, 0] / (height * 0.1), 3)[:, None] * down, -1399, 1398)
    rib = ribs[turn.astype(np.int64) + 1400]
    side = (-across if sun_left else across) * 2.4
    lit = step(side + rib * 0.85, -0.42, 0.30)
    local_far, local_near = ground(light, kind, depth), light.lit(ink("#2b3350"), depth)
    bright = mix(local_far, light.sun * light.tint, 0.20)
    dark = mix(local_far, local_near, 0.52)
    colour = dark[:, None, None] + lit[None] * (bright - dark)[:, None, None]
    if snow > 0.0:
        line_at = snow * (1.0 + 0.34 * rib + 0.10 * np.clip(side, -1, 1))
        cover = step(line_at - down, -0.012, 0.02)
        white = mix(light.lit(ink("#ffffff"), min(1.0, depth + 0.35)), light.sun, 0.25)
        blue = mix(light.lit(ink("#9fb9d9"), min(1.0, depth + 0.2)), dark, 0.1)
        snow_colour = blue[:, None, None] + lit[None] * (white - blue)[:, None, None]
        colour = colour + cover[None] * (snow_colour - colour)
    haze = smooth((down - 0.45) / 0.6) * (0.75 - 0.45 * depth)
    colour = colour + haze[None] * (light.haze[:, None, None] - colour)
    mask = c._coverage(edge, y0, y1)[:, x0:x1]
    mask = mask * smooth((np.float32(foot) - rows) / np.float32(height * 0.05))
    c.blend(colour * (1.0 + 0.05 * c.paint[y0:y1, x0:x1]), mask, y0, x0)


def range_of_peaks(
    c: Canvas, light: Light, dice: Dice, foot: float, height: float, hero: float, kind: str,
    snow: float, sun_left: bool,
) -> None:  # fmt: skip
    """Raise a range in three depths, the highest peak at column `hero`."""
    for row, (depth, tall) in enumerate(((0.12, 0.62), (0.34, 1.0), (0.58, 0.55))):
        own = dice.fork(f"row{row}")
        count = 5 if row != 1 else 3
        places = [(i + own.between(0.2, 0.8)) / count * c.width for i in range(count)]
        if row == 1:
            gap = c.unit * 0.62
            places = [hero - gap * own.between(0.9, 1.2), hero + gap * own.between(0.8, 1.2), hero]
        for i, x in enumerate(places):
            size = tall * (own.between(0.62, 0.9) if (row != 1 or i < 2) else 1.0)
            cap = max(0.0, snow * (1.05 if row < 2 else 0.5))
            peak(
                c, light, own.fork(str(i)), x, foot + c.unit * 0.01 * row, height * size,
                height * size * own.between(0.95, 1.35), depth, kind, cap, sun_left,
            )  # fmt: skip


def hills(
    c: Canvas, light: Light, dice: Dice, top: float, bottom: float, kind: str, count: int = 4,
    near: float = 0.95, far: float = 0.2, rise: float = 0.05,
) -> list[np.ndarray]:  # fmt: skip
    """Lay rolling hills from row `top` (far) to `bottom` (near); return their edges."""
    edges = []
    for i in range(count):
        share = i / max(1, count - 1)
        depth = far + (near - far) * share
        y = top + (bottom - top) * share * (0.55 + 0.45 * share)
        edge = ridge(c, dice.fork(str(i)), y, rise * c.unit * (0.6 + 0.9 * share), 0.5 + 0.45 * share)
        colour = ground(light, kind, depth)
        foot = mix(colour, light.haze, 0.34 * (1 - share) + 0.06)
        rim = mix(colour, light.sun, 0.28 * light.strength + 0.06)
        c.contour(edge, colour, foot, rim=rim, span=c.unit * (0.22 + 0.2 * share))
        edges.append(edge)
    return edges


def firs(c: Canvas, dice: Dice, base: np.ndarray, height: float, dense: float = 1.0) -> np.ndarray:
    """Return an edge with firs standing on `base`."""
    edge = base.copy()
    x = -height * 0.3
    while x < c.width + height * 0.3:
        tall = height * dice.between(0.55, 1.12)
        half = tall * dice.between(0.17, 0.23)
        a, b = int(max(0, (x - half) * FINE)), int(min(len(edge), (x + half) * FINE))
        if b > a:
            out = np.abs(c.x[a:b] - x) / half
            teeth = out * 5.0 - np.floor(out * 5.0)
            crown = tall * (1.0 - out) - tall * 0.085 * (1.0 - teeth) * (out > 0.08)
            foot = base[min(len(base) - 1, max(0, int(x * FINE)))]
            np.minimum(edge[a:b], foot + tall * 0.06 - crown, out=edge[a:b])
        x += half * dice.between(0.75, 1.9) / dense
    return edge


def crowns(c: Canvas, dice: Dice, base: np.ndarray, height: float, dense: float = 1.0) -> np.ndarray:
    """Return an edge with round-crowned trees standing close on `base`."""
    edge = base.copy()
    x = -height
    while x < c.width + height:
        radius = height * dice.between(0.3, 0.62)
        a, b = int(max(0, (x - radius) * FINE)), int(min(len(edge), (x + radius) * FINE))
        if b > a:
            dx = c.x[a:b] - x
            foot = base[min(len(base) - 1, max(0, int(x * FINE)))]
            bump = foot - height * 0.28 - np.sqrt(np.maximum(radius * radius - dx * dx, 0.0)) * 0.9
            np.minimum(edge[a:b], bump, out=edge[a:b])
        x += radius * dice.between(0.55, 1.25) / dense
    return edge


def forest(
    c: Canvas, light: Light, dice: Dice, top: float, bottom: float, size: float = 0.1,
    count: int = 4, far: float = 0.25, round_crowns: bool = False,
) -> None:  # fmt: skip
    """Stand rows of trees one before the other, mist between them."""
    for i in range(count):
        share = i / max(1, count - 1)
        depth = far + (0.98 - far) * share
        own = dice.fork(str(i))
        y = top + (bottom - top) * share
        base = ridge(c, own, y, c.unit * 0.03, 0.7)
        grow = crowns if round_crowns else firs
        edge = grow(c, own, base, size * c.unit * (0.45 + 0.85 * share))
        colour = ground(light, "forest", depth)
        foot = mix(colour, light.haze, 0.55 * (1.0 - share) + 0.05)
        rim = mix(colour, light.sun, 0.16 * light.strength)
        c.contour(edge, colour, foot, rim=rim, span=c.unit * (0.16 + 0.22 * share), shadow=0.12)


def dunes(c: Canvas, light: Light, dice: Dice, top: float, bottom: float, count: int = 5) -> None:
    """Lay dunes: long crests, a bright and a shaded flank."""
    for i in range(count):
        share = i / max(1, count - 1)
        depth = 0.15 + 0.8 * share
        own = dice.fork(str(i))
        y = top + (bottom - top) * share * (0.6 + 0.4 * share)
        cell = c.unit * (0.55 + 0.5 * share)
        crest = wave(c.x / (cell * 2.3) + own.between(0, 1)) * 0.6 + line(own, c.x / cell, 2, 0.3) * 0.5
        edge = (y - c.unit * (0.03 + 0.045 * share) * crest).astype(np.float32)
        colour = ground(light, "desert", depth)
        bright = mix(mix(colour, light.sun, 0.22), ink("#ffd79a"), 0.12)
        c.contour(edge, bright, colour, rim=mix(bright, light.sun, 0.4), span=c.unit * (0.1 + 0.12 * share), shadow=0.3)


def skyline(
    c: Canvas, light: Light, dice: Dice, foot: float, height: float, rows: int = 3,
    left: float = 0.0, right: float = 1.0,
) -> None:  # fmt: skip
    """Build a city in depths between two shares of the width, higher towards its middle."""
    for row in range(rows):
        share = row / max(1, rows - 1)
        own = dice.fork(str(row))
        edge = np.full(c.x.shape, foot + c.unit * 0.1, np.float32)
        lamps: list[list[tuple[float, float]]] = []
        x, end = c.width * left, c.width * right
        while x < end:
            wide = c.unit * own.between(0.022, 0.06) * (0.8 + 0.5 * share)
            middle = ((x / c.width - left) / max(1e-6, right - left)) * 2 - 1
            tall = height * (1.0 - 0.42 * share) * (0.35 + 0.65 * (1 - middle * middle)) * own.between(0.35, 1.0)
            a, b = int(max(0, x * FINE)), int(min(len(edge), (x + wide) * FINE))
            top = foot - tall
            edge[a:b] = np.minimum(edge[a:b], top)
            kind = own.count(0, 5)
            if kind == 0 and b - a > 6:
                third = (b - a) // 4
                edge[a + third : b - third] -= tall * 0.09
            elif kind == 1 and b - a > 6:
                mid = (a + b) // 2
                edge[mid - 2 : mid + 2] -= tall * 0.2
            elif kind == 2:
                edge[a:b] -= (c.x[a:b] - x) / wide * tall * 0.08
            lamps += _windows(c, own, x, top, wide, foot, 0.40 if light.dark else 0.16)
            x += wide * own.between(0.85, 1.3)
        colour = ground(light, "city", 0.25 + 0.6 * share)
        c.contour(edge, colour, mix(colour, light.haze, 0.5), span=height * 1.05, shadow=0.15)
        if light.dark or light.name in ("dusk", "golden", "ember"):
            c.polygon(lamps, mix(ink("#ffd27a"), colour, 0.35 - 0.3 * share), 0.35 + 0.55 * share)
        elif share > 0:
            c.polygon(lamps, mix(colour, light.sky[2], 0.4), 0.5)


def _windows(
    c: Canvas, dice: Dice, x: float, top: float, wide: float, foot: float, share: float
) -> list[list[tuple[float, float]]]:
    found = []
    cell = c.unit * 0.0105
    columns = int(wide / cell) - 1
    for row in range(1, int((foot - top) / (cell * 1.35))):
        for column in range(columns):
            if dice.chance(share):
                px = x + (wide - columns * cell) / 2 + column * cell
                py = top + row * cell * 1.35
                w, h = cell * 0.55, cell * 0.62
                found.append([(px, py), (px + w, py), (px + w, py + h), (px, py + h)])
    return found


def furrows(
    c: Canvas, light: Light, top: float, focus: float, kind: str, colour: Colour | None = None
) -> None:
    """Rule a field from row `top` down with furrows that meet at column `focus`."""
    y0 = int(top)
    rows = np.arange(y0, c.height, dtype=np.float32)[:, None] + 0.5 - np.float32(top)
    deep = rows / max(1.0, c.height - top) + 0.02
    across = (np.arange(c.width, dtype=np.float32)[None] - np.float32(focus)) / c.unit / deep
    fine = np.clip(deep * 3.0 - 0.05, 0, 1)
    ridge_light = wave(across * 3.2 + 0.13 * wave(deep * 1.3)) * fine
    base = ground(light, kind, 0.8) if colour is None else colour
    c.blend(mix(base, light.sun, 0.35), np.clip(ridge_light, 0, 1) * 0.34, y0)
    c.blend(mix(base, ink("#1a1a22"), 0.5), np.clip(-ridge_light, 0, 1) * 0.34, y0)
