"""Between the film's frame and the sizes that a model can draw or was trained on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Size = tuple[int, int]  # width, height in pixels


def covering(frame: Size, step: int, most: int) -> Size:
    """Return the smallest size with sides in `step`s that covers `frame`.

    Of a frame with more than `most` pixels, the largest of its shape that has no more, about.
    """
    scale = min(1.0, math.sqrt(most / (frame[0] * frame[1])))
    width, height = (max(step, math.ceil(side * scale / step - 1e-9) * step) for side in frame)
    return width, height


def nearest_shape(frame: Size, sizes: Sequence[Size]) -> Size:
    """Return the one of `sizes` whose shape is nearest to that of `frame`."""
    shape = math.log(frame[0] / frame[1])
    return min(sizes, key=lambda size: abs(math.log(size[0] / size[1]) - shape))


def fit(picture: Image, frame: Size) -> Image:
    """Return `picture` as large as `frame`: its middle, without resampling where it is as large.

    A picture that is drawn a few rows larger loses those rows and no sharpness.
    """
    from PIL import Image

    scale = max(frame[0] / picture.width, frame[1] / picture.height)
    if scale < 1 and _covers(picture.size, frame):
        scale = 1.0
    window = (frame[0] / scale, frame[1] / scale)
    left, top = ((full - part) / 2 for full, part in zip(picture.size, window, strict=True))
    if scale == 1.0:
        x, y = int(left), int(top)
        return picture.crop((x, y, x + frame[0], y + frame[1]))
    box = (left, top, left + window[0], top + window[1])
    return picture.resize(frame, Image.Resampling.LANCZOS, box)


def _covers(size: Size, frame: Size) -> bool:
    """Tell whether `size` is `frame` and less than a step of the model's more."""
    return all(0 <= side - wanted < 16 for side, wanted in zip(size, frame, strict=True))
