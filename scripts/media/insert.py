"""Intro and outro: any video brought to the film's size, rate, colours and encoder settings.

They are joined to the film without encoding it again, so they must share its parameter sets; the
sound is lossless and exactly as long as the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np

from build.errors import UserError
from build.files import scratch
from media import ffmpeg
from media.container import OWN_FORMATS, open_own
from media.frames import SAMPLE_RATE, samples_per_frame
from media.level import write_levelled
from media.probe import Video, probe, require
from media.video import VideoSettings

_LONGEST_SECONDS = 3600
_MOST_PIXELS = 2**26  # twice 8K


def encode_drawn(
    output: Path,
    frames: Iterable[np.ndarray],
    sound: Path,
    settings: VideoSettings,
    sought: Mapping[str, Any],
    log: Path,
) -> Video:
    """Encode drawn RGB `frames` (height, width, 3) with the WAV `sound` beside them.

    `sought` holds the `loudness` and `true_peak` that the sound is brought to.
    """
    size = f"{settings.width}x{settings.height}"
    ffmpeg.run(
        ["-v", "warning", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", size]
        + ["-framerate", str(settings.fps), "-i", "pipe:0", "-vf", settings.filters()]
        + [*settings.arguments(moving=True), "-an", "-f", "mp4", output],
        log=log,
        timeout=600,
        doing="encode the intro",
        feed=(frame.tobytes() for frame in frames),
    )
    return _with_sound(output, ["-i", sound], True, settings, sought, log)


def normalise(
    source: Path, output: Path, settings: VideoSettings, sought: Mapping[str, Any], log: Path
) -> Video:
    """Encode the person's own video `source`: fitted into the frame, never stretched.

    What it leaves free is filled with a blurred copy of it. `sought` is as for `encode_drawn`.
    """
    with open_own(source, "a video") as container:
        heard = bool(container.streams.audio)
        if not container.streams.video:
            raise UserError(f"{source} has no picture; an intro or outro is a video")
        shown = container.streams.video[0]
        if shown.width * shown.height > _MOST_PIXELS:
            raise UserError(
                f"{source} is {shown.width}x{shown.height} pixels large; make it smaller"
            )
        if (container.duration or 0) > _LONGEST_SECONDS * av.time_base:
            raise UserError(f"{source} is longer than an hour; an intro or outro is short")
    width, height = settings.width, settings.height
    size = f"{width}:{height}:force_original_aspect_ratio"
    fit = (
        f"fps={settings.fps},split[own][copy];"
        f"[copy]scale={size}=increase,crop={width}:{height},gblur=sigma={height / 40:.1f},"
        f"eq=brightness=-0.1[around];[own]scale={size}=decrease[fitted];"
        "[around][fitted]overlay=(W-w)/2:(H-h)/2"
    )
    ffmpeg.run(
        ["-v", "warning", *_own(source), "-map", "0:v:0", "-an"]
        + [
            "-vf",
            f"{fit},{settings.filters()}",
            *settings.arguments(moving=True),
            "-f",
            "mp4",
            output,
        ],
        log=log,
        doing=f"encode {source}",
    )
    return _with_sound(output, _own(source), heard, settings, sought, log)


def _own(source: Path) -> list[str | Path]:
    # A header may lie about its length: two pictures may be ten hours apart.
    length = ["-t", str(_LONGEST_SECONDS), "-max_pixels", str(_MOST_PIXELS)]
    return [*length, "-format_whitelist", OWN_FORMATS, "-i", source]


def _with_sound(
    picture: Path,
    sound: list[str | Path],
    heard: bool,
    settings: VideoSettings,
    sought: Mapping[str, Any],
    log: Path,
) -> Video:
    frames = probe(picture).frames
    samples = frames * samples_per_frame(settings.fps)
    silence: list[str | Path] = ["-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo"]
    fitted = f"aresample={SAMPLE_RATE},apad=whole_len={samples},atrim=end_sample={samples}"
    fitted += ",aformat=channel_layouts=stereo"
    with scratch(picture, ".own.f32") as own, scratch(picture, ".both.mp4") as both:
        ffmpeg.run(
            ["-v", "warning", *(sound if heard else silence), "-map", "0:a:0", "-af", fitted]
            + ["-f", "f32le", own],
            log=log,
            timeout=600,
            doing="read the intro's sound",
        )
        write_levelled(picture, own, both, samples, sought, log, silent=True)
        both.replace(picture)
    return require(picture, frames=frames, samples=samples, fps=settings.fps)
