"""Sound of a voice: read, brought to 48 kHz once, faded, padded to whole frames, written.

Written without dither: rounding keeps what is silent at exactly zero, and the same samples always
make the same bytes.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from build.errors import UserError
from media.frames import RATES, SAMPLE_RATE, padded_frames, resampled, samples_per_frame

if TYPE_CHECKING:
    import numpy as np

FADE_IN_MS = 20
FADE_OUT_MS = 50
SHORTEST_MS = 20
SILENT_PEAK = 1e-4  # -80 dB of full scale

_MOST_SAMPLES = 2 * 3600 * SAMPLE_RATE  # an hour of stereo, 1.4 GB; a small file may hold weeks
_UNKNOWN_SIZE = 0xFFFFFFFF  # what a program writes that could not go back to fill it in


def read_wav(path: Path, again: str = "delete it and build again") -> tuple[np.ndarray, int]:
    """Return the samples of a WAV as mono float32 in [-1, 1], and their rate in Hz.

    Raises UserError when the file is not whole, too short to be a voice, silent, or no sound;
    `again` ends its sentence with what to do.
    """
    import numpy as np
    import soundfile

    try:
        if cut_off(path):
            raise UserError(f"{path} is cut off: {again}")
        head = soundfile.info(path)
        if not RATES[0] <= head.samplerate <= RATES[1]:
            raise UserError(
                f"{path} has {head.samplerate} samples a second, {RATES[0]} to {RATES[1]} are "
                f"wanted: {again}"
            )
        if head.frames * head.channels > _MOST_SAMPLES:
            raise UserError(f"{path} is longer than an hour, no voice: {again}")
        read, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise UserError(f"{path} cannot be read as sound ({error}): {again}") from error
    samples = read.mean(axis=1, dtype=np.float32)
    if not len(samples):
        raise UserError(f"{path} holds no sound: {again}")
    if not np.isfinite(samples).all():
        raise UserError(f"{path} holds samples that are not numbers: {again}")
    if len(samples) * 1000 < SHORTEST_MS * rate:
        raise UserError(f"{path} is shorter than {SHORTEST_MS} ms, no voice: {again}")
    if np.abs(samples).max() < SILENT_PEAK:
        raise UserError(f"{path} is silent from start to end: {again}")
    return samples, rate


def cut_off(path: Path) -> bool:
    """Tell whether a WAV ends before its chunks do; libsndfile reads such a file as a short one."""
    with path.open("rb") as file:
        riff = file.read(12)
        if len(riff) < 12 or riff[:4] != b"RIFF" or riff[8:] != b"WAVE":
            return False  # for libsndfile to judge
        end = path.stat().st_size
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            if head[:4] == b"data":
                return size != _UNKNOWN_SIZE and file.tell() + size > end
            file.seek(size + size % 2, 1)
    return True


def to_48k(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return mono float32 `samples` at 48 kHz, `resampled(n, rate)` of them, without delay."""
    import numpy as np
    import soxr

    if rate == SAMPLE_RATE:
        return samples
    wanted = resampled(len(samples), rate)
    made = soxr.resample(samples, rate, SAMPLE_RATE, quality="VHQ")[:wanted]
    return np.pad(made, (0, wanted - len(made)))


def fade(samples: np.ndarray, in_ms: int = FADE_IN_MS, out_ms: int = FADE_OUT_MS) -> np.ndarray:
    """Return `samples` at 48 kHz rising from zero over `in_ms` and falling to zero over `out_ms`.

    Raised-cosine ramps, each its share of a sound shorter than both; first and last sample are 0.
    """
    import numpy as np

    faded = samples.astype(np.float32, copy=True)
    if not len(faded):
        return faded
    total = in_ms + out_ms
    room = min(len(faded), SAMPLE_RATE * total // 1000)
    first, last = max(1, room * in_ms // total), max(1, room * out_ms // total)
    faded[:first] *= _ramp(first)
    faded[-last:] *= _ramp(last)[::-1]
    return faded


def _ramp(length: int) -> np.ndarray:
    import numpy as np

    return (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)


def pad_to_frames(samples: np.ndarray, fps: int, extra_frames: int = 0) -> np.ndarray:
    """Return mono 48 kHz `samples` with silence after them up to a whole number of frames.

    At least one frame of it, and `extra_frames` more.
    """
    import numpy as np

    frames = padded_frames(len(samples), fps) + extra_frames
    return np.pad(samples, (0, frames * samples_per_frame(fps) - len(samples)))


def write_wav(path: Path, samples: np.ndarray, rate: int) -> None:
    """Write float samples, (n,) or (n, 2), as 16-bit WAV; what is beyond full scale is clipped.

    Raises UserError when there are samples that are not numbers.
    """
    import numpy as np
    import soundfile

    if not np.isfinite(samples).all():
        raise UserError(f"the sound for {path} holds samples that are not numbers: make it again")
    integers = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    # Through memory, since libsndfile says of a full disk no more than "System error".
    made = io.BytesIO()
    soundfile.write(made, integers, rate, subtype="PCM_16", format="WAV")
    path.write_bytes(made.getbuffer())
