"""Where a torch model runs, in which precision, and what is said when its memory does not suffice.

The device does not enter a take's name: on another one the same wish sounds or looks as good, and
nothing made before is made again. On one device, with one thread count, equal wishes give equal
takes.
"""

from __future__ import annotations

import gc
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import torch

from build.errors import UserError

_NAMES = {"cuda": "GPU", "mps": "GPU", "cpu": "computer"}
_DTYPES = {"bf16": torch.bfloat16, "fp32": torch.float32}
_WORDS = ("out of memory", "can't allocate memory", "not enough memory")


def best_device() -> torch.device:
    """Return CUDA where there is a GPU of NVIDIA's, else Apple's MPS, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda", 0)
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def precision(device: torch.device, half: torch.dtype, wish: str = "auto") -> torch.dtype:
    """Return what to reckon in: bf16 or fp32 as wished, by auto what is quick on `device`.

    That is `half` on a GPU, and float32 on a processor, where half precision is slow.
    """
    if wish != "auto":
        return _DTYPES[wish]
    return torch.float32 if device.type == "cpu" else half


def settle(threads: int | None = None) -> None:
    """Fix what rounding depends on: GPU algorithms, and the threads of the processor (0: all).

    None leaves the threads as they are.
    """
    if threads is not None:
        torch.set_num_threads(threads or len(_own_cores()))
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True


def told(device: torch.device, dtype: torch.dtype) -> dict[str, Any]:
    """Return what a take's sidecar tells of where it was made."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    return {
        "device": f"{device.type} ({name})",
        "dtype": str(dtype).removeprefix("torch."),
        "threads": torch.get_num_threads(),
    }


def free_bytes(device: torch.device) -> int:
    """Return how many bytes a model may take on `device` now."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        allowed = int(total * torch.cuda.get_per_process_memory_fraction(device))
        return min(free, allowed - torch.cuda.memory_reserved(device))
    if device.type == "mps":
        used = torch.mps.driver_allocated_memory()
        return int(torch.mps.recommended_max_memory() - used)
    return int(psutil.virtual_memory().available)


def release(device: torch.device) -> None:
    """Give memory that nothing holds any more back to `device`."""
    gc.collect()
    _empty_cache(device)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether `error` says that memory did not suffice."""
    # Only CUDA has a class of its own for it; MPS and the processor say it in words.
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and any(words in said for words in _WORDS)


def memory_error(device: torch.device, doing: str, advice: str) -> UserError:
    """Return what is said when memory ran out while the model was `doing` something."""
    # By these words the client knows that ending another engine's worker may help.
    name = _NAMES[device.type]
    return UserError(f"the {name} ran out of memory when it was to {doing}: {advice}")


@contextmanager
def enough_memory(device: torch.device, doing: str, advice: str) -> Iterator[None]:
    """Turn running out of memory while `doing` it into a UserError that gives `advice`."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise memory_error(device, doing, advice) from error
    finally:
        _empty_cache(device)


def _empty_cache(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _own_cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))
