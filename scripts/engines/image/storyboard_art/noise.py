"""Seeded chance and value noise; no function here depends on a machine's mathematics library."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

T = TypeVar("T")


class Dice:
    """Chance that comes from a seed; `fork` gives an independent one by name."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        digest = hashlib.sha256(seed.encode()).digest()
        self._numbers = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

    def fork(self, name: str) -> Dice:
        """Return other dice, so that drawing more here changes nothing there."""
        return Dice(f"{self.seed}/{name}")

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * float(self._numbers.random())

    def count(self, low: int, high: int) -> int:
        """Return an integer in [low, high]."""
        return low + int(self._numbers.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return True in `share` of all throws."""
        return float(self._numbers.random()) < share

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[int(self._numbers.random() * len(items))]

    def array(self, *shape: int) -> np.ndarray:
        """Return float32 numbers in [0, 1)."""
        return self._numbers.random(shape, dtype=np.float32)


def smooth(values: np.ndarray) -> np.ndarray:
    """Return 3v² - 2v³ of values clipped to [0, 1]."""
    v = np.clip(values, 0.0, 1.0)
    return v * v * (3.0 - 2.0 * v)


def step(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return a soft step from 0 at `low` to 1 at `high`."""
    return smooth((values - low) / (high - low))


def wave(turns: np.ndarray) -> np.ndarray:
    """Return something like sin(2π·turns), made of parabolas."""
    t = turns - np.floor(turns)
    half = t * 2.0 - np.floor(t * 2.0)
    arc = 4.0 * half * (1.0 - half)
    return np.where(t < 0.5, arc, -arc)


def line(dice: Dice, at: np.ndarray, octaves: int = 4, gain: float = 0.5) -> np.ndarray:
    """Return fractal value noise in about [-1, 1] at positions `at` (in cells of the lattice)."""
    total = np.zeros(at.shape, np.float32)
    weight, norm = 1.0, 0.0
    position = at - at.min()
    for _ in range(octaves):
        cell = np.floor(position).astype(np.int64)
        lattice = dice.array(int(cell.max()) + 2) * 2.0 - 1.0
        share = smooth(position - cell)
        total += weight * (lattice[cell] * (1.0 - share) + lattice[cell + 1] * share)
        norm += weight
        weight *= gain
        position = position * 2.03 + 0.37
    return (total / norm * 1.6).astype(np.float32)


def field(
    dice: Dice, width: int, height: int, cell: tuple[float, float], octaves: int = 4
) -> np.ndarray:
    """Return fractal noise in about [-1, 1], shape (height, width), of `cell` (x, y) pixels.

    Smooth noise is made small and enlarged: nothing is lost and much time is saved.
    """
    finest = min(cell) / 2.0 ** (octaves - 1)
    shrink = max(1, min(4, int(finest / 3)))
    small_w, small_h = -(-width // shrink), -(-height // shrink)
    total = np.zeros((small_h, small_w), np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        wide = max(1.0, cell[0] / shrink / 2.0**octave)
        high = max(1.0, cell[1] / shrink / 2.0**octave)
        grid = dice.array(int(small_h / high) + 3, int(small_w / wide) + 3) * 2.0 - 1.0
        box = (0.5, 0.5, 0.5 + small_w / wide, 0.5 + small_h / high)
        total += weight * resized(grid, small_w, small_h, box)
        norm += weight
        weight *= 0.5
    total *= 1.9 / norm
    return total if shrink == 1 else resized(total, width, height, None)


def resized(
    values: np.ndarray, width: int, height: int, box: tuple[float, float, float, float] | None
) -> np.ndarray:
    """Return `values` (or a box of it: left, top, right, bottom) enlarged to height x width."""
    picture = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, box))
