"""A sound of the person's own, of any kind libav reads, whole in memory."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from build.errors import UserError
from media.container import open_own
from media.frames import RATES, SAMPLE_RATE

_LONGEST_SECONDS = 3600  # 1.4 GB in memory; a small file may hold weeks of silence
_TOO_LONG = "{} is longer than an hour: cut it, it is looped anyway"


def read_stereo(source: Path) -> np.ndarray:
    """Return the sound of `source` as float32 (samples, 2) at 48 kHz; UserError when unreadable."""
    parts: list[np.ndarray] = []
    heard = 0
    try:
        with open_own(source, "a sound file") as container:
            if not container.streams.audio:
                raise UserError(f"{source} has no sound, so it cannot be the music")
            rate = container.streams.audio[0].rate
            if not RATES[0] <= rate <= RATES[1]:
                raise UserError(f"{source} has {rate} samples a second, so it cannot be the music")
            if (container.duration or 0) > _LONGEST_SECONDS * av.time_base:
                raise UserError(_TOO_LONG.format(source))
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
            for frame in container.decode(container.streams.audio[0]):
                made = [piece.to_ndarray() for piece in resampler.resample(frame)]
                heard += sum(piece.size // 2 for piece in made)
                if heard > _LONGEST_SECONDS * SAMPLE_RATE:
                    raise UserError(_TOO_LONG.format(source))  # whatever its header says
                parts += made
            parts += [piece.to_ndarray() for piece in resampler.resample(None)]
    except (av.FFmpegError, OSError) as error:
        raise UserError(f"{source} is not a sound file that can be read: {error}") from error
    samples = np.concatenate([part.reshape(-1, 2) for part in parts]) if parts else np.empty((0, 2))
    if len(samples) < SAMPLE_RATE:
        raise UserError(f"{source} is shorter than a second, so it cannot be the music")
    return samples.astype(np.float32, copy=False)
