"""The `file` engine: a track of the person's own, its end blended into its start for looping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    import numpy as np

RECIPE = 1
MODELS: tuple[str, ...] = ()
PARALLEL = 1

_BLEND_SECONDS = 2.0
_RATE = 48000


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return None: a file needs nothing."""
    return None


def load(settings: Mapping[str, Any], models: Path) -> FileMusic:
    """Return the engine; there is nothing to load."""
    return FileMusic()


class FileMusic:
    """Reads any sound file that ffmpeg reads."""

    def compose(self, spec: Mapping[str, Any]) -> np.ndarray:
        """Return the track `spec["sources"][0]` as float32 (samples, 2) at 48 kHz, loopable."""
        return seamless(read_stereo(spec["sources"][0]), round(_BLEND_SECONDS * _RATE))


def read_stereo(source: Path) -> np.ndarray:
    """Return the sound of `source` as float32 (samples, 2) at 48 kHz; UserError when unreadable."""
    import av
    import numpy as np

    parts: list[np.ndarray] = []
    try:
        with av.open(str(source)) as container:
            if not container.streams.audio:
                raise UserError(f"{source} has no sound, so it cannot be the music")
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=_RATE)
            for frame in container.decode(container.streams.audio[0]):
                parts += [piece.to_ndarray() for piece in resampler.resample(frame)]
            parts += [piece.to_ndarray() for piece in resampler.resample(None)]
    except (av.FFmpegError, OSError) as error:
        raise UserError(f"{source} is not a sound file that can be read: {error}") from error
    samples = np.concatenate([part.reshape(-1, 2) for part in parts]) if parts else np.empty((0, 2))
    if len(samples) < _RATE:
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
