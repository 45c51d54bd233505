"""Draw things in their own coordinates: curves through points, strokes, discs, at any size."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, Colour, Points, stamped
from engines.image.storyboard_art.noise import Dice

Polygon = list[tuple[float, float]]


def outline(text: str) -> Polygon:
    """Return the points of a string such as "0,0 1,0 0.5,1"."""
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def blob(text: str, steps: int = 7) -> Polygon:
    """Return the smooth closed line through the points of a string."""
    return curved(outline(text), steps=steps)


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    """Return a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def curved(points: Points, closed: bool = True, steps: int = 7) -> Polygon:
    """Return a smooth line through points (Catmull-Rom)."""
    n = len(points)
    out: Polygon = []
    for i in range(n if closed else n - 1):
        p0, p1, p2, p3 = (
            points[(i + k) % n] if closed else points[min(n - 1, max(0, i + k))]
            for k in (-1, 0, 1, 2)
        )
        for s in range(steps):
            t = s / steps
            out.append(
                (_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t))
            )
    if not closed:
        out.append((float(points[-1][0]), float(points[-1][1])))
    return out


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def stroke(points: Points, wide: float, end: float | None = None) -> Polygon:
    """Return the outline of a line `wide` at its start and `end` at its end."""
    last = wide if end is None else end
    sides: tuple[Polygon, Polygon] = ([], [])
    n = len(points)
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(n - 1, i + 1)]
        dx, dy = bx - ax, by - ay
        long = math.sqrt(dx * dx + dy * dy) or 1.0
        half = (wide + (last - wide) * i / max(1, n - 1)) / 2
        sides[0].append((x - dy / long * half, y + dx / long * half))
        sides[1].append((x + dy / long * half, y - dx / long * half))
    return sides[0] + sides[1][::-1]


def ellipse(x: float, y: float, rx: float, ry: float, steps: int = 40) -> Polygon:
    """Return an ellipse."""
    turns = [2 * math.pi * i / steps for i in range(steps)]
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns]


def pebble(dice: Dice, x: float, y: float, rx: float, ry: float, rough: float = 0.16) -> Polygon:
    """Return a rounded stone."""
    points = []
    for i in range(9):
        turn = 2 * math.pi * (i + dice.between(-0.25, 0.25)) / 9
        far = 1.0 + dice.between(-rough, rough)
        points.append((x + rx * far * math.cos(turn), y + ry * far * math.sin(turn)))
    return curved(points, steps=5)


class Pen:
    """Draws on a canvas with (0, 0) at a pixel, 1.0 as long as `size`, x mirrored by `flip`."""

    def __init__(self, c: Canvas, x: float, y: float, size: float, flip: bool = False) -> None:
        self.c, self.x, self.y, self.size = c, x, y, size
        self.side = -1.0 if flip else 1.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        return self.x + self.side * x * self.size, self.y + y * self.size

    def fill(self, points: Points, colour: np.ndarray, opacity: float = 1.0) -> None:
        """Fill a polygon."""
        self.c.polygon([self.at(*p) for p in points], colour, opacity)

    def fills(self, shapes: Iterable[Points], colour: np.ndarray, opacity: float = 1.0) -> None:
        """Fill several polygons as one sheet: where they overlap nothing doubles."""
        self.c.polygon([[self.at(*p) for p in s] for s in shapes], colour, opacity)

    def shaded(self, points: Points, light: Colour, dark: Colour, across: bool = True) -> None:
        """Fill a polygon with a soft change of colour from its lit side to its dark side."""
        pixels = [self.at(*p) for p in points]
        stamp = stamped([pixels], self.c.width, self.c.height)
        if stamp is None:
            return
        mask, left, top = stamp
        places = [p[0] if across else p[1] for p in pixels]
        low, high = min(places), max(places)
        count = mask.shape[1] if across else mask.shape[0]
        start = left if across else top
        at = np.clip((np.arange(count, dtype=np.float32) + start - low) / (high - low + 1e-6), 0, 1)
        if across and self.side < 0:
            at = 1.0 - at
        at = at * at * (3.0 - 2.0 * at)
        share = at[None, None, :] if across else at[None, :, None]
        colour = light[:, None, None] + share * (dark - light)[:, None, None]
        self.c.blend(np.broadcast_to(colour, (3, *mask.shape)), mask, top, left)

    def disc(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a circle."""
        self.c.disc(*self.at(x, y), radius * self.size, colour, opacity)

    def line(
        self, points: Points, wide: float, colour: Colour, end: float | None = None,
        opacity: float = 1.0,
    ) -> None:  # fmt: skip
        """Draw a line that may taper."""
        self.fill(stroke(points, wide, end), colour, opacity)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Add light."""
        self.c.glow(*self.at(x, y), radius * self.size, colour, strength)
