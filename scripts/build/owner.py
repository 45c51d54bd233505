"""The Snakemake process that a job works for.

The main process names itself in the environment, which local jobs inherit. A job that outlives it
(SIGKILL) must not write over what a newer build makes, and a worker must not stay behind. On
another machine the job's own Snakemake process names itself, and the scheduler ends the job.
"""

from __future__ import annotations

import os

VARIABLE = "REELMAKE_OWNER"


def declare_owner() -> None:
    """Name this process as the one all jobs work for."""
    os.environ[VARIABLE] = f"{os.getpid()}:{_started(os.getpid())}"


def owner() -> str | None:
    """Return the owner's name, `pid:start time`, or None where there is none."""
    return os.environ.get(VARIABLE)


def owner_is_alive() -> bool:
    """Tell whether the named process still runs; True where none is named."""
    name = owner()
    if name is None:
        return True
    pid, started = name.split(":")
    return _started(int(pid)) == started


def require_owner() -> None:
    """Raise InterruptedError when the build that this work is for is gone."""
    if not owner_is_alive():
        raise InterruptedError("the build that asked for this work is gone")


def _started(pid: int) -> str:
    # A process number may be used again: its start time tells two apart.
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return str(process.create_time())
    except psutil.Error:
        return ""
