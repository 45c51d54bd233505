"""The `file` engine: the person's own picture, brought to the film's shape, never stretched.

Cropped around what matters in it, or shown whole over a blurred copy of itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.base import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

RECIPE = 2
PARALLEL = 2

# What Pillow reads by itself. For EPS it would start Ghostscript, and others are lists of files.
KINDS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF", "BMP", "JPEG2000", "PPM", "TGA", "ICO")

_BLUR = 1 / 40  # of the frame's longer side: shapes are gone, colours stay where they were
_BRIGHT = 0.65
_GAP = 2  # pixels
_BAND = 256  # rows


def load(settings: Mapping[str, Any], models: Path) -> FileImage:
    """Return the engine; there is nothing to load."""
    return FileImage()


class FileImage:
    """Fits pictures, turned as their camera says and made opaque."""

    def draw(self, spec: Mapping[str, Any]) -> Picture:
        """Return the picture `spec["sources"][0]` at width x height pixels.

        `fit` is crop or blur, crop where it is missing; `focus` is the place [x, y] that stays in
        sight, from 0 to 1 of width and height, the middle where it is missing. UserError for a
        file that is no whole picture, or too large a one.
        """
        picture = _opaque(_opened(spec["sources"][0]))
        size = (spec["width"], spec["height"])
        focus = spec.get("focus") or (0.5, 0.5)
        shown = _whole(picture.size, size)
        # A gap of a pixel would be a line at the frame's edge, not a surround.
        if spec.get("fit") != "blur" or (size[0] - shown[0]) + (size[1] - shown[1]) <= _GAP:
            return Picture(_cropped(picture, size, focus))
        return Picture(_over_itself(picture, shown, size, focus))


def _opened(source: Path) -> Image:
    """Return the picture in the file `source`, upright."""
    from PIL import Image, ImageOps

    try:
        with Image.open(source, formats=KINDS) as opened:
            opened.load()
            ImageOps.exif_transpose(opened, in_place=True)
            return opened
    except Image.DecompressionBombError:
        largest = 2 * (Image.MAX_IMAGE_PIXELS or 0) / 1e6
        raise UserError(
            f"{source} has more than {largest:.0f} million pixels: make it smaller"
        ) from None
    except Exception as error:
        # Each of Pillow's readers fails in its own way on a damaged file: OSError, SyntaxError,
        # ValueError, struct.error and RuntimeError were all seen.
        raise UserError(f"{source} is not a whole picture: {error}") from error


def _opaque(picture: Image) -> Image:
    """Return `picture` as RGB, black where it is transparent."""
    from PIL import Image

    if picture.mode.startswith("I;16"):
        # Pillow would cut 16 bits off at 255 and leave a white sheet.
        picture = picture.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if picture.mode == "RGB" and not picture.has_transparency_data:
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    # In bands: a large picture as a whole would be there four times over.
    paper = Image.new("RGB", picture.size)
    for top in range(0, picture.height, _BAND):
        band = picture.crop((0, top, picture.width, min(top + _BAND, picture.height)))
        black = Image.new("RGBA", band.size, "black")
        paper.paste(Image.alpha_composite(black, band.convert("RGBA")).convert("RGB"), (0, top))
    return paper


def _cropped(picture: Image, size: tuple[int, int], focus: Sequence[float]) -> Image:
    """Return what of `picture` fills `size`, `focus` in its middle or as near as the edge allows.

    `ImageOps.fit` shares out what is cut off instead, which can leave the focus at the frame's
    edge; with the focus in the middle both are the same to the byte.
    """
    from PIL import Image

    ratio = size[0] / size[1]
    width, height = picture.size
    if width / height >= ratio:
        window = (ratio * height, float(height))
    else:
        window = (float(width), width / ratio)
    left, top = (
        min(max(place * full - part / 2, 0.0), full - part)
        for place, full, part in zip(focus, picture.size, window, strict=True)
    )
    box = (left, top, left + window[0], top + window[1])
    return picture.resize(size, Image.Resampling.LANCZOS, box)


def _whole(picture: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size of the shape of `picture` that fits into `size`, in pixels."""
    scale = min(size[0] / picture[0], size[1] / picture[1])
    return max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))


def _over_itself(
    picture: Image, shown: tuple[int, int], size: tuple[int, int], focus: Sequence[float]
) -> Image:
    """Return `picture` whole, `shown` large, over a blurred, darker copy that fills `size`."""
    from PIL import Image, ImageEnhance, ImageFilter

    blur = ImageFilter.GaussianBlur(max(size) * _BLUR)
    frame = ImageEnhance.Brightness(_cropped(picture, size, focus).filter(blur)).enhance(_BRIGHT)
    place = ((size[0] - shown[0]) // 2, (size[1] - shown[1]) // 2)
    frame.paste(picture.resize(shown, Image.Resampling.LANCZOS), place)
    return frame
