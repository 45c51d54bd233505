"""Woods: edges with firs or round crowns, copses on crests, rows of forest."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import FINE, Canvas, mix, ridge
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, line, step


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


def crowns(
    c: Canvas, dice: Dice, base: np.ndarray, height: float, dense: float = 1.0
) -> np.ndarray:
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
    c: Canvas, light: Light, dice: Dice, top: float, low: float, size: float = 0.1,
    count: int = 4, far: float = 0.25,
    gap: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """Stand rows of trees one before the other, mist between them.

    `gap` (far column, near column) leaves a widening clearing for a river or road.
    """
    for i in range(count):
        share = i / max(1, count - 1)
        depth = far + (0.98 - far) * share
        own = dice.fork(str(i))
        y = top + (low - top) * share
        bottom = None
        base = ridge(c, own, y, c.unit * 0.025, 0.7)
        if gap is not None:
            middle = gap[0] + (gap[1] - gap[0]) * share
            half = c.unit * (0.06 + 0.40 * share)
            away = np.abs(c.x - middle) / half
            base = base + c.unit * 0.5 * step(-away, -1.1, -0.6)
            bottom = y + c.unit * (0.02 + 0.05 * share)
        edge = firs(c, own, base, size * c.unit * (0.45 + 0.85 * share))
        colour = ground(light, "forest", depth)
        foot = mix(colour, light.haze, 0.42 * (1.0 - share) + 0.03)
        rim = mix(colour, light.sun, 0.16 * light.strength)
        c.contour(
            edge, colour, foot, rim=rim, span=c.unit * (0.16 + 0.22 * share), shadow=0.10,
            bottom=bottom, fade=c.unit * 0.03,
        )  # fmt: skip


def copse(
    c: Canvas, light: Light, dice: Dice, base: np.ndarray, depth: float, size: float, kind: str
) -> None:
    """Stand groups of trees behind a crest."""
    grow = firs if kind == "firs" else crowns
    where = line(dice, c.x / (c.unit * 0.34), 2)
    down = c.unit * size * 1.5 * step(-where, -0.35, 0.25)
    edge = grow(c, dice, base + c.unit * size * 0.3 + down, c.unit * size, 1.0)
    colour = ground(light, "forest", min(1.0, depth + 0.1))
    rim = mix(colour, light.sun, 0.22 * light.strength)
    c.contour(
        edge.astype(np.float32),
        colour,
        rim=rim,
        span=c.unit * 0.2,
        shadow=0.0,
        bottom=float(base.max()) + 2,
    )
