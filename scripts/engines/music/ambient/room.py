"""The room round the bed: a decaying noise (Moorer 1979) whose highs die first.

It works in place, so an hour fits in memory.
"""

from __future__ import annotations

import numpy as np

RATE = 48000
_FFT = 1 << 18
_WET = 0.55


def reverberate(samples: np.ndarray, seconds: float, rng: np.random.Generator) -> None:
    """Add to `samples` (n, 2) a room that decays by 60 dB in `seconds`, round the circle."""
    response = _response(seconds, rng)
    tail = response.shape[1]
    step = _FFT - tail + 1
    spectrum = np.fft.rfft(response, _FFT, axis=1)
    over = np.zeros((2, tail - 1), np.float32)
    for start in range(0, len(samples), step):
        dry = samples[start : start + step].T
        count = dry.shape[1]
        wet = np.fft.irfft(np.fft.rfft(dry, _FFT, axis=1) * spectrum, _FFT, axis=1)
        wet = wet[:, : count + tail - 1]
        wet[:, : tail - 1] += over
        samples[start : start + count] += wet[:, :count].T
        over = wet[:, count:]
    position, done = 0, 0
    while done < tail - 1:
        room = min(len(samples) - position, tail - 1 - done)
        samples[position : position + room] += over[:, done : done + room].T
        done, position = done + room, 0


def _response(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return the room's answer to a click, float32 (2, n): late, smooth, without its lows."""
    count = round(min(seconds, 4.5) * RATE)
    time = np.arange(count) / RATE
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    response = np.zeros((2, count))
    noise = np.fft.rfft(rng.standard_normal((2, count)), axis=1)
    # Bands (Hz) with their own decay: highs go first, as air and cloth take them.
    for low, high, share in ((150.0, 500.0, 1.0), (500.0, 1500.0, 0.8), (1500.0, 6000.0, 0.45)):
        band = 1 / np.sqrt((1 + (low / np.maximum(hertz, 1.0)) ** 6) * (1 + (hertz / high) ** 6))
        decay = np.exp(-6.91 * time / (seconds * share))
        response += np.fft.irfft(noise * band, count, axis=1) * decay
    rise, fall = round(0.03 * RATE), round(0.2 * RATE)
    response[:, :rise] *= np.linspace(0, 1, rise) ** 2
    response[:, -fall:] *= np.linspace(1, 0, fall)
    response /= np.sqrt(np.sum(response**2, axis=1, keepdims=True))
    return (_WET * response).astype(np.float32)
