"""Requests a minute: one token bucket per service, shared by every job and process of this user.

The bucket is a small file in the user's cache folder. Who waits for a token holds the file's lock,
so the others queue behind it, and a killed one gives its place back.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from build.errors import UserError
from engines.retry import GaveUpError

CLOSED = threading.Event()  # set once this process is to end: no request is sent any more


@dataclass(frozen=True)
class Bucket:
    """Tokens that were there at the time `at`, in seconds of the wall clock."""

    tokens: float
    at: float


def take(bucket: Bucket, now: float, per_minute: float, burst: float = 1.0) -> tuple[float, Bucket]:
    """Return how many seconds to wait for a token, and the bucket once it is taken.

    A bucket gains `per_minute` tokens a minute up to `burst`. A clock that was put back fills
    nothing, so no wait is longer than one token takes.
    """
    rate = per_minute / 60
    tokens = min(burst, max(0.0, bucket.tokens) + max(0.0, now - bucket.at) * rate)
    seconds = max(0.0, (1 - tokens) / rate)
    return seconds, Bucket(max(0.0, tokens - 1), now + seconds)


def wait(
    name: str,
    per_minute: float,
    folder: Path | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], object] = CLOSED.wait,
) -> None:
    """Return when the next request to the service `name` may be sent.

    Raises GaveUpError where none may be sent any more.
    """
    require_open()
    path = (folder or cache_folder()) / f"{name}.rate"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): set XDG_CACHE_HOME to a folder of yours"
        ) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        seconds, bucket = take(_bucket(file.read(), clock()), clock(), per_minute)
        sleep(seconds)
        require_open()
        file.truncate(0)
        file.write(json.dumps([bucket.tokens, max(bucket.at, clock())]))


def require_open() -> None:
    """Raise GaveUpError where this process is to end."""
    if CLOSED.is_set():
        raise GaveUpError("its build has ended")


def cache_folder() -> Path:
    """Return the folder for what this user's builds share."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reelmake"


def _bucket(text: str, now: float) -> Bucket:
    if not text:
        return Bucket(1.0, now)
    try:
        tokens, at = json.loads(text)
        return Bucket(float(tokens), float(at))
    except (ValueError, TypeError):
        return Bucket(0.0, now)  # half-written by a killed build: nobody knows when it last sent
