"""Which GPU a job may use: one job a GPU at a time, whatever Snakemake lets run at once.

The worker sees that GPU alone (CUDA_VISIBLE_DEVICES), so each GPU has a worker of its own and
`--resources gpu=2` uses both.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_POLL_SECONDS = 0.1


@cache
def gpus() -> tuple[str, ...]:
    """Return the GPUs that this process may use, as CUDA names them; none without NVIDIA's driver.

    A scheduler (Slurm) or the person may have chosen some already.
    """
    if _VISIBLE in os.environ:
        return tuple(name.strip() for name in os.environ[_VISIBLE].split(",") if name.strip())
    try:
        listed = subprocess.run(
            ["nvidia-smi", "--query-gpu=index", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(listed.stdout.split()) if listed.returncode == 0 else ()


@contextmanager
def one_gpu(folder: Path, names: tuple[str, ...]) -> Iterator[str | None]:
    """Hold one of the GPUs `names` for as long as the context lasts; None where there is none.

    Jobs of one build keep each other out by locks in `folder`, which end with their process.
    """
    if not names:
        yield None
        return
    locks = [(folder / f"gpu-{name.replace('/', '_')}.lock").open("w") for name in names]
    try:
        while True:
            for name, lock in zip(names, locks, strict=True):
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield name
                return
            time.sleep(_POLL_SECONDS)
    finally:
        for lock in locks:
            lock.close()
