"""The `sdxl` engine: Stable Diffusion XL base by diffusers.

Drawn at the size of its training whose shape is nearest to the frame's, enlarged until it covers
the frame, and cropped. A scene's reference picture guides it by an IP-Adapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from engines.checkpoints import is_own, missing, model_folder, name_of, with_defaults

RECIPE = 1
PARALLEL = 1
ENVIRONMENT = "diffusion"
GPU = True
MEM_MB = 24000
REFERENCE = True
PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "torchao")

DEFAULTS: Mapping[str, Any] = {
    "model": "sdxl",
    "steps": 50,
    "guidance": 7.5,
    "negative_prompt": "",
    "reference_model": "",
    "reference_scale": 0.6,
    "safety_checker": True,
    "weights": "bf16",
    "dtype": "auto",
    "compile": "off",
    "placement": "auto",
    "threads": 0,
}
# In parts of the model's own side (1024 pixels), landscape; portrait ones are these turned.
_SHAPES = ((1024, 1024), (1152, 896), (1216, 832), (1344, 768), (1536, 640))
_SIDE = 1024
_STEP = 8  # pixels
_LARGEST = (1344, 768)  # for which memory is reckoned


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why the person's own checkpoint cannot be used, or None."""
    return missing(with_defaults(settings, DEFAULTS)["model"])


def unguidable(settings: Mapping[str, Any]) -> str | None:
    """Return why no reference picture can guide it, or None."""
    if with_defaults(settings, DEFAULTS)["reference_model"]:
        return None
    return (
        "a reference picture guides sdxl by an IP-Adapter: set engines.sdxl.reference_model to "
        "ip-adapter-sdxl, or take the reference out of the script"
    )


