"""Where a picture is drawn, CUDA before MPS before the CPU, and what is free there.

The device is not in a take's name: a build may go on on another machine. Pictures of two devices
differ in rounding; on one device, equal specs give equal bytes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def pick() -> torch.device:
    """Return the best device of this machine."""
    import torch

    if torch.cuda.is_available():
        return torch.device("cuda", 0)
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def number_type(wish: str, device: torch.device) -> torch.dtype:
    """Return what to reckon in: as wished, else bfloat16 on a GPU and float32 on the CPU."""
    import torch

    if wish == "auto":
        wish = "fp32" if device.type == "cpu" else "bf16"
    return {"bf16": torch.bfloat16, "fp32": torch.float32}[wish]


def settle(threads: int) -> int:
    """Fix what rounding depends on: the CPU's thread count (0: all) and fixed algorithms."""
    import torch

    count = threads or len(_own_cores())
    torch.set_num_threads(count)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    return count


def free_bytes(device: torch.device) -> int:
    """Return how many bytes a model may take on `device` now."""
    import psutil
    import torch

    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        allowed = int(total * torch.cuda.get_per_process_memory_fraction(device))
        return min(free, allowed - torch.cuda.memory_reserved(device))
    if device.type == "mps":
        used = torch.mps.driver_allocated_memory()
        return int(torch.mps.recommended_max_memory() - used)
    return int(psutil.virtual_memory().available)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether `error` says that memory did not suffice."""
    import torch

    said = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError)
        and ("out of memory" in said or "can't allocate memory" in said)
    )


def release(device: torch.device) -> None:
    """Give memory that nothing holds any more back to `device`."""
    import gc

    import torch

    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def describe(device: torch.device) -> str:
    """Return the device's name for a sidecar."""
    import torch

    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def _own_cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))
