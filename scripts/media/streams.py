"""What pieces that are joined packet by packet have to share, and a refusal in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import av

from build.errors import UserError
from media.container import open_packets


@dataclass(frozen=True)
class Stream:
    """A video stream as its header describes it, in the order in which a difference is told."""

    size: str
    rate: str
    codec: str
    place: str  # the concat demuxer joins streams of one number, whatever they are
    parameters: bytes

    @classmethod
    def of(cls, path: Path) -> Stream:
        """Read the header of `path`; UserError when it has no picture that can be read."""
        try:
            with open_packets(path) as container:
                video = container.streams.video[0]
                codec = video.codec_context
                return cls(
                    size=f"{video.width}x{video.height} pixels",
                    rate=f"{float(video.average_rate or 0):g} frames a second",
                    codec=codec.name,
                    place=f"its picture as stream {video.index}",
                    parameters=bytes(codec.extradata or b""),
                )
        except (av.FFmpegError, IndexError, OSError) as error:
            raise UserError(f"{path} is not a whole video file: {error}") from error

    def unlike(self, other: Stream) -> str | None:
        """Return in words how this stream differs from `other`, None where it does not."""
        for field in fields(self):
            mine, wanted = getattr(self, field.name), getattr(other, field.name)
            if mine != wanted and field.name == "parameters":
                return "it was encoded under other settings"
            if mine != wanted:
                return f"it has {mine}, not {wanted}"
        return None


def require_same(paths: Sequence[Path]) -> Stream:
    """Return the stream that all of `paths` hold alike; UserError that tells what differs."""
    first = Stream.of(paths[0])
    for path in dict.fromkeys(paths[1:]):
        difference = Stream.of(path).unlike(first)
        if difference:
            raise UserError(
                f"{path} cannot be joined to {paths[0]} without encoding it again: {difference}; "
                "delete both and build again"
            )
    return first
