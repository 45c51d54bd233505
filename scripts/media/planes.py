"""A picture as the encoder sees it: three planes of BT.709 video levels, chroma at half size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from media.encode import convert_picture
from media.video import VideoSettings


@dataclass(frozen=True)
class Planes:
    """Luma (height, width) and both chromas (height / 2, width / 2), uint8."""

    y: np.ndarray
    u: np.ndarray
    v: np.ndarray

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.y, self.u, self.v))

    def bytes(self) -> bytes:
        """Return the planes one after another, as raw yuv420p."""
        return b"".join(plane.tobytes() for plane in self)

    def copy(self) -> Planes:
        """Return planes of their own, to draw on."""
        return Planes(*(plane.copy() for plane in self))


def read_planes(picture: Path, raw: Path, settings: VideoSettings, log: Path) -> Planes:
    """Return the picture file as planes; `raw` is a name for a file in between."""
    convert_picture(picture, raw, settings, log)
    data = np.fromfile(raw, np.uint8)
    height, width = settings.height, settings.width
    luma, chroma = height * width, height * width // 4
    half = (height // 2, width // 2)
    return Planes(
        data[:luma].reshape(height, width),
        data[luma : luma + chroma].reshape(half),
        data[luma + chroma :].reshape(half),
    )


def blend(first: Planes, second: Planes, share: float) -> Planes:
    """Return `first` with `share` (0 to 1) of `second` over it."""
    return Planes(*(_mixed(one, other, share) for one, other in zip(first, second, strict=True)))


def dimmed(picture: Planes, share: float) -> Planes:
    """Return `picture` with `share` (0 to 1) of its light left; 0 is black."""
    return Planes(
        _mixed(np.full_like(picture.y, 16), picture.y, share),
        _mixed(np.full_like(picture.u, 128), picture.u, share),
        _mixed(np.full_like(picture.v, 128), picture.v, share),
    )


def _mixed(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    # 8 bits of share in whole numbers: exact at both ends, and several times quicker than floats.
    part = round(share * 256)
    mixed = one.astype(np.uint16) * np.uint16(256 - part) + other.astype(np.uint16) * np.uint16(
        part
    )
    return ((mixed + np.uint16(128)) >> 8).astype(np.uint8)
