"""A film at another tempo: picture, sound and subtitles by one exact fraction, in whole frames.

The frame that began at k begins at k / tempo, rounded to a whole frame: so nothing is ever more
than half a frame from where the tempo puts it, however long the film. Frames are left out or shown
twice, never blended.

The sound keeps its pitch. Rubber Band moves a click by 2 ms at most, at 2 s of a core a minute;
ffmpeg's `atempo` takes a tenth of that and moves it by up to 22 ms either way. The sound comes out
half a LU softer with higher peaks, so it is brought to the film's loudness again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import scratch
from media import ffmpeg
from media.final import sound_arguments
from media.frames import SAMPLE_RATE, frame_to_ms, ms_to_frame, samples_per_frame
from media.level import write_levelled
from media.probe import probe, require
from media.video import VideoSettings

_CLOCK = r"(\d+):(\d\d):(\d\d)([.,])(\d\d\d)"
_TIMES = re.compile(rf"^{_CLOCK} --> {_CLOCK}$", re.MULTILINE)
# What x264, the AAC encoder and the muxer write about themselves, and names of the streams. SEI
# units (NAL type 6) hold x264's settings.
_NOTHING_TOLD = [
    *("-map_metadata", "-1", "-map_chapters", "-1"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
    *("-bsf:v", "filter_units=remove_types=6", "-metadata:s:v:0", "encoder="),
    *("-empty_hdlr_name", "1"),
]


def retimed(frame: int, tempo: Fraction) -> int:
    """Return where what began with `frame` begins at `tempo`: to the nearest frame, halves up."""
    return math.floor(frame / tempo + Fraction(1, 2))


def retime_subtitles(text: str, fps: int, tempo: Fraction) -> str:
    """Return SRT or WebVTT as `media.subtitle_files` writes it, with its times at `tempo`.

    Blocks still begin and end with a frame. No text is taken for a time: two clock times never
    stand in a line of it.
    """

    def moved(found: re.Match[str]) -> str:
        first, last = found.groups()[:5], found.groups()[5:]
        return f"{_retimed_clock(first, fps, tempo)} --> {_retimed_clock(last, fps, tempo)}"

    return _TIMES.sub(moved, text)


def _retimed_clock(clock: tuple[str, ...], fps: int, tempo: Fraction) -> str:
    hours, minutes, seconds, point, thousandths = clock
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    ms = frame_to_ms(retimed(ms_to_frame(whole * 1000 + int(thousandths), fps), tempo), fps)
    whole, thousandth = divmod(ms, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandth:03}"


def picture_filter(frames: int, tempo: Fraction, edit: Mapping[str, Any]) -> str:
    """Return the filter chain that shows a film's pictures in `frames` frames at `tempo`, grained.

    In ticks of 1 / (fps * numerator) of a second every frame falls on a whole tick at its new
    time, so the `fps` filter rounds what is exact.
    """
    settings = VideoSettings.from_spec(edit["video"])
    fps = settings.fps
    chain = [
        f"settb=1/{fps * tempo.numerator}",
        f"setpts=N*{tempo.denominator}",
        f"fps={fps}:start_time=0:round=near",
        # The last picture stands until the end, wherever rounding has put that.
        f"tpad=stop_mode=clone:stop=2,trim=end_frame={frames}",
    ]
    if edit["grain"]:
        chain.append(f"noise=c0_strength={edit['grain']}:c0_flags=t:c0_seed={edit['grain_seed']}")
    return ",".join([*chain, settings.tags()])


def write_sound(
    film: Path, output: Path, samples: int, tempo: Fraction, edit: Mapping[str, Any], log: Path
) -> None:
    """Write the sound of `film` at `tempo` as FLAC, `samples` long at 48 kHz.

    It comes to the `loudness` and `true_peak` of `edit`.
    """
    # The filter keeps up to 76 ms of the end to itself: so silence comes after it.
    stretch = f"aresample={SAMPLE_RATE},apad=pad_len={SAMPLE_RATE}"
    stretch += f",rubberband=tempo={float(tempo)!r}:channels=together"
    stretch += ",aformat=channel_layouts=stereo"
    with scratch(output, ".raw.f32") as raw:
        ffmpeg.run(
            ["-v", "warning", "-i", film, "-map", "0:a:0", "-af", stretch, "-f", "f32le", raw],
            log=log,
            doing="bring the sound to its tempo",
            seconds=samples / SAMPLE_RATE,
        )
        write_levelled(None, raw, output, samples, edit, log)


def render(film: Path, subtitles: Path, output: Path, edit: Mapping[str, Any], log: Path) -> None:
    """Write `film` to `output` at the tempo and with the grain of `edit`, without any metadata.

    `subtitles` is the SRT file at that tempo, which goes inside.
    """
    settings = VideoSettings.from_spec(edit["video"])
    tempo = Fraction(edit["tempo"])
    frames = retimed(probe(film).frames, tempo)
    samples = frames * samples_per_frame(settings.fps)
    with scratch(output, ".sound.flac") as sound:
        write_sound(film, sound, samples, tempo, edit, log)
        ffmpeg.run(
            ["-v", "warning", "-i", film, "-i", sound, "-f", "srt", "-i", subtitles]
            + ["-map", "0:v:0", "-map", "1:a:0", "-map", "2:s:0"]
            + ["-vf", picture_filter(frames, tempo, edit), *settings.arguments(moving=True)]
            + [
                *sound_arguments(edit["aac_kbps"]),
                "-c:s",
                "mov_text",
                "-disposition:s:0",
                "0",
                *_NOTHING_TOLD,
            ]
            + ["-movflags", "+faststart", "-f", "mp4", output],
            log=log,
            timeout=600 + frames / 2,  # two frames a second, however large they are
            doing="render the film at its tempo",
            seconds=frames / settings.fps,
        )
    made = require(output, frames=frames, rate=48000, subtitles=1)
    # AAC comes in blocks of 1,024 samples, with one or two of them before the first.
    if not samples <= made.samples <= samples + 4096:
        raise UserError(
            f"{output.name} came out with {made.samples} samples of sound for {frames} frames"
        )
