"""Sound that is played round and round: read whole, its end blended into its start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from build.errors import UserError
from media.frames import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np


def read_stereo(source: Path) -> np.ndarray:
    """Return the sound of `source` as float32 (samples, 2) at 48 kHz; UserError when unreadable."""
    import av
    import numpy as np

    parts: list[np.ndarray] = []
    try:
        with av.open(str(source)) as container:
            if not container.streams.audio:
                raise UserError(f"{source} has no sound, so it cannot be the music")
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
            for frame in container.decode(container.streams.audio[0]):
                parts += [piece.to_ndarray() for piece in resampler.resample(frame)]
            parts += [piece.to_ndarray() for piece in resampler.resample(None)]
    except (av.FFmpegError, OSError) as error:
        raise UserError(f"{source} is not a sound file that can be read: {error}") from error
    samples = np.concatenate([part.reshape(-1, 2) for part in parts]) if parts else np.empty((0, 2))
    if len(samples) < SAMPLE_RATE:
        raise UserError(f"{source} is shorter than a second, so it cannot be the music")
    return samples.astype(np.float32)


def seamless(samples: np.ndarray, blend: int) -> np.ndarray:
    """Return `samples` (n, 2) shortened by `blend`, its end crossfaded into what comes first.

    The first sample returned follows the last one without a step. The crossfade keeps power
    (sine and cosine), since end and start of a track are unlike each other.
    """
    import numpy as np

    blend = min(blend, len(samples) // 4)
    ramp = (np.arange(blend, dtype=np.float32) + 0.5) * np.float32(np.pi / 2 / blend)
    out, into = np.cos(ramp)[:, None], np.sin(ramp)[:, None]
    looped = samples[:-blend].copy()
    looped[:blend] = samples[-blend:] * out + samples[:blend] * into
    return looped
