"""The Snakemake process that a job works for.

The main process names itself in the environment, which local jobs inherit. A job that outlives it
(SIGKILL) must not write over what a newer build makes, and a worker must not stay behind. On
another machine the job's own Snakemake process names itself, and the scheduler ends the job.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "REELMAKE_OWNER"


def declare_owner() -> None:
    """Name this process as the one all jobs work for."""
    os.environ[VARIABLE] = process_name(os.getpid())


def process_name(pid: int) -> str:
    """Return `pid:start time`, which no other process has."""
    return f"{pid}:{_started(pid)}"


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
    """Return when a process started, or nothing where it has ended.

    A process number may be used again: its start tells two apart. Where the kernel says how long
    after the machine's start that was, that is taken: a time of the day would be another one once
    the clock is put right, and the whole build would take itself for gone.
    """
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self/stat").exists() else _started_elsewhere(pid)
    return "" if state == "Z" else fields[18]


def _started_elsewhere(pid: int) -> str:
    import psutil  # where there is no /proc

    try:
        process = psutil.Process(pid)
        ended = process.status() == psutil.STATUS_ZOMBIE
        return "" if ended else str(process.create_time())
    except psutil.Error:
        return ""
