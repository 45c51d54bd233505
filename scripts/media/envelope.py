"""How loud a sound is over time: a gain at every knot, a millisecond apart, straight in between."""

from __future__ import annotations

import numpy as np

from media.frames import SAMPLE_RATE

HOP = SAMPLE_RATE // 1000  # samples from one knot to the next
_BETWEEN = np.arange(HOP, dtype=np.float32) / np.float32(HOP)


def hops(samples: int) -> int:
    """Return how many hops cover `samples`."""
    return -(-samples // HOP)


def sloped(least: np.ndarray, rise: float, fall: float) -> np.ndarray:
    """Return the lowest curve over `least` that rises and falls by no more than this a step.

    It rises ahead of what it is to reach.
    """
    steps = np.arange(len(least))
    falling = np.maximum.accumulate(least + fall * steps) - fall * steps
    ahead = np.maximum.accumulate(falling[::-1] + rise * steps) - rise * steps
    return ahead[::-1]


def spread(knots: np.ndarray, begin: int, end: int) -> np.ndarray:
    """Return the gain of each of the samples `begin` (a whole hop) to `end`, as float32 (n, 1)."""
    first = begin // HOP
    near = knots[first : first + hops(end - begin) + 1].astype(np.float32)
    steps = near[:-1, None] + (near[1:] - near[:-1])[:, None] * _BETWEEN
    return steps.reshape(-1, 1)[: end - begin]


def factor(decibels: np.ndarray) -> np.ndarray:
    """Return gains in dB as factors."""
    return 10 ** (decibels / 20)
