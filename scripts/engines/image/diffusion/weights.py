"""The checkpoint as it is held: its numbers, 8-bit where wished, and where they lie in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    import torch


def open_pipeline(kind: type, folder: Path, dtype: torch.dtype, **more: object) -> Any:  # noqa: ANN401
    """Return the pipeline of the class `kind` from `folder`, on the CPU, never from the network."""
    try:
        pipe = kind.from_pretrained(  # type: ignore[attr-defined]
            str(folder),
            dtype=dtype,
            local_files_only=True,
            use_safetensors=True,
            variant=_variant(folder),
            **more,
        )
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split())[:300]
        raise UserError(
            f"{folder} is not a whole checkpoint for {kind.__name__}: {said}; "
            "fetch it again by `snakemake models`"
        ) from error
    pipe.set_progress_bar_config(disable=True)
    pipe.vae.enable_tiling()
    return pipe


def quantise(denoiser: Any, weights: str, dtype: torch.dtype) -> None:  # noqa: ANN401
    """Hold the denoiser's weights in 8 bits: int8 by torchao, fp8 by layerwise casting.

    It reckons in `dtype` as before. The text encoder stays as it is: it runs once a prompt.
    """
    import torch

    if weights == "fp8":
        denoiser.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=dtype)
    elif weights == "int8":
        from torchao.quantization import Int8WeightOnlyConfig, quantize_

        quantize_(denoiser, Int8WeightOnlyConfig())


def align(pipe: Any) -> None:  # noqa: ANN401
    """Copy the weights to where the CPU's kernels like them.

    Out of a mapped file they lie at any address, and matrix products then round otherwise: the
    same checkpoint gave other pixels once it had been moved or saved anew.
    """
    import torch

    for model in pipe.components.values():
        if isinstance(model, torch.nn.Module):
            for tensor in (*model.parameters(), *model.buffers()):
                tensor.data = tensor.data.clone()


def _variant(folder: Path) -> str | None:
    """Return fp16 where the checkpoint's files are named so and there are no others."""
    names = [path.name for path in folder.glob("*/*.safetensors")]
    return "fp16" if names and all(".fp16" in name for name in names) else None
