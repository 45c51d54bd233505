"""A sheet to lay paper on: gradients, contour layers with soft shadows, polygons, glows, grain.

Colours are sRGB triples in [0, 1]; positions are pixels, y downwards. `unit` is the length that
things are measured in, so that a scene keeps its weight in every format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from engines.image.storyboard_art.noise import Dice, field, line, smooth, step

Colour = np.ndarray
Points = Sequence[tuple[float, float]]
# Columns of a contour per pixel: steep edges (towers, firs) need more than one for smoothness.
FINE = 3


def ink(code: str) -> Colour:
    """Return the colour of a code such as "#f3c3a0"."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour `share` of the way from a to b."""
    return (a + (b - a) * np.float32(share)).astype(np.float32)


class Canvas:
    """The picture while it is made: `rgb` is float32 of shape (3, height, width)."""

    def __init__(self, width: int, height: int, dice: Dice) -> None:
        self.width, self.height = width, height
        self.unit = (min(width, height) * (width * height) ** 0.5) ** 0.5
        self.rgb = np.zeros((3, height, width), np.float32)
        self.x = (np.arange(width * FINE, dtype=np.float32) + 0.5) / FINE
        cell = self.unit / 5
        self.paint = field(dice.fork("paint"), width, height, (cell * 1.6, cell * 0.5), 5)
        self.dice = dice

    def blend(
        self, colour: np.ndarray, mask: np.ndarray | float, top: int = 0, left: int = 0
    ) -> None:
        """Lay a colour, (3,) or (3, rows, columns), over the picture through a mask at a corner."""
        full = np.broadcast_to(np.float32(mask), np.shape(mask) or self.rgb.shape[1:])
        y0, x0 = max(0, top), max(0, left)
        y1 = min(self.height, top + full.shape[0])
        x1 = min(self.width, left + full.shape[1])
        if y0 >= y1 or x0 >= x1:
            return
        part = full[y0 - top : y1 - top, x0 - left : x1 - left]
        for channel in range(3):
            target = self.rgb[channel, y0:y1, x0:x1]
            source = colour[channel]
            if np.ndim(source) == 2:
                rows = source if source.shape[0] == 1 else source[y0 - top : y1 - top]
                source = rows if rows.shape[1] == 1 else rows[:, x0 - left : x1 - left]
            target += part * (source - target)

    def gradient(self, stops: Sequence[tuple[float, Colour]], top: int, bottom: int) -> np.ndarray:
        """Return a vertical gradient between rows as (3, rows, 1), smooth through its stops."""
        at = (np.arange(max(1, bottom - top), dtype=np.float32) + 0.5) / max(1, bottom - top)
        out = np.repeat(stops[0][1][:, None], len(at), axis=1)
        for (t0, _), (t1, colour) in pairwise(stops):
            share = step(at, t0, t1) * 0.5 + np.clip((at - t0) / (t1 - t0), 0, 1) * 0.5
            out = out + share * (colour[:, None] - out)
        return out[:, :, None].astype(np.float32)

    def contour(
        self,
        edge: np.ndarray,
        top_colour: Colour,
        bottom_colour: Colour | None = None,
        *,
        bottom: float | None = None,
        fade: float = 0.0,
        opacity: float = 1.0,
        rim: Colour | None = None,
        shadow: float = 0.22,
        texture: float = 0.05,
        span: float | None = None,
    ) -> None:
        """Lay a sheet of paper whose upper edge is `edge` (y for each fine column).

        It is coloured from top to bottom over `span` pixels, ends at `bottom` fading out over
        `fade` pixels, catches light along its edge (`rim`) and shades what is behind it.
        """
        end = self.height if bottom is None else min(self.height, int(bottom) + 1)
        reach = self.unit * 0.026
        first = float(edge.min())
        y0 = max(0, int(first - reach) if shadow else int(first) - 1)
        if y0 >= end:
            return
        coarse = edge.reshape(self.width, FINE).mean(axis=1)
        rows = np.arange(y0, end, dtype=np.float32)[:, None] + 0.5
        mask = self._coverage(edge, y0, end)
        thin: np.ndarray | np.float32 = np.float32(opacity)
        if bottom is not None:
            thin = thin * smooth((np.float32(bottom) - rows) / np.float32(max(1.0, fade)))
        if shadow:
            last = min(end, int(edge.max()) + 2)
            self._shade(rows, coarse, y0, last, reach, np.broadcast_to(shadow * thin, rows.shape))
        mask *= thin
        bottom_colour = top_colour if bottom_colour is None else bottom_colour
        long = span or max(1.0, end - first)
        share = smooth((rows - first) / long)[None]
        colour = top_colour[:, None, None] + share * (bottom_colour - top_colour)[:, None, None]
        grain = 1.0 + texture * self.paint[y0:end][::-1, ::-1] if texture else None
        if rim is not None:
            near = np.clip(1.0 - (rows - coarse) / (self.unit * 0.05), 0.0, 1.0)
            near *= near
            colour = colour + near[None] * (rim - top_colour)[:, None, None]
        if grain is not None:
            colour = colour * grain
        self.blend(colour, mask, top=y0)

    def _coverage(self, edge: np.ndarray, y0: int, end: int) -> np.ndarray:
        """Return how much of each pixel lies under the edge, rows y0 to end."""
        mask = np.ones((end - y0, self.width), np.float32)
        low = min(end, max(y0, int(edge.max()) + 2))
        if low > y0:
            rows = np.arange(y0, low, dtype=np.float32)[:, None] + 1.0
            total = np.zeros((low - y0, self.width), np.float32)
            for part in range(FINE):
                total += np.clip(rows - edge[part::FINE], 0.0, 1.0)
            mask[: low - y0] = total / FINE
        return mask

    def _shade(
        self, rows: np.ndarray, edge: np.ndarray, y0: int, end: int, reach: float, depth: np.ndarray
    ) -> None:
        if end <= y0:
            return
        near = np.clip(1.0 - (edge - rows[: end - y0]) / reach, 0.0, 1.0)
        self.rgb[:, y0:end] *= 1.0 - depth[: end - y0] * near * near * near

    def polygon(
        self, points: Points | Iterable[Points], colour: np.ndarray, opacity: float = 1.0
    ) -> None:
        """Fill one polygon or several with a colour; edges are smooth (four samples a pixel)."""
        shapes = list(points)
        if shapes and isinstance(shapes[0][0], (int, float)):
            shapes = [shapes]
        stamp = stamped(shapes, self.width, self.height)  # type: ignore[arg-type]
        if stamp is not None:
            mask, left, top = stamp
            self.blend(colour, mask * np.float32(opacity), top, left)

    def disc(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a circle."""
        box = self._box(x, y, radius + 1, radius + 1)
        if box is not None:
            far = self._distance(box, x, y, 1.0)
            self.blend(colour, np.clip(radius + 0.5 - far, 0, 1) * opacity, box[1], box[0])

    def glow(
        self, x: float, y: float, radius: float, colour: Colour, strength: float, flat: float = 1.0
    ) -> None:
        """Add light that falls off to nothing at `radius` (`flat` < 1: wider than high)."""
        box = self._box(x, y, radius, radius * flat)
        if box is None:
            return
        left, top, right, bottom = box
        far = self._distance(box, x, y, flat) / radius
        light = np.clip(1.0 - far, 0.0, 1.0)
        light = light * light * (0.35 + 0.65 * light) * strength
        part = self.rgb[:, top:bottom, left:right]
        for channel in range(3):
            part[channel] += light * np.maximum(colour[channel] - part[channel] * 0.82, 0.0)

    def _box(self, x: float, y: float, rx: float, ry: float) -> tuple[int, int, int, int] | None:
        left, top = max(0, int(x - rx)), max(0, int(y - ry))
        right, bottom = min(self.width, int(x + rx) + 2), min(self.height, int(y + ry) + 2)
        return None if left >= right or top >= bottom else (left, top, right, bottom)

    def _distance(
        self, box: tuple[int, int, int, int], x: float, y: float, flat: float
    ) -> np.ndarray:
        left, top, right, bottom = box
        dx = np.arange(left, right, dtype=np.float32) + np.float32(0.5 - x)
        dy = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - y)) / np.float32(flat)
        return np.sqrt(dx[None] * dx[None] + (dy * dy)[:, None])

    def finish(self) -> np.ndarray:
        """Return the picture as uint8 (height, width, 3): paper, vignette, grain that dithers."""
        dx = (np.arange(self.width, dtype=np.float32) + 0.5) / self.width - 0.5
        dy = (np.arange(self.height, dtype=np.float32) + 0.5) / self.height - 0.5
        shade = 1.0 - 0.55 * (dx * dx)[None] - 0.45 * (dy * dy)[:, None]
        shade *= 1.0 + 0.012 * self.paint
        shade *= 255.0
        dice = self.dice.fork("grain")
        grain = dice.array(self.height, self.width)
        grain += dice.array(self.height, self.width)
        grain -= 0.5
        grain *= 1.25
        out = np.empty((self.height, self.width, 3), np.uint8)
        for channel in range(3):
            values = self.rgb[channel] * shade
            values += grain
            np.clip(values, 0.0, 255.0, out=values)
            out[:, :, channel] = values.astype(np.uint8)
        return out


def ridge(
    c: Canvas, dice: Dice, y: float, rise: float, cell: float, rough: float = 0.5
) -> np.ndarray:
    """Return the edge of rolling land around row y, `rise` high, waves `cell` units long."""
    return y - rise * line(dice, c.x / (cell * c.unit), 5, rough)


def stamped(
    shapes: Sequence[Points], width: int, height: int, scale: int = 4
) -> tuple[np.ndarray, int, int] | None:
    """Return (mask, left, top) of polygons, clipped to the picture, or None outside it."""
    xs = [x for shape in shapes for x, _ in shape]
    ys = [y for shape in shapes for _, y in shape]
    if not xs:
        return None
    left, top = max(0, int(min(xs)) - 1), max(0, int(min(ys)) - 1)
    right, bottom = min(width, int(max(xs)) + 2), min(height, int(max(ys)) + 2)
    if left >= right or top >= bottom:
        return None
    sheet = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
    pen = ImageDraw.Draw(sheet)
    for shape in shapes:
        moved = [((x - left) * scale - 0.5, (y - top) * scale - 0.5) for x, y in shape]
        pen.polygon(moved, fill=255)
    mask = np.asarray(sheet.reduce(scale), np.float32) / np.float32(255.0)
    return mask, left, top
