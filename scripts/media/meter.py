"""A sound measured once, in parts so small that its loudness and peaks at other gains follow.

Its K-weighted power (ITU-R BS.1770-4) over steps of 100 ms, its energy and its true peak, at four
times the sample rate, over hops of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from build.gauge import Gauge
from media.envelope import HOP
from media.floats import read_part
from media.frames import SAMPLE_RATE
from media.loudness import gated, k_weights

STEP = SAMPLE_RATE // 10
_BLOCK, _MANY = 20, 2000  # steps
_WINDOW = 4  # steps that the loudness is gated by
_TAPS = 12  # on either side of each sample that is put between
# Hops of one matrix product: so few that BLAS never divides them among cores, as many as there are,
# which would come to other last bits.
_AT_ONCE = 25


@dataclass(frozen=True)
class Measured:
    """K-weighted `power` of each step; `energy` and true `peak` of each hop."""

    power: np.ndarray
    energy: np.ndarray
    peak: np.ndarray

    def loudness(self, knots: np.ndarray) -> float:
        """Return the loudness in LUFS when each hop is heard with the gain from knot to knot."""
        power = np.concatenate([[0.0], self.power])
        per = STEP // HOP
        for step in range(0, len(self.power), _MANY):
            energy = self.energy[step * per : (step + _MANY) * per].reshape(-1, per)
            near = knots[step * per : (step + _MANY) * per + 1].astype(np.float64)
            first, last = near[:-1], near[1:]
            share = ((first * first + first * last + last * last) / 3).reshape(-1, per)
            heard = (energy * share).sum(axis=1) / np.maximum(energy.sum(axis=1), 1e-12)
            power[step + 1 : step + 1 + _MANY] *= heard
        total = np.cumsum(power)
        return gated((total[_WINDOW:] - total[:-_WINDOW]) / _WINDOW)


def measure(path: Path, samples: int, doing: str) -> Measured:
    """Return what the first `samples` of the stereo file (see `media.floats`) at `path` measure.

    Silence follows them up to whole steps.
    """
    steps = max(-(-samples // STEP), _WINDOW)
    per = STEP // HOP
    found = Measured(np.zeros(steps), *np.zeros((2, steps * per), np.float32))
    weights = _weights()
    gauge = Gauge(samples, doing)
    for begin in range(0, samples, _BLOCK * STEP):
        end = min(begin + _BLOCK * STEP, steps * STEP)
        with_edges = read_part(path, 2, begin - _TAPS, end + _TAPS)
        block = with_edges[_TAPS:-_TAPS]
        at = slice(begin // HOP, end // HOP)
        found.power[begin // STEP : end // STEP] = _power(block, weights)
        found.energy[at] = np.square(block).reshape(-1, HOP * 2).sum(axis=1)
        found.peak[at] = _true_peaks(with_edges)
        gauge.reach(end)
    return found


def _weights() -> np.ndarray:
    """Return the weight of each bin of a step's spectrum, both halves."""
    half = k_weights(STEP) / 2
    return np.concatenate([half, half[-2:0:-1]]).astype(np.float32)


def _power(block: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the K-weighted power of each step of `block`, both sides together.

    The sides are the real and the imaginary part of one sound: half the work.
    """
    bins = np.fft.fft(block.view(np.complex64).reshape(-1, STEP), axis=1)
    # Not as a matrix product: BLAS adds in another order on another number of cores.
    return ((bins.real**2 + bins.imag**2) * weights).sum(axis=1)


def _true_peaks(with_edges: np.ndarray) -> np.ndarray:
    """Return the true peak of each hop of (n, 2) samples, without the edges beyond the hops."""
    inside = np.abs(with_edges[_TAPS:-_TAPS])
    peaks = inside.reshape(-1, HOP * 2).max(axis=1)
    for side in (0, 1):
        own = np.ascontiguousarray(with_edges[:, side])
        windows = np.lib.stride_tricks.sliding_window_view(own, HOP + 2 * _TAPS)[::HOP]
        few = np.ascontiguousarray(windows).reshape(-1, _AT_ONCE, HOP + 2 * _TAPS)
        between = (few @ _BETWEEN).reshape(len(peaks), -1)
        np.maximum(peaks, np.maximum(between.max(axis=1), -between.min(axis=1)), out=peaks)
    return peaks


def _interpolator() -> np.ndarray:
    """Return the matrix from a hop and its edges to the three values after each of its samples."""
    times = np.arange(HOP)[:, None] + np.array([0.25, 0.5, 0.75])
    away = times.reshape(-1, 1) - np.arange(-_TAPS, HOP + _TAPS)
    window = np.where(np.abs(away) < _TAPS, np.cos(np.pi * away / (2 * _TAPS)) ** 2, 0)
    return np.ascontiguousarray((np.sinc(away) * window).T, np.float32)


_BETWEEN = _interpolator()
