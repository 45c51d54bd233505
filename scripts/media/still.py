"""A still picture as video at the price of one key frame.

The picture is encoded once, as one key frame (IDR). Every other frame says "nothing changed": its
packets are the same for every picture, so they are taken from a template that was encoded once
from black with the same settings. The key frame comes again every GOP. The parameter sets of both
must be equal, which is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av

from build.errors import UserError
from media import ffmpeg
from media.video import VideoSettings


@dataclass(frozen=True)
class Packets:
    """Encoded frames in order, and the parameter sets (avcC) they were encoded under."""

    frames: list[bytes]
    extradata: bytes


def encode_template(output: Path, settings: VideoSettings, log: Path) -> None:
    """Encode one GOP of black: its second to last packets are the skip frames of every still."""
    source = f"color=black:size={settings.width}x{settings.height}:rate={settings.fps}"
    ffmpeg.run(
        ["-v", "warning", "-f", "lavfi", "-i", source, "-vf", settings.filters()]
        + ["-frames:v", str(settings.gop), *settings.arguments(), "-f", "mp4", output],
        log=log,
        timeout=120,
        doing="encode the skip frames",
    )


def encode_key_frame(picture: Path, output: Path, settings: VideoSettings, log: Path) -> None:
    """Encode `picture` as a single key frame."""
    ffmpeg.run(
        ["-v", "warning", "-framerate", str(settings.fps), "-f", "image2", "-pattern_type", "none"]
        + ["-i", picture, "-vf", settings.filters(), "-frames:v", "1"]
        + [*settings.arguments(), "-f", "mp4", output],
        log=log,
        timeout=120,
        doing=f"encode the picture {picture}",
    )


def read_packets(path: Path) -> Packets:
    """Return the video packets of `path` in decoding order (which is the order shown)."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [bytes(packet) for packet in container.demux(stream) if packet.size]
        return Packets(frames, bytes(stream.codec_context.extradata or b""))


def still_frames(key: Packets, template: Packets, frames: int) -> list[bytes]:
    """Return `frames` packets that show the picture of `key` without a change.

    Raises UserError when the two were encoded under different parameter sets.
    """
    if key.extradata != template.extradata:
        raise UserError(
            "a picture's key frame and the skip frames were encoded under different settings, "
            "so they cannot be one clip: delete the takes/templates folder and build again"
        )
    gop = len(template.frames)
    return [
        key.frames[0] if index % gop == 0 else template.frames[index % gop]
        for index in range(frames)
    ]
