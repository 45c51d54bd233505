"""How far a long job is: told in a small file beside its log, read by whoever watches the build.

A file, since the one who works may be a rule's script, an engine's worker or a job on another
machine. Deep code tells without being handed anything: `job` and the worker say once whose work it
is. Telling costs a comparison; twice a second it costs a small file. It never fails a job.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_SECONDS = 0.5  # between two tellings; work that is done sooner tells nothing

# The log of the job that this thread works for.
_log: ContextVar[Path | None] = ContextVar("log", default=None)


@contextmanager
def telling(log: Path) -> Iterator[None]:
    """Have the gauges that this thread makes in the block tell beside `log`."""
    token = _log.set(log)
    try:
        _clear(log)  # of what a killed job left
        yield
    finally:
        _log.reset(token)
        _clear(log)


def tell(line: str) -> None:
    """Write a line into the log of the job that this thread works for, and where a worker's are."""
    print(line, file=sys.stderr, flush=True)
    log = _log.get()
    if log is not None:
        with suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def hand_on(words: Path, log: Path) -> None:
    """Move what was told to the log `words`, before there was a job, into the first job's `log`."""
    with suppress(OSError):
        said = words.read_text(encoding="utf-8")
        words.unlink()  # fails for all takes but one
        with log.open("a", encoding="utf-8") as file:
            file.write(said)


def gauge_file(log: Path) -> Path:
    """Return where the job with this log tells how far it is."""
    return log.with_name(f"{log.name}.gauge")


def _unfinished(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _clear(log: Path) -> None:
    file = gauge_file(log)
    for path in (file, _unfinished(file)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


class Gauge:
    """Tells how far one stretch of work is, of `total` in any unit; `doing` says what it is.

    `start` of the total was done before, in an earlier run.
    """

    def __init__(self, total: float, doing: str = "", start: float = 0.0) -> None:
        log = _log.get()
        self._file = gauge_file(log) if log else None
        self._total = total
        self._doing = doing
        self._start = self._done = start
        self._began = time.monotonic()
        self._next = self._began + _SECONDS

    def add(self, amount: float = 1) -> None:
        """Tell that `amount` more is done (one thread at a time)."""
        self.reach(self._done + amount)

    def had(self, amount: float) -> None:
        """Tell that `amount` more was done before."""
        self._start += amount
        self.add(amount)

    def reach(self, done: float) -> None:
        """Tell that `done` of the total is done."""
        self._done = done
        if self._file is None:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _SECONDS
            self._write(now)

    def _write(self, now: float) -> None:
        assert self._file is not None
        told = {
            "doing": self._doing,
            "done": self._done,
            "total": self._total,
            "start": self._start,
            "seconds": now - self._began,
        }
        new = _unfinished(self._file)
        with suppress(OSError):
            new.write_text(json.dumps(told), encoding="utf-8")
            new.replace(self._file)


def counted(items: Iterable[T], total: int, doing: str = "") -> Iterator[T]:
    """Return an iterator over `items` that tells how many of `total` were taken and worked on.

    Another thread than this one may take them.
    """
    gauge = Gauge(total, doing)

    def each() -> Iterator[T]:
        for index, item in enumerate(items):
            gauge.reach(index)
            yield item

    return each()


@dataclass(frozen=True)
class Reading:
    """What a gauge told: `done` of `total`, all but `start` of it in `seconds`."""

    doing: str
    done: float
    total: float
    start: float
    seconds: float

    @property
    def share(self) -> float:
        """How much of the stretch is done, from 0 to 1."""
        return min(max(self.done / self.total, 0.0), 1.0) if self.total > 0 else 0.0

    @property
    def left(self) -> float | None:
        """The seconds that the rest takes at the pace so far; None where there is no pace yet."""
        moved = self.done - self.start
        if moved <= 0 or self.seconds <= 0:
            return None
        return self.seconds * max(self.total - self.done, 0.0) / moved


def read_gauge(log: Path) -> Reading | None:
    """Return what the job with this log tells, or None where it tells nothing."""
    try:
        told = json.loads(gauge_file(log).read_text(encoding="utf-8"))
        numbers = (float(told[key]) for key in ("done", "total", "start", "seconds"))
        return Reading(str(told["doing"]), *numbers)
    except (OSError, ValueError, KeyError, TypeError):
        return None
