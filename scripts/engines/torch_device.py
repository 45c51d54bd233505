"""Where a torch model runs, in which precision, and what is said when its memory does not suffice.

The device does not enter a take's name: on another one the same wish sounds or looks as good, and
nothing made before is made again.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from build.errors import UserError

_NAMES = {"cuda": "GPU", "mps": "GPU", "cpu": "computer"}


def best_device() -> torch.device:
    """Return CUDA where there is a GPU of NVIDIA's, else Apple's MPS, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def half_on_gpu(device: torch.device) -> torch.dtype:
    """Return float16 for a GPU; float32 for a processor, where half precision is slow."""
    return torch.float32 if device.type == "cpu" else torch.float16


def told(device: torch.device, dtype: torch.dtype) -> dict[str, Any]:
    """Return what a take's sidecar tells of where it was made."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    return {
        "device": f"{device.type} ({name})",
        "precision": str(dtype).removeprefix("torch."),
        "threads": torch.get_num_threads(),
    }


@contextmanager
def enough_memory(device: torch.device, doing: str, advice: str) -> Iterator[None]:
    """Turn running out of memory while `doing` it into a UserError that gives `advice`."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not _is_memory(error):
            raise
        # The client knows by these words that ending another engine's worker may help.
        raise UserError(
            f"the {_NAMES[device.type]} ran out of memory when it was to {doing}: {advice}"
        ) from error
    finally:
        if device.type == "cuda":
            torch.cuda.empty_cache()


def _is_memory(error: Exception) -> bool:
    # Only CUDA has a class of its own for it; MPS and the processor say it in words.
    said = str(error).lower()
    words = ("out of memory", "can't allocate memory", "not enough memory")
    kinds = (torch.OutOfMemoryError, MemoryError)
    return isinstance(error, kinds) or any(part in said for part in words)
