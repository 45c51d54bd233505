"""Thumbnails: a text over a picture of 1280 x 720, in a box, outlined, all of it in sight.

The text is measured, so it is set as large as it is wished and its room allows, at any length and
in any script.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from build.errors import UserError
from media.line_breaks import title_lines
from media.text import Block, Ink, Style, draw, fit, outlined, paste, uncovered
from media.text_layout import advances, paragraphs

WIDTH, HEIGHT = 1280, 720
UPLOAD_BYTES = 2_000_000  # YouTube refuses larger ones
MARGIN = 29  # pixels round the box: 4 % of the height
_SMALLEST = 36.0  # pixels; a text that is too long even so ends in an ellipsis
_LINE_HEIGHT = 1.18
_QUALITIES = (93, 90, 85, 80, 70, 60, 45, 30)


@dataclass(frozen=True)
class Look:
    """How the text looks: `size` and `height` are shares of the picture's height, `width` of its
    width; `outline` and `padding` are pixels; colours are #RRGGBB, the box's #RRGGBBAA."""

    size: float
    width: float
    height: float
    position: str
    color: str
    outline_color: str
    outline: float
    box_color: str
    padding: int

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Look:
        """Return the look that `spec` holds under its own names."""
        return cls(**{name: spec[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Lettering:
    """A text set in a picture: letters and their outlines, with corners counted from the
    picture's; the box (left, top, right, bottom) round them, None where there is no ink."""

    letters: Ink
    outlines: Ink
    box: tuple[int, int, int, int] | None
    block: Block


def set_text(text: str, look: Look, locale: str) -> Lettering:
    """Return `text` set for a picture of 1280 x 720."""
    style = Style(weight=900, locale=locale, title=True)
    block = _fitted(_drawable(text, style), look, style)
    letters = draw(block)
    if not letters.alpha.any():
        return Lettering(letters, letters, None, block)
    outlines = outlined(letters, look.outline) if look.outline else letters
    height, width = outlines.alpha.shape
    left = (WIDTH - width) // 2
    edge = MARGIN + look.padding
    top = edge if look.position == "top" else HEIGHT - edge - height
    x, y = left - outlines.left, top - outlines.top
    return Lettering(
        Ink(letters.alpha, letters.left + x, letters.top + y),
        Ink(outlines.alpha, left, top),
        (
            left - look.padding,
            top - look.padding,
            left + width + look.padding,
            top + height + look.padding,
        ),
        block,
    )


def _fitted(text: str, look: Look, style: Style) -> Block:
    """Return the text in lines, as large as its room allows."""
    edge = 2 * (MARGIN + look.padding)
    across = min(look.width * WIDTH, WIDTH - edge)
    down = min(look.height * HEIGHT - 2 * look.padding, HEIGHT - edge)
    size = look.size * HEIGHT
    letters = paragraphs(text, style)[0]
    room = (across - 2 * look.outline, down - 2 * look.outline)
    lines = title_lines(letters, advances(letters, style), room, size, _LINE_HEIGHT)
    set_in = partial(
        fit,
        text,
        across,
        down,
        size,
        min(size, _SMALLEST),
        style=style,
        line_height=_LINE_HEIGHT,
        align="center",
        valign="top",
        pad=look.outline,
    )
    if lines is not None:
        block = set_in(breaker=lambda *_: lines)
        if not block.cut and block.size >= min(size, _SMALLEST):
            return block
    return set_in()  # small print: broken anywhere, and cut at last


def _drawable(text: str, style: Style) -> str:
    """Return `text` on one line, without the few letters that no face has."""
    for letter in uncovered(text, style):
        text = text.replace(letter, "")
    return " ".join(text.split())


def draw_thumbnail(picture: Image.Image, text: str, look: Look, locale: str) -> Image.Image:
    """Return `picture` (RGB, 1280 x 720) with `text` over it."""
    drawn = picture.copy()
    lettering = set_text(text, look, locale)
    if lettering.box is None:
        return drawn
    left, top, right, bottom = lettering.box
    shade = Image.new("L", (right - left, bottom - top), int(look.box_color[7:9], 16))
    drawn.paste(_rgb(look.box_color), lettering.box, shade)
    for ink, color in (
        (lettering.outlines, look.outline_color),
        (lettering.letters, look.color),
    ):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        paste(mask, ink, 0, 0)
        drawn.paste(_rgb(color), (0, 0, WIDTH, HEIGHT), Image.fromarray(mask))
    return drawn


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def read_picture(path: Path) -> Image.Image:
    """Return the picture at `path` as RGB; UserError where it is not whole."""
    try:
        with Image.open(path) as opened:
            return opened.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise UserError(
            f"{path} is not a whole picture; delete it and build again: {error}"
        ) from error


def png(picture: Image.Image) -> bytes:
    """Return `picture` as PNG."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return file.getvalue()


def jpeg(picture: Image.Image) -> bytes:
    """Return `picture` as the best JPEG that YouTube takes: under 2,000,000 bytes."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        # 4:4:4, since halved chroma frays coloured letters.
        picture.save(file, "JPEG", quality=quality, subsampling=0)
        if file.tell() < UPLOAD_BYTES:
            break
    return file.getvalue()
