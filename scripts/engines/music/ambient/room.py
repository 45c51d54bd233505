"""The room round the bed, and its level. Both work in place, so an hour fits in memory.

The room is a decaying noise (Moorer 1979) whose highs die first; the level is BS.1770-4's gated
loudness, its filter applied as a power spectrum.
"""

from __future__ import annotations

import numpy as np

RATE = 48000
_FFT = 1 << 18
_WET = 0.55
# BS.1770-4, tables 1 and 2: the two stages of the K weighting at 48 kHz, (b, a).
_K_STAGES = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


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


def level(samples: np.ndarray, lufs: float, peak_db: float) -> None:
    """Bring `samples` (n, 2) to the loudness, or to the peak where that is reached first."""
    for side in (0, 1):
        samples[:, side] -= np.float32(np.mean(samples[:, side], dtype=np.float64))
    peak = max(float(samples.max()), -float(samples.min()), 1e-9)
    wished = 10 ** ((lufs - loudness(samples)) / 20)
    samples *= np.float32(min(wished, 10 ** (peak_db / 20) / peak))


def loudness(samples: np.ndarray) -> float:
    """Return the gated loudness of `samples` (n, 2) in LUFS."""
    size = round(0.4 * RATE)
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    weight = np.full(size // 2 + 1, 2.0 / size**2)
    for b, a in _K_STAGES:
        weight *= np.abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)) ** 2
    powers = []
    for start in range(0, len(samples) - size + 1, size):
        bins = np.fft.rfft(samples[start : start + size], axis=0)
        powers.append(float(np.sum(weight * np.sum(bins.real**2 + bins.imag**2, axis=1))))
    power = np.array(powers)
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    if len(loud) == 0:
        return -70.0
    loud = loud[loud > 0.1 * loud.mean()]
    return float(-0.691 + 10 * np.log10(loud.mean()))
