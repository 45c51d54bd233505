"""Sound of a voice: read, brought to 48 kHz once, faded, padded to whole frames, written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from build.errors import UserError
from media.frames import SAMPLE_RATE, padded_frames, samples_per_frame

if TYPE_CHECKING:
    import numpy as np

FADE_IN_MS = 20
FADE_OUT_MS = 50


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Return the samples of a WAV as mono float32 in [-1, 1], and their rate in Hz.

    Raises UserError when the file is not whole, holds nothing, or is silent.
    """
    import numpy as np
    import soundfile

    again = "delete it and build again"
    try:
        with soundfile.SoundFile(path) as file:
            stated = _stated_frames(path, file)
            samples = file.read(dtype="float32", always_2d=True).mean(axis=1)
            rate = file.samplerate
    except (soundfile.LibsndfileError, OSError) as error:
        raise UserError(
            f"{path} is not a sound file that can be read ({error}): {again}"
        ) from error
    if stated is not None and len(samples) < stated:
        raise UserError(f"{path} is cut off ({len(samples)} of {stated} samples): {again}")
    if not len(samples):
        raise UserError(f"{path} holds no sound: {again}")
    if not np.isfinite(samples).all():
        raise UserError(f"{path} holds samples that are not numbers: {again}")
    if not np.abs(samples).max() > 0:
        raise UserError(f"{path} is silent from start to end: {again}")
    return samples, rate


def _stated_frames(path: Path, file: object) -> int | None:
    # libsndfile quietly trusts the file's length over its header; a cut-off file tells less.
    import wave

    try:
        with wave.open(str(path)) as header:
            return header.getnframes()
    except (wave.Error, EOFError):
        return None


def to_48k(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return mono float32 `samples` at 48 kHz, round(n * 48000 / rate) of them, without delay."""
    import numpy as np
    import soxr

    wanted = round(len(samples) * SAMPLE_RATE / rate)
    if rate == SAMPLE_RATE:
        return samples
    made = soxr.resample(samples, rate, SAMPLE_RATE, quality="VHQ")[:wanted]
    return np.pad(made, (0, wanted - len(made)))


def fade(samples: np.ndarray, in_ms: int = FADE_IN_MS, out_ms: int = FADE_OUT_MS) -> np.ndarray:
    """Return `samples` at 48 kHz rising from zero over `in_ms` and falling to zero over `out_ms`.

    Raised-cosine ramps; in a sound shorter than both each takes its share.
    """
    import numpy as np

    total = in_ms + out_ms
    room = min(len(samples), SAMPLE_RATE * total // 1000)
    first, last = room * in_ms // total, room * out_ms // total
    faded = samples.astype(np.float32, copy=True)
    if first:
        faded[:first] *= _ramp(first)
    if last:
        faded[-last:] *= _ramp(last)[::-1]
    return faded


def _ramp(length: int) -> np.ndarray:
    import numpy as np

    return (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)


def pad_to_frames(samples: np.ndarray, fps: int, extra_frames: int = 0) -> np.ndarray:
    """Return 48 kHz `samples` with silence up to whole frames, at least one of it, and `extra_frames`."""
    import numpy as np

    frames = padded_frames(len(samples), fps) + extra_frames
    return np.pad(samples, (0, frames * samples_per_frame(fps) - len(samples)))


def write_wav(path: Path, samples: np.ndarray, rate: int) -> None:
    """Write float samples, (n,) or (n, 2), as 16-bit WAV; what is beyond full scale is clipped."""
    import numpy as np
    import soundfile

    integers = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    soundfile.write(path, integers, rate, subtype="PCM_16", format="WAV")
