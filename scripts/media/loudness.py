"""Loudness (ITU-R BS.1770-4, gated), its filter applied as a power spectrum; gains to a loudness.

It works in place and block by block, so an hour fits in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.frames import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np

# BS.1770-4, tables 1 and 2: the two stages of the K weighting at 48 kHz, (b, a).
_K_STAGES = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)

OFFSET = -0.691  # BS.1770-4, equation 2
SILENCE = -70.0

_SHORTEST_MEASURED = 3 * SAMPLE_RATE
_HIGHEST_GAIN_DB = 20.0


def level(samples: np.ndarray, lufs: float, peak_db: float) -> None:
    """Bring `samples` (n, 2) to the loudness, or to the peak where that is reached first."""
    import numpy as np

    for side in (0, 1):
        samples[:, side] -= np.float32(np.mean(samples[:, side], dtype=np.float64))
    peak = max(float(samples.max()), -float(samples.min()), 1e-9)
    wished = 10 ** ((lufs - loudness(samples)) / 20)
    samples *= np.float32(min(wished, 10 ** (peak_db / 20) / peak))


def voice_gain(samples: np.ndarray, lufs: float, peak_db: float = -1.0) -> float:
    """Return the factor that makes mono `samples` at 48 kHz as loud as asked in both ears.

    At most 20 dB, and no further than to the peak, so that nothing is clipped; 1 for silence.
    """
    import numpy as np

    peak = float(np.abs(samples).max(initial=0.0))
    # The meter takes blocks of 400 ms: a short word is repeated, which leaves its loudness as is.
    times = -(-_SHORTEST_MEASURED // max(1, len(samples)))
    measured = loudness(np.repeat(np.tile(samples, times)[:, None], 2, axis=1))
    if peak == 0 or measured <= -69:
        return 1.0
    return min(10 ** (min(lufs - measured, _HIGHEST_GAIN_DB) / 20), 10 ** (peak_db / 20) / peak)


def loudness(samples: np.ndarray) -> float:
    """Return the gated loudness of `samples` (n, 2) in LUFS."""
    return gated(block_powers(samples, round(0.4 * SAMPLE_RATE)))


def block_powers(samples: np.ndarray, size: int) -> np.ndarray:
    """Return the K-weighted power of each whole block of `size` in `samples` (n, 2)."""
    import numpy as np

    weight = k_weights(size)
    powers = []
    for start in range(0, len(samples) - size + 1, size):
        bins = np.fft.rfft(samples[start : start + size], axis=0)
        powers.append(float(np.sum(weight * np.sum(bins.real**2 + bins.imag**2, axis=1))))
    return np.array(powers)


def k_weights(size: int) -> np.ndarray:
    """Return what each bin of the half spectrum of `size` samples adds to their mean power."""
    import numpy as np

    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    weight = np.full(size // 2 + 1, 2.0 / size**2)
    for b, a in _K_STAGES:
        weight *= np.abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)) ** 2
    return weight


def gated(power: np.ndarray) -> float:
    """Return the loudness of blocks of this `power` in LUFS, without those that are silent."""
    import numpy as np

    loud = power[power > 10 ** ((SILENCE - OFFSET) / 10)]
    if len(loud) == 0:
        return SILENCE
    loud = loud[loud > 0.1 * loud.mean()]
    return float(OFFSET + 10 * np.log10(loud.mean()))