def unguided(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings as they count for a picture without a reference: without an adapter."""
    return {**settings, "reference_model": ""}


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes pixels: not the device, nor where the weights lie meanwhile."""
    chosen = with_defaults(settings, DEFAULTS)
    keys = ["steps", "guidance", "negative_prompt", "weights", "dtype", "compile"]
    found: dict[str, Any] = {key: chosen[key] for key in keys}
    if chosen["reference_model"]:
        adapter = name_of(chosen["reference_model"])["model"]
        found |= {"reference_model": adapter, "reference_scale": chosen["reference_scale"]}
    return {**name_of(chosen["model"]), **found}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in the catalogue of the checkpoint and of the IP-Adapter, where wished."""
    chosen = with_defaults(settings, DEFAULTS)
    names = (chosen["model"], chosen["reference_model"])
    return tuple(name for name in names if name and not is_own(name))


def load(settings: Mapping[str, Any], models: Path) -> Sdxl:
    """Return the engine with its checkpoint loaded and placed."""
    return Sdxl(with_defaults(settings, DEFAULTS), models)


class Sdxl:
    """Draws pictures, one at a time."""

    def __init__(self, settings: Mapping[str, Any], models: Path) -> None:
        from engines.image.diffusion.prompts import Embeddings
        from engines.image.diffusion.safety import FOLDER, SafetyChecker
        from engines.image.diffusion.studio import Studio

        self._settings = {**settings, "attention": "native"}
        self._folder = model_folder(settings["model"], models)
        wish = settings["reference_model"]
        self._adapter = model_folder(wish, models) if wish else None
        self._prompts, self._references = Embeddings(), Embeddings()
        checked = settings["safety_checker"] and (self._folder / FOLDER).is_dir()
        self._checker = SafetyChecker(self._folder) if checked else None
        self._studio = Studio("sdxl", self._build, "unet", self._settings, _LARGEST)

    def draw(self, spec: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """Return an RGB picture of exactly width x height for prompt, style, seed and take.

        `sources` may hold a reference picture; `reference` is then its content's hash.
        """
        from engines.base import Picture
        from engines.image.diffusion.frames import fit
        from engines.image.diffusion.prompts import full_prompt

        if spec.get("sources") and (reason := unguidable(self._settings)):
            raise UserError(reason)
        frame = (spec["width"], spec["height"])
        prompt = full_prompt(spec)
        drawn = self._studio.run(lambda pipe: self._drawn(pipe, prompt, frame, spec))
        if self._checker is not None and self._checker.refuses(drawn):
            raise UserError(
                f"the safety checker refuses the picture of {spec['prompt'][:60]!r}: word it "
                "otherwise, choose another seed or take, or set engines.sdxl.safety_checker "
                "to false"
            )
        record = {
            **self._studio.record(),
            "drawn_at": list(drawn.size),
            "safety_checked": self._checker is not None,
        }
        self._studio.count()
        return Picture(fit(drawn, frame), record)

    def _build(self, dtype: Any) -> Any:  # noqa: ANN401
        from diffusers import StableDiffusionXLPipeline

        from engines.image.diffusion.reference import add_adapter
        from engines.image.diffusion.weights import open_pipeline

        # A watermark would be in the pixels wherever its package happens to be installed.
        kind = StableDiffusionXLPipeline
        pipe = open_pipeline(kind, self._folder, dtype, add_watermarker=False)
        if self._adapter is not None:
            add_adapter(pipe, self._adapter)
        return pipe

    def _drawn(
        self,
        pipe: Any,  # noqa: ANN401
        prompt: str,
        frame: tuple[int, int],
        spec: Mapping[str, Any],
    ) -> Any:  # noqa: ANN401
        import torch

        from engines.image.diffusion.frames import nearest_shape
        from engines.image.diffusion.prompts import seed_of
        from engines.image.diffusion.studio import step_counter

        device, guidance = self._studio.device, self._settings["guidance"]

        def encode() -> Any:  # noqa: ANN401
            with torch.no_grad():
                return pipe.encode_prompt(
                    prompt,
                    do_classifier_free_guidance=guidance > 1,
                    negative_prompt=self._settings["negative_prompt"],
                )

        wanted, unwanted, pooled, unwanted_pooled = self._prompts.of(prompt, encode, device)
        width, height = nearest_shape(frame, shapes(pipe.default_sample_size * _STEP))
        return pipe(
            prompt_embeds=wanted,
            negative_prompt_embeds=unwanted,
            pooled_prompt_embeds=pooled,
            negative_pooled_prompt_embeds=unwanted_pooled,
            ip_adapter_image_embeds=self._guide(pipe, spec),
            width=width,
            height=height,
            num_inference_steps=self._settings["steps"],
            guidance_scale=guidance,
            generator=torch.Generator("cpu").manual_seed(seed_of(spec)),
            callback_on_step_end=step_counter(self._settings["steps"]),
        ).images[0]

    def _guide(self, pipe: Any, spec: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """Return what the IP-Adapter saw in the reference, None where there is no adapter."""
        if self._adapter is None:
            return None
        import torch

        from engines.image.diffusion.reference import opened

        source = next(iter(spec.get("sources") or ()), None)
        pipe.set_ip_adapter_scale(self._settings["reference_scale"] if source else 0.0)

        def look() -> Any:  # noqa: ANN401
            guided, device = self._settings["guidance"] > 1, self._studio.device
            with torch.no_grad():
                return pipe.prepare_ip_adapter_image_embeds(
                    [opened(source)], None, device, 1, guided
                )

        known = str(spec.get("reference") or source) if source else ""
        return self._references.of(known, look, self._studio.device)


def shapes(side: int) -> list[tuple[int, int]]:
    """Return the sizes, in pixels, of the training of a model whose square has `side` pixels."""
    scaled = [
        (round(width * side / _SIDE / _STEP) * _STEP, round(height * side / _SIDE / _STEP) * _STEP)
        for width, height in _SHAPES
    ]
    return [*scaled, *((height, width) for width, height in scaled[1:])]
