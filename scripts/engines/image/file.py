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
        if _crops(picture.size, spec):
            return Picture(_cropped(picture, size, focus))
        return Picture(_over_itself(picture, _whole(picture.size, size), size, focus))


def in_frame(source: Path, spec: Mapping[str, Any]) -> tuple[float, float]:
    """Return where the `focus` of `spec` stands in what `draw` makes of `source`, from 0 to 1.

    The file's head is read, no more. UserError where it is no picture.
    """
    picture, size = _upright_size(source), (spec["width"], spec["height"])
    if _crops(picture, spec):
        left, top, right, bottom = _window(picture, size, spec["focus"])
    else:  # all of it in the middle: the frame reaches further than the picture
        whole = _whole(picture, size)
        around = [
            (frame / shown - 1) / 2 * full
            for frame, shown, full in zip(size, whole, picture, strict=True)
        ]
        left, top = -around[0], -around[1]
        right, bottom = picture[0] + around[0], picture[1] + around[1]
    x, y = (place * full for place, full in zip(spec["focus"], picture, strict=True))
    # A pixel of 8K is a ten-thousandth.
    return round((x - left) / (right - left), 4), round((y - top) / (bottom - top), 4)


def _crops(picture: tuple[int, int], spec: Mapping[str, Any]) -> bool:
    """Tell whether a picture of that size is cropped; else it is shown whole over itself."""
    size = (spec["width"], spec["height"])
    shown = _whole(picture, size)
    # A gap of a pixel would be a line at the frame's edge, not a surround.
    return spec.get("fit") != "blur" or (size[0] - shown[0]) + (size[1] - shown[1]) <= _GAP


def _upright_size(source: Path) -> tuple[int, int]:
    """Return width and height of the picture in the file `source`, turned as its camera says."""
    from PIL import ExifTags, Image

    try:
        with Image.open(source, formats=KINDS) as opened:
            turned = opened.getexif().get(ExifTags.Base.Orientation, 1) >= 5
            return opened.size[::-1] if turned else opened.size
    except Exception as error:  # as in `_opened`
        raise UserError(f"{source} is not a whole picture: {error}") from error


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

    return picture.resize(size, Image.Resampling.LANCZOS, _window(picture.size, size, focus))


def _window(
    picture: tuple[int, int], size: tuple[int, int], focus: Sequence[float]
) -> tuple[float, float, float, float]:
    """Return what of a picture fills `size`, as left, top, right and bottom in its pixels."""
    ratio = size[0] / size[1]
    width, height = picture
    if width / height >= ratio:
        window = (ratio * height, float(height))
    else:
        window = (float(width), width / ratio)
    left, top = (
        min(max(place * full - part / 2, 0.0), full - part)
        for place, full, part in zip(focus, picture, window, strict=True)
    )
    return left, top, left + window[0], top + window[1]


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
