"""The `file` engine: the person's own picture, cropped to the film's shape around its middle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image

RECIPE = 1
MODELS: tuple[str, ...] = ()
PARALLEL = 2


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return None: a file needs nothing."""
    return None


def load(settings: Mapping[str, Any], models: Path) -> FileImage:
    """Return the engine; there is nothing to load."""
    return FileImage()


class FileImage:
    """Fits pictures: turned as their camera says, made opaque, filled, never stretched."""

    def draw(self, spec: Mapping[str, Any]) -> Image:
        """Return the picture `spec["sources"][0]` at width x height pixels."""
        from PIL import Image, ImageOps, UnidentifiedImageError

        source = spec["sources"][0]
        try:
            with Image.open(source) as opened:
                picture = ImageOps.exif_transpose(opened).convert("RGBA")
        except (UnidentifiedImageError, OSError, SyntaxError) as error:
            raise UserError(f"{source} is not a whole picture: {error}") from error
        paper = Image.new("RGBA", picture.size, "black")
        opaque = Image.alpha_composite(paper, picture).convert("RGB")
        size = (spec["width"], spec["height"])
        return ImageOps.fit(opaque, size, Image.Resampling.LANCZOS)
