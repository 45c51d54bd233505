"""Pictures into encoded frames: the calls of ffmpeg behind every clip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from media import ffmpeg
from media.video import VideoSettings


def encode_template(output: Path, settings: VideoSettings, log: Path) -> None:
    """Encode two frames of black: the second is the skip frame of every still."""
    source = f"color=black:size={settings.width}x{settings.height}:rate={settings.fps}"
    ffmpeg.run(
        ["-v", "warning", "-f", "lavfi", "-i", source, "-vf", settings.filters()]
        + ["-frames:v", "2", *settings.arguments(), "-f", "mp4", output],
        log=log,
        timeout=120,
        doing="encode the skip frames",
    )


def encode_picture(picture: Path, output: Path, settings: VideoSettings, log: Path) -> None:
    """Encode `picture` as a single key frame."""
    ffmpeg.run(
        ["-v", "warning", *_read(picture, settings), "-vf", settings.filters(), "-frames:v", "1"]
        + [*settings.arguments(), "-f", "mp4", output],
        log=log,
        timeout=120,
        doing=f"encode the picture {picture}",
    )


def convert_picture(picture: Path, output: Path, settings: VideoSettings, log: Path) -> None:
    """Write `picture` as the raw planes (yuv420p) that the encoder would see."""
    ffmpeg.run(
        ["-v", "warning", *_read(picture, settings), "-vf", settings.filters(), "-frames:v", "1"]
        + ["-f", "rawvideo", output],
        log=log,
        timeout=120,
        doing=f"read the picture {picture}",
    )


def encode_frames(
    frames: Iterable[bytes],
    keys: Sequence[int],
    output: Path,
    settings: VideoSettings,
    log: Path,
    *,
    moving: bool,
) -> None:
    """Encode raw yuv420p `frames` with key frames at `keys`; `moving`: every frame is another."""
    size = f"{settings.width}x{settings.height}"
    ffmpeg.run(
        ["-v", "warning", "-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", size]
        + ["-framerate", str(settings.fps), "-color_range", "tv", "-i", "pipe:0"]
        + ["-vf", settings.tags()]
        + [*settings.arguments(keys, moving=moving), "-f", "mp4", output],
        log=log,
        doing="encode the clip",
        feed=frames,
    )


def _read(picture: Path, settings: VideoSettings) -> list[str | Path]:
    rate = str(settings.fps)
    return ["-framerate", rate, "-f", "image2", "-pattern_type", "none", "-i", picture]
