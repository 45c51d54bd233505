"""Slow camera moves over a still picture, exact to a fraction of a pixel.

A move is a view (a part of the picture, of the frame's shape) that goes from one rectangle to
another, eased. ffmpeg's zoompan moves it by whole pixels, which shows as jitter (0.5 px against
0.01). Here the picture's luma is enlarged twofold once, by Lanczos, and each frame is taken from
that by linear interpolation: near a bicubic filter's quality (docs/the-cut.md) at a third of its
time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from media.planes import Planes

cv2.setNumThreads(1)  # the build shares out the cores

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


@dataclass(frozen=True)
class Camera:
    """A picture that can be looked at between its pixels."""

    picture: Planes

    @cached_property
    def _doubled(self) -> np.ndarray:
        height, width = self.picture.y.shape
        luma = Image.fromarray(self.picture.y)
        return np.asarray(luma.resize((2 * width, 2 * height), Image.Resampling.LANCZOS))

    def shows(self, view: View) -> Planes:
        """Return `view` of the picture at the picture's own size."""
        if view.size == 1:
            return self.picture
        height, width = self.picture.y.shape
        left, top = view.x * width, view.y * height
        # Chroma samples of H.264 stand on every second luma column, and between two rows: so half
        # of the luma rectangle, moved by a quarter of what a pixel shrinks to.
        side = left / 2 + 0.25 * (1 - view.size)
        return Planes(
            _taken(self._doubled, (2 * left, 2 * top), 2 * view.size, (width, height)),
            _taken(self.picture.u, (side, top / 2), view.size, (width // 2, height // 2)),
            _taken(self.picture.v, (side, top / 2), view.size, (width // 2, height // 2)),
        )


def _taken(
    plane: np.ndarray, corner: tuple[float, float], step: float, size: tuple[int, int]
) -> np.ndarray:
    # The first sample stands half a step from the corner; samples are counted by their middles.
    left, top = (edge + 0.5 * step - 0.5 for edge in corner)
    there = np.array([[step, 0, left], [0, step, top]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, there, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
