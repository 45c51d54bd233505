"""A sound brought to its loudness without a peak above the ceiling, and put beside a picture.

It is measured once; what the limiter does at any gain, and how loud the sound then is, follows from
that. So the gain is found by arithmetic, and the sound is written once.
ffmpeg's `loudnorm` is not used: asked for one linear gain it falls back to a moving one without a
word, and is six times slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from build.errors import UserError
from media import ffmpeg
from media.envelope import HOP, factor, sloped, spread
from media.floats import read_part
from media.frames import SAMPLE_RATE
from media.loudness import SILENCE
from media.meter import Measured, measure

_ANY_RATE = 0  # kbit/s; an intro goes into films of any bit rate
_RISE, _FALL = 0.6, 0.1  # dB a millisecond, by which the limiter takes hold and lets go
_CLOSE_ENOUGH = 0.02  # LU
_PROMISED = 0.3  # LU; 0.5 with the intro and AAC after it
_MOST_LIMITED_DB = 12.0
_TRIES = 30
_BLOCK = HOP * 5000


@dataclass(frozen=True)
class Level:
    """The gain at each knot, and the loudness in LUFS that the sound then has."""

    knots: np.ndarray
    loudness: float


def write_levelled(
    picture: Path | None,
    sound: Path,
    output: Path,
    samples: int,
    edit: Mapping[str, Any],
    log: Path,
    *,
    silent: bool = False,
) -> None:
    """Write `picture` as it is with the stereo file `sound` (see `media.floats`) as `edit` asks.

    The sound keeps the `true_peak` of `edit` and comes to its `loudness`, as FLAC of 16 bits,
    `samples` long. UserError when it is silent, unless it may be `silent`; where the loudness is
    out of reach, the log says so.
    """
    ceiling = edit["true_peak"] - aac_headroom(edit.get("aac_kbps", _ANY_RATE))
    found = settle(measure(sound, samples, "measure the sound"), edit["loudness"], ceiling)
    if found.loudness == SILENCE:
        if not silent:
            raise UserError("the mix is silent, so it cannot be brought to a loudness")
    elif abs(found.loudness - edit["loudness"]) > _PROMISED:
        with log.open("a", encoding="utf-8") as file:
            file.write(
                f"note: it comes to {found.loudness:.1f} LUFS where {edit['loudness']:g} is asked, "
                "since its peaks stand too far above the rest\n"
            )
    beside: list[str | Path] = ["-i", picture, "-map", "1:v?"] if picture else []
    ffmpeg.run(
        ["-v", "warning", "-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "pipe:0"]
        + [*beside, "-map", "0:a", "-c:v", "copy", "-c:a", "flac", output],
        log=log,
        doing="bring the sound to its loudness",
        feed=_heard(sound, samples, found.knots),
        seconds=samples / SAMPLE_RATE,
    )


def aac_headroom(kbps: float) -> float:
    """Return the dB by which AAC of this bit rate may raise a peak after the limiter's work.

    Speech with music, brought to -14 and to -9 LUFS, came out up to 0.4 dB higher at 96 kbit/s and
    above, and up to 1.6 dB at 64.
    """
    return 0.7 + 1.3 * min(max((96 - kbps) / 32, 0.0), 1.0)


def settle(found: Measured, wanted: float, ceiling: float) -> Level:
    """Return the gains that bring what measures `found` to `wanted` LUFS under `ceiling` dBTP.

    The limiter takes loudness away; so the gain before it is raised until that is made up for, by
    no more than 12 dB.
    """
    as_it_is = np.ones(len(found.peak) + 1, np.float32)
    loudness = found.loudness(as_it_is)
    if loudness <= SILENCE + 1:
        return Level(as_it_is, SILENCE)
    peaks = 20 * np.log10(np.maximum(found.peak, 1e-9))
    gain = round(wanted - loudness, 3)
    top = gain + _MOST_LIMITED_DB
    for _ in range(_TRIES):
        knots = limited(peaks + gain, ceiling, gain)
        loudness = found.loudness(knots)
        missing = wanted - loudness
        if abs(missing) < _CLOSE_ENOUGH or gain == top:
            break
        gain = min(round(gain + missing, 3), top)
    return Level(knots, loudness)


def limited(peaks: np.ndarray, ceiling: float, gain: float) -> np.ndarray:
    """Return `gain` (dB) at each knot as a factor, lowered where `peaks` go above the `ceiling`."""
    over = np.maximum(peaks - ceiling, 0)
    ends = np.pad(over, 1)
    return factor(gain - sloped(np.maximum(ends[:-1], ends[1:]), _RISE, _FALL))


def _heard(sound: Path, samples: int, knots: np.ndarray) -> Iterator[bytes]:
    for begin in range(0, samples, _BLOCK):
        end = min(begin + _BLOCK, samples)
        part = read_part(sound, 2, begin, end) * spread(knots * 32768, begin, end)
        yield np.clip(np.rint(part), -32768, 32767).astype("<i2").tobytes()
