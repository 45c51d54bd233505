"""Draw Unicode text of any script into a box: `fit` finds size and lines, `draw` gives the ink.

The ink is an 8-bit mask, so the caller colours, outlines and shades it:

    block = fit("Título", box_width=1152, box_height=94, max_size=90, min_size=24)
    ink = draw(block)                       # ink.alpha[y, x], at (ink.left, ink.top) in the box
    edge = outlined(ink, 3)                 # the same, three pixels fatter
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

import numpy as np
import uharfbuzz as hb

from media.text_faces import Style, choose, faces, uncovered
from media.text_layout import ELLIPSIS, Cluster, Line, advances, paragraphs, shape, wrap

__all__ = ["Block", "Ink", "Style", "draw", "fit", "outlined", "paste", "uncovered"]

Align = Literal["start", "left", "center", "right"]
VerticalAlign = Literal["top", "middle", "bottom"]
# Breaks a paragraph of at most so many ems, as `wrap` does.
Breaker = Callable[[Sequence[Cluster], Sequence[float], float, bool], list[tuple[int, int]] | None]
# Room a line takes at least, in ems: a capital above the baseline, a descender below it.
CAP, DESCENT = 0.74, 0.22


@dataclass(frozen=True)
class Block:
    """Lines laid out in a box: their font size, origins (x, baseline y down) in pixels."""

    lines: tuple[Line, ...]
    origins: tuple[tuple[float, float], ...]
    size: float
    width: float
    height: float
    style: Style
    cut: bool


@dataclass(frozen=True)
class Ink:
    """A mask of shape (height, width), 0 to 255, with its corner in pixels from the box's."""

    alpha: np.ndarray
    left: int
    top: int


def fit(
    text: str,
    box_width: float,
    box_height: float,
    max_size: float,
    min_size: float = 8.0,
    *,
    style: Style | None = None,
    max_lines: int = 99,
    line_height: float = 1.25,
    align: Align = "start",
    valign: VerticalAlign = "middle",
    pad: float = 0.0,
    breaker: Breaker = wrap,
) -> Block:
    """Lay text out in a box of pixels at the largest size from `max_size` down to `min_size`.

    Lines are balanced (or as `breaker` has it); words are broken, and then the text is cut with
    "…", only at `min_size`.
    `pad` pixels stay free on every side (for an outline). The ink never leaves the box: where
    even `min_size` is too large, the size goes below it.
    """
    style = style or Style()
    width, height = max(1.0, box_width - 2 * pad), max(1.0, box_height - 2 * pad)
    setting = _Setting(text, style, width, height, max_lines, line_height, breaker)
    size, lines, cut = setting.largest(max_size, min(min_size, max_size))
    origins = _origins(lines, size, width, height, line_height, align, valign)
    placed = tuple((x + pad, y + pad) for x, y in origins)
    return Block(tuple(lines), placed, size, box_width, box_height, style, cut)


@dataclass(frozen=True)
class _Setting:
    text: str
    style: Style
    width: float
    height: float
    max_lines: int
    line_height: float
    breaker: Breaker

    def largest(self, top: float, bottom: float) -> tuple[float, list[Line], bool]:
        # Half pixels: finer steps show nothing, coarser ones waste room in small pictures.
        low, high = math.ceil(bottom * 2), math.floor(top * 2)
        best: tuple[float, list[Line], bool] | None = None
        while low <= high:
            middle = (low + high) // 2
            lines = self._at(middle / 2, anywhere=False)
            if lines is not None:
                best, low = (middle / 2, lines, False), middle + 1
            else:
                high = middle - 1
        if best is not None:
            return best
        size = bottom
        while True:
            lines = self._at(size, anywhere=True)
            if lines is not None:
                return size, lines, False
            lines = self._cut(size)
            if lines is not None:
                return size, lines, True
            size *= 0.9

    def _at(self, size: float, anywhere: bool) -> list[Line] | None:
        limit = self.width / size
        for _ in range(4):  # ink may reach a little over the advances: then try a bit narrower
            lines = self._wrapped(limit, anywhere)
            if lines is None or len(lines) > self.max_lines or not self._high_enough(lines, size):
                return None
            widest = max(line.span for line in lines) * size
            if widest <= self.width:
                return lines
            limit *= 0.999 * self.width / widest
        return None

    def _wrapped(self, limit: float, anywhere: bool) -> list[Line] | None:
        lines: list[Line] = []
        for letters in paragraphs(self.text, self.style):
            pieces = self.breaker(letters, advances(letters, self.style), limit, anywhere)
            if pieces is None:
                return None
            lines += [shape(letters[first:end], self.style) for first, end in pieces]
        return lines

    def _high_enough(self, lines: list[Line], size: float) -> bool:
        return _height(lines, self.line_height) * size <= self.height

    def _cut(self, size: float) -> list[Line] | None:
        """Return as much of the text as goes in at this size, ending in an ellipsis."""
        whole = [c for letters in paragraphs(self.text, self.style) for c in (*letters, _BLANK)]
        low, high = 0, len(whole)
        best: list[Line] | None = None
        while low <= high:
            middle = (low + high) // 2
            lines = self._fits_cut(whole[:middle], size)
            if lines is not None:
                best, low = lines, middle + 1
            else:
                high = middle - 1
        return best

    def _fits_cut(self, letters: list[Cluster], size: float) -> list[Line] | None:
        while letters and letters[-1].text in " ,;:-–—、，":
            letters = letters[:-1]
        face = letters[-1].face if letters else None
        drawn, face = choose(ELLIPSIS, self.style, face)
        base = min((c.level for c in letters), default=0)
        letters = [*letters, Cluster(drawn, face, base)]
        limit = self.width / size
        pieces = wrap(letters, advances(letters, self.style), limit, anywhere=True) or []
        lines = [shape(letters[first:end], self.style) for first, end in pieces]
        wide = max((line.span for line in lines), default=0.0) * size
        if wide > self.width or len(lines) > self.max_lines or not self._high_enough(lines, size):
            return None
        return lines


