"""Times of files that lie in the future, after a clock was put back.

Snakemake tells what is out of date by the times of files. A film made while the clock was ahead
would look newer than every edit until that time has come, so edits would not reach it; and a job
that reads a file of tomorrow fails. So such files are given times of now, in the order they had.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from build.errors import UserError

_TOLERANCE_NS = 2 * 10**9  # file servers are a little ahead or behind
_STEP_NS = 1000


def settle_times(folders: Iterable[Path]) -> int:
    """Give what lies in `folders` and is of the future times of now; return how many that were."""
    now = time.time_ns()
    found = sorted(
        (stat.st_mtime_ns, path)
        for folder in folders
        for path, stat in _files(folder)
        if stat.st_mtime_ns > now
    )
    if not found or found[-1][0] <= now + _TOLERANCE_NS:
        return 0
    ranks = {moment: rank for rank, moment in enumerate(dict(found), 1)}
    for moment, path in found:
        _set(path, now + ranks[moment] * _STEP_NS)
    # What is written from here on has to be newer than all of them.
    time.sleep((len(found) * _STEP_NS + 10**7) / 10**9)
    return len(found)


def settle_time(path: Path) -> None:
    """Give one file that is of the future the time of now, if there is one at `path`."""
    now = time.time_ns()
    if _time(path) > now + _TOLERANCE_NS:
        try:
            _set(str(path), now)
        except OSError:
            require_past(path)


def require_past(path: Path) -> None:
    """Raise UserError where the file at `path` is of the future.

    Snakemake takes whatever was made from it for out of date, and throws it away.
    """
    time_ns = _time(path)
    if time_ns > time.time_ns() + _TOLERANCE_NS:
        when = datetime.fromtimestamp(time_ns / 1e9)
        raise UserError(
            f"{path} is of {when:%Y-%m-%d %H:%M:%S}, which is in the future: put the clock right, "
            "or `touch` the file"
        )


def _files(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry.path, entry.stat(follow_symlinks=False)


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _set(path: str, time_ns: int) -> None:
    os.utime(path, ns=(time_ns, time_ns), follow_symlinks=False)
