"""The safety checker, where the checkpoint brings one.

SDXL's pipeline in diffusers has none, unlike that of Stable Diffusion 1; a folder
`safety_checker` in the checkpoint (as CompVis/stable-diffusion-safety-checker) is used all the
same. A picture that it refuses is an error, not the black picture that diffusers would return.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "safety_checker"


class SafetyChecker:
    """Looks at finished pictures, on the CPU."""

    def __init__(self, checkpoint: Path) -> None:
        from diffusers.pipelines.stable_diffusion.safety_checker import (
            StableDiffusionSafetyChecker,
        )
        from transformers import CLIPImageProcessor

        folder = checkpoint / FOLDER
        self._checker = StableDiffusionSafetyChecker.from_pretrained(folder, local_files_only=True)
        side = self._checker.config.vision_config.image_size
        self._processor = CLIPImageProcessor(size=side, crop_size=side)

    def refuses(self, picture: Image) -> bool:
        """Tell whether `picture` is not fit to be shown."""
        import numpy as np

        seen = self._processor(picture, return_tensors="pt").pixel_values
        _, found = self._checker(clip_input=seen, images=[np.zeros((1, 1, 3))])
        return bool(found[0])
