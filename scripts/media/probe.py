"""What a finished media file really holds, counted packet by packet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av

from build.errors import UserError
from media.container import open_packets


@dataclass(frozen=True)
class Video:
    """Frames, their rate and size, and the sound's samples and rate (0 where there is none)."""

    frames: int
    fps: float
    width: int
    height: int
    samples: int
    rate: int
    subtitles: int


def probe(path: Path) -> Video:
    """Count what `path` holds without decoding it; UserError when it cannot be read."""
    try:
        with open_packets(path) as container:
            video = container.streams.video[0]
            audio = container.streams.audio[0] if container.streams.audio else None
            frames = samples = 0
            for packet in container.demux(*[s for s in (video, audio) if s is not None]):
                if packet.size == 0:
                    continue
                if packet.stream.type == "video":
                    frames += 1
                elif audio is not None and packet.duration:
                    samples += int(packet.duration * packet.time_base * audio.rate + 0.5)
            return Video(
                frames=frames,
                fps=float(video.average_rate or 0),
                width=video.width,
                height=video.height,
                samples=samples,
                rate=audio.rate if audio else 0,
                subtitles=len(container.streams.subtitles),
            )
    except (av.FFmpegError, IndexError, OSError) as error:
        raise UserError(f"{path} is not a whole video file: {error}") from error


def require(path: Path, **expected: float) -> Video:
    """Return what `path` holds; UserError when any of the named fields is not as expected."""
    found = probe(path)
    for field, value in expected.items():
        if getattr(found, field) != value:
            raise UserError(
                f"{path.name} came out with {field} {getattr(found, field)} where {value} is wanted"
            )
    return found
