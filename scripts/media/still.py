"""A still picture as video at the price of a key frame, however long it is shown.

Where the picture changes (at its start, or where a caption does) a frame is encoded. All others
say "nothing changed": they are one and the same skip frame for every picture, taken from a
template that was encoded once from black with the same settings, and told its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.errors import UserError
from media.container import open_packets
from media.h264 import placed


@dataclass(frozen=True)
class Packets:
    """Encoded frames in order, which of them are key frames, and their parameter sets (avcC)."""

    frames: list[bytes]
    keys: Collection[int]
    extradata: bytes


def read_packets(path: Path) -> Packets:
    """Return the video packets of `path` in decoding order (which is the order shown)."""
    frames: list[bytes] = []
    keys: list[int] = []
    with open_packets(path) as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            if packet.size:
                keys += [len(frames)] if packet.is_keyframe else []
                frames.append(bytes(packet))
        return Packets(frames, keys, bytes(stream.codec_context.extradata or b""))


def held(
    changes: Mapping[int, bytes],
    keys: Collection[int],
    extradata: bytes,
    skips: Packets,
    count: int,
) -> Packets:
    """Return `count` frames: those of `changes` at their places, each held until the next.

    Those at `keys` are key frames; frame 0 is one. `skips` is the template. Raises UserError when
    the two were encoded under different parameter sets.
    """
    if extradata != skips.extradata:
        raise UserError(
            "a picture's key frame and the skip frames were encoded under different settings, "
            "so they cannot be one clip: delete the takes/templates folder and build again"
        )
    skip = skips.frames[1]
    frames: list[bytes] = []
    key = 0
    for index in range(count):
        if index in keys:
            key = index
            frames.append(changes[index])
        else:
            frames.append(placed(changes.get(index, skip), index - key))
    return Packets(frames, keys, extradata)
