"""A film's loudness over time (EBU Tech 3341): momentary over 400 ms, short-term over 3 s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av

from build.errors import UserError
from media.frames import SAMPLE_RATE
from media.loudness import OFFSET, SILENCE, block_powers, gated

if TYPE_CHECKING:
    import numpy as np

STEP_MS = 100
_MOMENTARY, _SHORT_TERM = 4, 30  # steps
_DECODED_SECONDS = 20  # at once, so that an hour fits in memory


@dataclass(frozen=True)
class Curve:
    """Loudness in LUFS of the whole (gated), and at each of the `step_ms`, ending there."""

    integrated: float
    step_ms: int
    momentary: list[float]
    short_term: list[float]


def loudness_curve(film: Path, points: int = 1500) -> Curve:
    """Return the loudness of the sound of `film`, at no more than `points` places.

    Raises UserError when the film cannot be read.
    """
    import numpy as np

    size = SAMPLE_RATE * STEP_MS // 1000
    try:
        parts = [block_powers(part, size) for part in _decoded(film, size)]
    except (av.FFmpegError, IndexError, OSError) as error:
        raise UserError(f"{film} is not a whole video file: {error}") from error
    power = np.concatenate([*parts, np.zeros(0)])
    skip = -(-len(power) // points) if len(power) else 1
    return Curve(
        integrated=round(gated(_mean(power, _MOMENTARY)), 1),
        step_ms=STEP_MS * skip,
        momentary=_loudest(_lufs(_mean(power, _MOMENTARY)), skip),
        short_term=_loudest(_lufs(_mean(power, _SHORT_TERM)), skip),
    )


def _decoded(film: Path, size: int) -> Iterator[np.ndarray]:
    """Yield the sound as float32 (n, 2) at 48 kHz, whole blocks of `size` at a time."""
    import numpy as np

    with av.open(str(film)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        kept: list[np.ndarray] = []
        count = 0
        for frame in container.decode(stream):
            for even in resampler.resample(frame):
                kept.append(even.to_ndarray())
                count += kept[-1].shape[1]
            if count > _DECODED_SECONDS * SAMPLE_RATE:
                samples = np.concatenate(kept, axis=1).T
                whole = len(samples) // size * size
                yield samples[:whole]
                kept, count = [samples[whole:].T], len(samples) - whole
        if kept:
            yield np.concatenate(kept, axis=1).T


def _mean(power: np.ndarray, steps: int) -> np.ndarray:
    """Return the mean power over the last `steps` at each step, over fewer at the start."""
    import numpy as np

    total = np.concatenate([[0.0], np.cumsum(power)])
    ends = np.arange(1, len(power) + 1)
    starts = np.maximum(ends - steps, 0)
    return (total[ends] - total[starts]) / (ends - starts)


def _lufs(power: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.maximum(OFFSET + 10 * np.log10(np.maximum(power, 1e-12)), SILENCE)


def _loudest(values: np.ndarray, skip: int) -> list[float]:
    return [round(float(values[at : at + skip].max()), 1) for at in range(0, len(values), skip)]
