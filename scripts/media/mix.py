"""Voice, music and ambience to one mix of a stated loudness, beside the film's picture.

In NumPy, block by block: the voice is decoded once into a file of floats, and what lies under it is
added there. The music steps back by a curve drawn from the voice, not by a compressor: so it does
by as much as is asked, however loud the voice is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from build.files import scratch
from media import ffmpeg
from media.ambience import Bed
from media.envelope import HOP, factor, hops, sloped, spread
from media.floats import read_part
from media.frames import SAMPLE_RATE
from media.level import write_levelled
from media.loudness import OFFSET

_BLOCK = HOP * 2000
# What is less than this below the loudness of voices is a voice; the rest is breath and noise.
_SPEECH_DB = 20.0
# The music begins to step back so long before a word, waits so long after one, and returns.
_BACK_MS, _WAIT_MS, _RETURN_MS = 100, 200, 700


class Music:
    """A piece of music under a film of `samples`: looped, faded in and out."""

    def __init__(self, path: Path, samples: int, edit: Mapping[str, Any]) -> None:
        self._file = soundfile.SoundFile(path)
        at = np.arange(hops(samples) + 1, dtype=np.float32)
        comes = at / max(edit["music_fade_in"] * SAMPLE_RATE / HOP, 1)
        goes = (samples / HOP - at) / max(
            min(edit["music_fade_out"] * SAMPLE_RATE, samples) / HOP, 1
        )
        self.knots = edit["music_volume"] * np.clip(np.minimum(comes, goes), 0, 1)

    def heard(self, begin: int, end: int) -> np.ndarray:
        """Return samples `begin` to `end` of it."""
        parts = []
        while begin < end:
            self._file.seek(begin % self._file.frames)
            parts.append(self._file.read(end - begin, dtype="float32", always_2d=True))
            begin += len(parts[-1])
        return np.concatenate(parts)


def mix(
    film: Path,
    music: Path | None,
    ambience: Bed | None,
    output: Path,
    samples: int,
    edit: Mapping[str, Any],
    log: Path,
) -> None:
    """Mix the sound of `film` with `music`, which is looped, and `ambience`, `samples` long.

    `output` has the picture of `film`, if there is one, as it is, and the mix at the loudness of
    `edit`, as FLAC.
    """
    with scratch(output, ".voice.f32") as voice, scratch(output, ".raw.f32") as raw:
        _write_voice(film, voice, samples, log)
        bed = Music(music, samples, edit) if music else None
        if bed and edit["duck"]:
            bed.knots *= ducked(_power(voice, samples), edit)
        with raw.open("wb") as file:
            for begin in range(0, samples, _BLOCK):
                end = min(begin + _BLOCK, samples)
                # A mono voice is heard in both ears.
                mixed = np.repeat(read_part(voice, 1, begin, end), 2, axis=1)
                if bed:
                    mixed += bed.heard(begin, end) * spread(bed.knots, begin, end)
                if ambience:
                    mixed += ambience.heard(begin, end)
                file.write(mixed.data)  # `tofile` would not say why a disk takes no more
        write_levelled(film, raw, output, samples, edit, log)


def ducked(power: np.ndarray, edit: Mapping[str, Any]) -> np.ndarray:
    """Return the music's gain at each knot under a voice of this mean `power` in each hop."""
    # Both ears hear it.
    speech = edit["voice_loudness"] - OFFSET - 10 * np.log10(2) - _SPEECH_DB
    fall = edit["duck"] / _RETURN_MS
    wanted = np.where(power > 10 ** (speech / 10), edit["duck"] + fall * _WAIT_MS, 0.0)
    steps = np.maximum(np.append(wanted, 0), np.insert(wanted, 0, 0))
    back = sloped(steps, edit["duck"] / _BACK_MS, fall)
    return factor(-np.minimum(back, edit["duck"]))


def _write_voice(film: Path, voice: Path, samples: int, log: Path) -> None:
    ffmpeg.run(
        ["-v", "warning", "-i", film, "-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE)]
        + ["-f", "f32le", voice],
        log=log,
        doing="read the voice",
        seconds=samples / SAMPLE_RATE,
    )


def _power(voice: Path, samples: int) -> np.ndarray:
    """Return the mean power of the voice in each hop."""
    found = np.zeros(hops(samples), np.float32)
    for first in range(0, len(found), _BLOCK // HOP):
        last = min(first + _BLOCK // HOP, len(found))
        part = read_part(voice, 1, first * HOP, last * HOP)
        found[first:last] = np.square(part).reshape(-1, HOP).mean(axis=1)
    return found
