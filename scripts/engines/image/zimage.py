"""The `zimage` engine: Z-Image-Turbo by diffusers.

Drawn at the next multiples of 16 that cover the frame (1920x1088 for 1920x1080, 1280x720 as it
is) and cropped, so nothing is resampled; frames of more than 2048x2048 pixels are drawn smaller
and enlarged.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engines.checkpoints import is_own, missing, model_folder, name_of, with_defaults

RECIPE = 1
PARALLEL = 1
ENVIRONMENT = "diffusion"
GPU = True
MEM_MB = 24000
PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "torchao")

DEFAULTS: Mapping[str, Any] = {
    "model": "zimage",
    "steps": 9,
    "guidance": 0.0,
    "weights": "bf16",
    "dtype": "auto",
    "attention": "native",
    "compile": "off",
    "placement": "auto",
    "threads": 0,
}
_STEP = 16  # pixels
_MOST = 2048 * 2048  # pixels it draws well at once
_LARGEST = (1920, 1088)  # for which memory is reckoned


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why the person's own checkpoint cannot be used, or None."""
    return missing(with_defaults(settings, DEFAULTS)["model"])


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes pixels: not the device, nor where the weights lie meanwhile."""
    chosen = with_defaults(settings, DEFAULTS)
    keys = ("steps", "guidance", "weights", "dtype", "attention", "compile")
    return {**name_of(chosen["model"]), **{key: chosen[key] for key in keys}}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the checkpoint's name in the catalogue; none for the person's own folder."""
    model = with_defaults(settings, DEFAULTS)["model"]
    return () if is_own(model) else (model,)


def load(settings: Mapping[str, Any], models: Path) -> ZImage:
    """Return the engine with its checkpoint loaded and placed."""
    return ZImage(with_defaults(settings, DEFAULTS), models)


class ZImage:
    """Draws pictures, one at a time."""

    def __init__(self, settings: Mapping[str, Any], models: Path) -> None:
        from engines.image.diffusion.prompts import Embeddings
        from engines.image.diffusion.studio import Studio

        self._settings = settings
        self._folder = model_folder(settings["model"], models)
        self._embeddings = Embeddings()
        self._studio = Studio("zimage", self._build, "transformer", settings, _LARGEST)

    def draw(self, spec: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """Return an RGB picture of exactly width x height for prompt, style, seed and take."""
        from engines.base import Picture
        from engines.image.diffusion.frames import covering, fit
        from engines.image.diffusion.prompts import full_prompt

        frame = (spec["width"], spec["height"])
        size = covering(frame, _STEP, _MOST)
        prompt = full_prompt(spec)
        drawn = self._studio.run(lambda pipe: self._drawn(pipe, prompt, size, spec))
        record = {**self._studio.record(), "drawn_at": list(size)}
        self._studio.count()
        return Picture(fit(drawn, frame), record)

    def _build(self, dtype: Any) -> Any:  # noqa: ANN401
        from diffusers import ZImagePipeline

        from engines.image.diffusion.weights import open_pipeline

        return open_pipeline(ZImagePipeline, self._folder, dtype)

    def _drawn(self, pipe: Any, prompt: str, size: tuple[int, int], spec: Mapping[str, Any]) -> Any:  # noqa: ANN401
        import torch

        from engines.image.diffusion.prompts import seed_of
        from engines.image.diffusion.studio import step_counter

        guided = self._settings["guidance"] > 0

        def encode() -> Any:  # noqa: ANN401
            with torch.no_grad():
                return pipe.encode_prompt(prompt, do_classifier_free_guidance=guided)

        wanted, unwanted = self._embeddings.of(prompt, encode, self._studio.device)
        return pipe(
            prompt_embeds=wanted,
            negative_prompt_embeds=unwanted,
            width=size[0],
            height=size[1],
            num_inference_steps=self._settings["steps"],
            guidance_scale=self._settings["guidance"],
            generator=torch.Generator("cpu").manual_seed(seed_of(spec)),
            callback_on_step_end=step_counter(self._settings["steps"]),
        ).images[0]
