"""Captions as they look, laid over a picture's planes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from media.captions import Caption
from media.planes import Planes
from media.text import Block, Ink, Style, draw, fit, outlined, paste

# Share of the height that players' and apps' own buttons may cover, top and bottom, and of the
# width at each side. Upright films are seen in apps that put title and buttons over the picture.
_MARGINS = {False: (0.06, 0.07, 0.08), True: (0.14, 0.22, 0.11)}
_LINES = {False: 2, True: 4}
# BT.709 weights of red, green and blue in luma (ITU-R BT.709-6, 3.2).
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722


@dataclass(frozen=True)
class Look:
    """How captions look: sizes as a share of the frame's shorter side, colours as #RRGGBB."""

    size: float
    weight: int
    color: str
    highlight: str
    outline_color: str
    outline: float
    position: str
    locale: str

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Look:
        """Return the look that `spec` of a take holds under its own names."""
        return cls(**{name: spec[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Overlay:
    """What a caption does to a part of the picture: plane = plane * keep + add, at even pixels.

    `keep` and `add` are of luma and both chromas, these at half size.
    """

    top: int
    left: int
    keep: tuple[np.ndarray, np.ndarray, np.ndarray]
    add: tuple[np.ndarray, np.ndarray, np.ndarray]


def burn(picture: Planes, overlay: Overlay | None) -> Planes:
    """Return `picture` with `overlay` over it."""
    if overlay is None:
        return picture
    drawn = picture.copy()
    corners = (overlay.top, overlay.left), *((overlay.top // 2, overlay.left // 2),) * 2
    for plane, corner, keep, add in zip(drawn, corners, overlay.keep, overlay.add, strict=True):
        _apply(plane, *corner, keep, add)
    return drawn


def _apply(plane: np.ndarray, top: int, left: int, keep: np.ndarray, add: np.ndarray) -> None:
    part = plane[top : top + keep.shape[0], left : left + keep.shape[1]]
    mixed = part * keep
    mixed += add
    np.rint(mixed, out=mixed)
    part[:] = np.clip(mixed, 0, 255, out=mixed)


def _halved(plane: np.ndarray) -> np.ndarray:
    return (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) / 4


def overlay(caption: Caption, look: Look, width: int, height: int) -> Overlay | None:
    """Return `caption` drawn for a frame of `width` x `height` pixels, None where it has no ink."""
    block, ink, edge, x, y = _laid(caption.text, look, width, height)
    lit = draw(block, caption.lit)
    left, top = (x + edge.left) & ~1, (y + edge.top) & ~1
    across = -(-(x + edge.left + edge.alpha.shape[1] - left) // 2) * 2
    down = -(-(y + edge.top + edge.alpha.shape[0] - top) // 2) * 2
    # The frame's own edges: text of any length was fitted inside, so nothing is cut here.
    left, top = max(0, left), max(0, top)
    across, down = min(across, width - left), min(down, height - top)
    layers = [(edge, look.outline_color), (ink, look.color), (lit, look.highlight)]
    keep = np.ones((down, across), np.float32)
    add = [np.zeros((down, across), np.float32) for _ in range(3)]
    for layer, color in layers:
        alpha = _mask(layer, x - left, y - top, (down, across))
        keep *= 1 - alpha
        for plane, level in zip(add, _levels(color), strict=True):
            plane *= 1 - alpha
            plane += alpha * level
    if keep.min() == 1:
        return None
    half = _halved(keep)
    return Overlay(top, left, (keep, half, half), (add[0], _halved(add[1]), _halved(add[2])))


@lru_cache(maxsize=64)
def _laid(text: str, look: Look, width: int, height: int) -> tuple[Block, Ink, Ink, int, int]:
    """Return the text set in lines, its ink and outline, and where its box stands in the frame."""
    upright = height > width
    top, bottom, side = _MARGINS[upright]
    x, across = round(side * width), round((1 - 2 * side) * width)
    y, down = round(top * height), round((1 - top - bottom) * height)
    size = look.size * min(width, height)
    block = fit(
        " ".join(text.split()),
        across,
        down,
        size,
        size * 0.6,
        style=Style(weight=look.weight, locale=look.locale),
        max_lines=_LINES[upright],
        align="center",
        valign=look.position,  # type: ignore[arg-type]
        pad=look.outline * size + 2,
    )
    ink = draw(block)
    edge = outlined(ink, max(1.0, look.outline * block.size)) if look.outline else ink
    return block, ink, edge, x, y


def _mask(ink: Ink, x: int, y: int, shape: tuple[int, int]) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    paste(mask, ink, x, y)
    return mask.astype(np.float32) / 255


def _levels(color: str) -> tuple[float, float, float]:
    """Return #RRGGBB as luma and chromas of BT.709 at video levels."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    luma = _RED * red + _GREEN * green + _BLUE * blue
    return (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / (2 * (1 - _BLUE)),
        128 + 224 * (red - luma) / (2 * (1 - _RED)),
    )