_BLANK = Cluster(" ", 0, 0)


def _pitches(lines: list[Line], line_height: float) -> list[float]:
    """Return the distances between baselines in ems: more where tall letters would touch."""
    pairs = pairwise(lines)
    return [max(line_height, -above.ink[1] + below.ink[3] + 0.06) for above, below in pairs]


def _ends(lines: list[Line]) -> tuple[float, float]:
    return max(CAP, lines[0].ink[3]), max(DESCENT, -lines[-1].ink[1])


def _height(lines: list[Line], line_height: float) -> float:
    return sum(_ends(lines)) + sum(_pitches(lines, line_height))


def _origins(
    lines: list[Line],
    size: float,
    width: float,
    height: float,
    line_height: float,
    align: Align,
    valign: VerticalAlign,
) -> list[tuple[float, float]]:
    spare = height - _height(lines, line_height) * size
    y = {"top": 0.0, "middle": spare / 2, "bottom": spare}[valign] + _ends(lines)[0] * size
    origins = []
    for line, pitch in zip(lines, [*_pitches(lines, line_height), 0.0], strict=True):
        side = ("right" if lines[0].rtl else "left") if align == "start" else align
        free = width - line.span * size
        x = {"left": 0.0, "center": free / 2, "right": free}[side] - line.left * size
        origins.append((x, y))
        y += pitch * size
    return origins


def draw(block: Block, letters: range | None = None) -> Ink:
    """Rasterise a block; the mask is cut to its ink (at least one pixel).

    `letters` draws those alone, counted through the block in reading order without blanks.
    """
    family = faces(block.style)
    raster = hb.RasterDraw()
    inked = False
    starts = accumulate((line.letters for line in block.lines), initial=0)
    for start, line, (x, y) in zip(starts, block.lines, block.origins, strict=False):
        for glyph in line.glyphs:
            if letters is not None and start + glyph.letter not in letters:
                continue
            face = family[glyph.face]
            scale = block.size / face.face.upem
            at = (x + glyph.x * block.size, glyph.y * block.size - y)
            raster.transform = (scale, 0.0, 0.0, scale, *at)
            raster.draw_glyph(face, glyph.glyph)
            inked = True
    image = raster.render() if inked else None
    if image is None or not image.extents.width or not image.extents.height:
        return Ink(np.zeros((1, 1), np.uint8), 0, 0)
    area = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(area.height, area.stride)
    upright = rows[::-1, : area.width]
    return _trimmed(Ink(upright, area.x_origin, -(area.y_origin + area.height)))


def _trimmed(ink: Ink) -> Ink:
    """Cut off the raster's empty rows and columns."""
    rows, columns = np.flatnonzero(ink.alpha.any(axis=1)), np.flatnonzero(ink.alpha.any(axis=0))
    if not len(rows):
        return Ink(np.zeros((1, 1), np.uint8), 0, 0)
    top, left = int(rows[0]), int(columns[0])
    alpha = ink.alpha[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    return Ink(np.ascontiguousarray(alpha), ink.left + left, ink.top + top)


def outlined(ink: Ink, radius: float) -> Ink:
    """Return the ink fatter by `radius` pixels all round (a round pen), for outlines, shadows."""
    reach = math.ceil(radius)
    height, width = ink.alpha.shape
    wide = np.zeros((height + 2 * reach, width + 2 * reach), np.uint8)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            share = min(1.0, max(0.0, radius + 0.5 - math.hypot(dx, dy)))
            if share > 0.0:
                part = wide[reach + dy : reach + dy + height, reach + dx : reach + dx + width]
                np.maximum(part, (ink.alpha * share).astype(np.uint8), out=part)
    return Ink(wide, ink.left - reach, ink.top - reach)


def paste(mask: np.ndarray, ink: Ink, x: int, y: int) -> None:
    """Add ink to a mask of the whole picture, its box's corner at pixel (x, y); clipped to it."""
    height, width = ink.alpha.shape
    left, top = x + ink.left, y + ink.top
    x0, y0, x1, y1 = (
        max(0, left),
        max(0, top),
        min(mask.shape[1], left + width),
        min(mask.shape[0], top + height),
    )
    if x0 < x1 and y0 < y1:
        part = mask[y0:y1, x0:x1]
        np.maximum(part, ink.alpha[y0 - top : y1 - top, x0 - left : x1 - left], out=part)
