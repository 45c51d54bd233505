"""A process that is killed at one line of its Python, whichever that is."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_WATCHED = ("/build/", "/models/", "/upload/")


def lines_of(work: Callable[[], object]) -> int:
    """Return how many lines of Reelmake's own `work` passes through, run in a child."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, str(_run(work, die_at=None)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        count = int(told.read())
    os.waitpid(pid, 0)
    return count


def killed_at(work: Callable[[], object], line: int) -> None:
    """Run `work` in a child that is killed before its line number `line`."""
    pid = os.fork()
    if pid == 0:
        try:
            _run(work, die_at=line)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, status


def _run(work: Callable[[], object], die_at: int | None) -> int:
    passed = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal passed
        if not any(part in frame.f_code.co_filename for part in _WATCHED):
            return None
        if event == "line":
            passed += 1
            if passed == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return passed
