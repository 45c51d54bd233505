"""Pictures by zimage and sdxl: a bare diffusers loop, and the adapter in one process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.gpu.wishes import prompt

if TYPE_CHECKING:
    from bench.gpu.row import Make

# Steps and guidance, as both models' cards say.
_USUAL = {"zimage": (9, 0.0), "sdxl": (50, 7.5)}
_PIPELINES = {"zimage": "ZImagePipeline", "sdxl": "StableDiffusionXLPipeline"}


def engine(row: dict[str, Any]) -> Make:
    """Return what draws a picture by the adapter and writes it."""
    from engines.adapter import adapter

    settings = {**row["settings"], "model": row["checkpoint"]}
    loaded = adapter("image", row["engine"]).load(settings, Path())
    width, height = row["frame"]

    def draw(number: int) -> tuple[None, dict[str, Any]]:
        spec = {"prompt": prompt(number), "width": width, "height": height, "seed": number}
        picture = loaded.draw(spec)
        picture.image.save(_file(row, number), compress_level=4)
        return None, dict(picture.record)

    return draw


def bare(row: dict[str, Any]) -> Make:
    """Return what a person would write who has the memory: load, move, loop, save."""
    import diffusers
    import torch

    from engines import torch_device
    from engines.image.diffusion import frames

    place = torch_device.best_device()
    if "threads" in row["settings"]:
        torch.set_num_threads(row["settings"]["threads"])
    dtype = torch_device.precision(place, torch.bfloat16)
    kind = getattr(diffusers, _PIPELINES[row["engine"]])
    pipe = kind.from_pretrained(row["checkpoint"], dtype=dtype).to(place)
    pipe.vae.enable_tiling()
    pipe.set_progress_bar_config(disable=True)
    steps, guidance = _USUAL[row["engine"]]
    width, height = row["frame"]
    if row["engine"] == "sdxl":
        from engines.image.sdxl import shapes

        own = shapes(pipe.default_sample_size * 8)
        width, height = frames.nearest_shape((width, height), own)

    def draw(number: int) -> tuple[None, dict[str, Any]]:
        drawn = pipe(
            prompt(number),
            width=width,
            height=height,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=torch.Generator("cpu").manual_seed(number),
        ).images[0]
        drawn.save(_file(row, number), compress_level=4)
        return None, {**torch_device.told(place, dtype), "drawn_at": [width, height]}

    return draw


def _file(row: dict[str, Any], number: int) -> Path:
    return Path(row["folder"], f"{row['engine']}-{number}.png")
