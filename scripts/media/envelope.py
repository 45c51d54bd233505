"""How loud a sound is over time: a gain at every knot, a millisecond apart, straight in between."""

from __future__ import annotations

import numpy as np

from media.frames import SAMPLE_RATE

HOP = SAMPLE_RATE // 1000  # samples from one knot to the next
_AT_ONCE = 100_000
_BETWEEN = np.arange(HOP, dtype=np.float32) / np.float32(HOP)


def hops(samples: int) -> int:
    """Return how many hops cover `samples`."""
    return -(-samples // HOP)


def sloped(least: np.ndarray, rise: float, fall: float) -> np.ndarray:
    """Return the lowest curve over `least` that rises and falls by no more than this a step.

    It rises ahead of what it is to reach.
    """
    curve = least.copy()
    _let_fall(curve, fall)
    _let_fall(curve[::-1], rise)
    return curve


def _let_fall(curve: np.ndarray, slope: float) -> None:
    """Raise `curve` where it falls by more than `slope` a step."""
    before = -np.inf
    for first in range(0, len(curve), _AT_ONCE):  # an hour at once would be 30 MB a copy
        part = curve[first : first + _AT_ONCE]
        steps = slope * np.arange(1, len(part) + 1)
        part[:] = np.maximum.accumulate(np.maximum(part + steps, before)) - steps
        before = part[-1]


def spread(knots: np.ndarray, begin: int, end: int) -> np.ndarray:
    """Return the gain of each of the samples `begin` (a whole hop) to `end`, as float32 (n, 1)."""
    first = begin // HOP
    near = knots[first : first + hops(end - begin) + 1].astype(np.float32)
    steps = near[:-1, None] + (near[1:] - near[:-1])[:, None] * _BETWEEN
    return steps.reshape(-1, 1)[: end - begin]


def factor(decibels: np.ndarray) -> np.ndarray:
    """Return gains in dB as factors."""
    return 10 ** (decibels / 20)
