"""A reference picture that guides SDXL, as for a character's face: IP-Adapter.

Once its weights are in the denoiser every picture needs a reference; one without gets a black
one at scale 0, which adds nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image

_WEIGHTS = "sdxl_models"  # folders as in the published h94/IP-Adapter
_SHARED_ENCODER = "models/image_encoder"  # of the weights named vit-h
_OWN_ENCODER = "sdxl_models/image_encoder"


def add_adapter(pipe: Any, folder: Path) -> None:  # noqa: ANN401
    """Put the IP-Adapter of `folder` into `pipe`, which is still on the CPU."""
    found = sorted(path.name for path in (folder / _WEIGHTS).glob("*.safetensors"))
    if len(found) != 1:
        raise UserError(
            f"{folder}/{_WEIGHTS} has {len(found)} .safetensors files where one IP-Adapter "
            "for SDXL is wanted: fetch it by `snakemake models`, or leave one there"
        )
    shared = "vit-h" in found[0]
    pipe.load_ip_adapter(
        str(folder),
        subfolder=_WEIGHTS,
        weight_name=found[0],
        image_encoder_folder=_SHARED_ENCODER if shared else _OWN_ENCODER,
        local_files_only=True,
    )


def opened(source: Path | None) -> Image:
    """Return the reference picture at `source`, upright; a black one for None."""
    from PIL import Image, ImageOps

    from engines.image.file import KINDS

    if source is None:
        return Image.new("RGB", (224, 224))
    try:
        with Image.open(source, formats=KINDS) as picture:
            return ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as error:
        raise UserError(f"the reference {source} is not a whole picture: {error}") from error
