"""Intro and outro: any video brought to the film's size, rate, colours and encoder settings.

They are joined to the film without encoding it again, so they must share its parameter sets; the
sound is lossless and exactly as long as the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from build.errors import UserError
from media import ffmpeg
from media.frames import SAMPLE_RATE, samples_per_frame
from media.probe import Video, probe, require
from media.video import VideoSettings


def encode_drawn(
    output: Path, frames: Iterable[np.ndarray], sound: Path, settings: VideoSettings, log: Path
) -> Video:
    """Encode drawn RGB `frames` (height, width, 3) with the WAV `sound` beside them."""
    size = f"{settings.width}x{settings.height}"
    ffmpeg.run(
        ["-v", "warning", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", size]
        + ["-framerate", str(settings.fps), "-i", "pipe:0", "-vf", settings.filters()]
        + [*settings.arguments(), "-an", "-f", "mp4", output],
        log=log,
        timeout=600,
        doing="encode the intro",
        feed=(frame.tobytes() for frame in frames),
    )
    return _with_sound(output, ["-i", sound], True, settings, log)


def normalise(source: Path, output: Path, settings: VideoSettings, log: Path) -> Video:
    """Encode the person's own video `source`: fitted into the frame on black, never stretched."""
    try:
        with av.open(str(source)) as container:
            heard = bool(container.streams.audio)
            if not container.streams.video:
                raise UserError(f"{source} has no picture; an intro or outro is a video")
    except av.FFmpegError as error:
        raise UserError(f"{source} is not a video that can be read: {error}") from error
    width, height = settings.width, settings.height
    fit = (
        f"fps={settings.fps},scale={width}:{height}:force_original_aspect_ratio=decrease,"
        f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"
    )
    ffmpeg.run(
        ["-v", "warning", "-protocol_whitelist", "file", "-i", source, "-map", "0:v:0", "-an"]
        + ["-vf", f"{fit},{settings.filters()}", *settings.arguments(), "-f", "mp4", output],
        log=log,
        timeout=3600,
        doing=f"encode {source}",
    )
    return _with_sound(output, ["-protocol_whitelist", "file", "-i", source], heard, settings, log)


def _with_sound(
    picture: Path, sound: list[str | Path], heard: bool, settings: VideoSettings, log: Path
) -> Video:
    frames = probe(picture).frames
    samples = frames * samples_per_frame(settings.fps)
    silence: list[str | Path] = ["-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo"]
    both = picture.with_suffix(".both.mp4")
    try:
        ffmpeg.run(
            ["-v", "warning", "-i", picture, *(sound if heard else silence)]
            + ["-map", "0:v", "-map", "1:a:0", "-c:v", "copy", "-c:a", "flac"]
            + ["-sample_fmt", "s16", "-ac", "2", "-af"]
            + [f"aresample={SAMPLE_RATE},apad=whole_len={samples},atrim=end_sample={samples}"]
            + ["-f", "mp4", both],
            log=log,
            timeout=600,
            doing="put the intro's sound to its picture",
        )
        both.replace(picture)
    finally:
        both.unlink(missing_ok=True)
    return require(picture, frames=frames, samples=samples, fps=settings.fps)
