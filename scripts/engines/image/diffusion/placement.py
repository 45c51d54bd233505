"""What of a pipeline stays on the GPU while it draws: as much as fits. It never changes a pixel.

none        everything stays there
model       one model at a time: text encoder, denoiser, VAE
group       one block of a model at a time, the next one fetched meanwhile; the VAE stays
sequential  one layer at a time: 1 to 2 GB, and slow

`sequential` is group offload by leaves, not accelerate's sequential hooks: those failed on
Z-Image's text encoder (accelerate 1.15, transformers 5.23) and fetch nothing ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

PLACEMENTS = ("none", "model", "group", "sequential")
_GIB = 1 << 30


@dataclass(frozen=True)
class Need:
    """Bytes of a pipeline's models, of the largest one, of its largest block, and of its VAE."""

    models: int
    largest: int
    block: int
    vae: int

    def of(self, placement: str, working: int) -> int:
        """Return the bytes that `placement` takes on the GPU, `working` what drawing itself takes.

        Group offload holds one block and fetches the next; what is in no block comes as one more.
        """
        return (
            working
            + {
                "none": self.models,
                "model": self.largest,
                "group": 3 * self.block + self.vae,
                "sequential": 0,
            }[placement]
        )


def working_bytes(width: int, height: int) -> int:
    """Return about what drawing takes beside the weights: an estimate, not measured on a GPU."""
    return int(_GIB + 0.6 * _GIB * width * height / 1e6)


def choose(need: Need, working: int, free: int) -> str:
    """Return the fastest placement that fits into `free` bytes, else the smallest."""
    fitting = (place for place in PLACEMENTS if need.of(place, working) <= free)
    return next(fitting, PLACEMENTS[-1])


def lower(placement: str) -> str | None:
    """Return the placement that takes less memory than `placement`, None below the last."""
    following = PLACEMENTS.index(placement) + 1
    return PLACEMENTS[following] if following < len(PLACEMENTS) else None


def measure(pipe: Any) -> Need:  # noqa: ANN401
    """Return what the models of the diffusers pipeline `pipe` take."""
    import torch

    sizes = {
        name: _bytes(model)
        for name, model in pipe.components.items()
        if isinstance(model, torch.nn.Module)
    }
    blocks = [
        _bytes(block)
        for name in sizes
        if name != "vae"
        for stack in pipe.components[name].modules()
        if isinstance(stack, torch.nn.ModuleList)
        for block in stack
    ]
    return Need(sum(sizes.values()), max(sizes.values()), max(blocks, default=0), sizes["vae"])


def place(pipe: Any, placement: str, device: torch.device) -> None:  # noqa: ANN401
    """Put `pipe`, still on the CPU, so that it draws on `device` as `placement` says."""
    if placement == "none":
        pipe.to(device)
    elif placement == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        streams = device.type == "cuda"
        common = {"onload_device": device, "use_stream": streams}
        # Pinning all weights at once would take as much of the main memory again.
        common |= {"low_cpu_mem_usage": True} if streams else {}
        if placement == "group":
            pipe.enable_group_offload(
                **common, offload_type="block_level", num_blocks_per_group=1, exclude_modules="vae"
            )
        else:
            pipe.enable_group_offload(**common, offload_type="leaf_level")


def _bytes(model: torch.nn.Module) -> int:
    tensors = [*model.parameters(), *model.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
