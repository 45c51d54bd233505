"""A film's storyboard on one sheet: every scene's picture, number, length and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from media.text import Align, draw, fit
from media.text_faces import Style

_CELL = 320  # pixels across
_TEXT = 64  # pixels below the picture
_GAP = 14
_HEAD = 44
_PAPER, _INK, _FAINT = (250, 250, 248), (28, 28, 30), (120, 120, 126)
_MOST_ROWS = 20  # before the sheet gets wider; JPEG ends at 65,535 pixels


@dataclass(frozen=True)
class Cell:
    """One scene on the sheet: its picture's file, its words, its length in seconds."""

    picture: Path
    words: str
    seconds: float


def storyboard(title: str, cells: Sequence[Cell], locale: str) -> Image.Image:
    """Return the sheet: RGB, rows of four scenes, wider where there are more than 80."""
    columns = min(len(cells), max(4, -(-len(cells) // _MOST_ROWS)))
    shapes = [_shape(cell.picture) for cell in cells]
    high = max(shapes) + _TEXT
    rows = -(-len(cells) // columns)
    size = (columns * (_CELL + _GAP) + _GAP, _HEAD + rows * (high + _GAP) + _GAP)
    sheet = Image.new("RGB", size, _PAPER)
    bold = Style(weight=700, locale=locale)
    _write(sheet, title, (_GAP, 8, size[0] - 2 * _GAP, _HEAD - 12), 22, bold, _INK)
    for index, cell in enumerate(cells):
        row, column = divmod(index, columns)
        left, top = _GAP + column * (_CELL + _GAP), _HEAD + row * (high + _GAP)
        _draw_cell(sheet, cell, index + 1, (left, top), shapes[index], locale)
    return sheet


def _shape(picture: Path) -> int:
    with Image.open(picture) as image:
        return round(_CELL * image.height / image.width)


def _draw_cell(
    sheet: Image.Image, cell: Cell, number: int, corner: tuple[int, int], high: int, locale: str
) -> None:
    left, top = corner
    with Image.open(cell.picture) as image:
        sheet.paste(image.convert("RGB").resize((_CELL, high), Image.Resampling.LANCZOS), corner)
    top += high + 4
    bold, plain = Style(weight=700, locale=locale), Style(locale=locale)
    _write(sheet, f"{number}", (left, top, 60, 18), 14, bold, _INK)
    length = f"{cell.seconds:.1f} s"
    _write(sheet, length, (left + _CELL - 80, top, 80, 18), 12, plain, _FAINT, "right")
    _write(sheet, cell.words, (left, top + 18, _CELL, _TEXT - 24), 13, plain, _INK)


def _write(
    sheet: Image.Image,
    text: str,
    box: tuple[int, int, int, int],
    size: float,
    style: Style,
    color: tuple[int, int, int],
    align: Align = "start",
) -> None:
    """Write `text` into a box (left, top, width, height), as much as goes in."""
    left, top, width, height = box
    block = fit(text, width, height, size, size * 0.85, style=style, align=align, valign="top")
    ink = draw(block)
    mask = Image.fromarray(np.ascontiguousarray(ink.alpha))
    sheet.paste(color, (left + ink.left, top + ink.top), mask)
