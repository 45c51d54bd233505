"""What one command costs: wall time, CPU time and peak memory of its whole process tree."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.errors import BenchError

SAMPLES_A_SECOND = 5


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds, bytes of memory, and how busy others kept the machine meanwhile.

    CPU is user and system time as the kernel counts it for the command and all its descendants.
    Memory is the highest sum seen of the proportional set sizes of the tree (PSS: a page that
    several processes share counts once), five times a second. `others` is the share of all cores
    that programs outside the tree used: a time is worth little where it is large. What was given
    up on is not `whole`: all of it would have cost more.
    """

    wall: float
    cpu: float
    memory: int
    others: float
    whole: bool = True


def run(command: Sequence[object], folder: Path, log: Path, limit: float | None = None) -> Cost:
    """Run `command` in `folder` to its end and return its cost; BenchError where it fails.

    It is given up on after `limit` seconds.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as said:
        began, busy = time.monotonic(), _busy()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        overdue = threading.Event()
        alarm = threading.Timer(limit or 0, _give_up, (process.pid, overdue))
        if limit is not None:
            alarm.start()
        # wait4, not wait: it brings what this tree used, and no other child of this process.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        busy = _busy() - busy
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.stop()
        alarm.cancel()
    if process.returncode and not overdue.is_set():
        last = _last_line(log)
        raise BenchError(f"{Path(str(command[0])).name} failed ({last}); {log} has all it said")
    cpu = used.ru_utime + used.ru_stime
    others = max(0.0, busy - cpu) / (wall * (os.cpu_count() or 1))
    whole = not overdue.is_set()
    return Cost(round(wall, 2), round(cpu, 2), sampler.peak, round(others, 3), whole)


def _give_up(leader: int, overdue: threading.Event) -> None:
    overdue.set()
    os.killpg(leader, signal.SIGKILL)


class _Sampler(threading.Thread):
    """Remembers the highest memory of a process tree."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(1 / SAMPLES_A_SECOND):
            with contextlib.suppress(psutil.NoSuchProcess):
                root = psutil.Process(self._pid)
                tree = [root, *root.children(recursive=True)]
                self.peak = max(self.peak, sum(map(_pss, tree)))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _busy() -> float:
    # Seconds that all cores together have worked, or were kept from it by the machine's host.
    times = psutil.cpu_times()
    return sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "steal"))


def _pss(process: psutil.Process) -> int:
    # A process may end while it is looked at.
    try:
        return process.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
