"""Cities: skylines in depths, their windows lit when it is dark."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import FINE, Canvas, ink, mix
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice


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
            tall = (
                height
                * (1.0 - 0.42 * share)
                * (0.35 + 0.65 * (1 - middle * middle))
                * own.between(0.35, 1.0)
            )
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
            lamps += windows(c, own, x, top, wide, foot, 0.40 if light.dark else 0.16)
            x += wide * own.between(0.85, 1.3)
        colour = ground(light, "city", 0.25 + 0.6 * share)
        c.contour(edge, colour, mix(colour, light.haze, 0.5), span=height * 1.05, shadow=0.15)
        if light.dark or light.name in ("dusk", "golden", "ember"):
            c.polygon(lamps, mix(ink("#ffd27a"), colour, 0.35 - 0.3 * share), 0.35 + 0.55 * share)
        elif share > 0:
            c.polygon(lamps, mix(colour, light.sky[2], 0.4), 0.5)


def windows(
    c: Canvas, dice: Dice, x: float, top: float, wide: float, foot: float, share: float
) -> list[list[tuple[float, float]]]:
    """Return the outlines of a house's lit windows: `share` of all, drawn by `dice`."""
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
