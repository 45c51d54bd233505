"""What was done of one upload: JSON lines, each on the disk before the next step is taken.

A line cut off by a crash was never acted upon, so it is cut away; anything else that cannot be read
stops the upload, since guessing could make a second video.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from build.errors import UserError
from build.files import canonical
from upload.states import Event, State, after

WAIT = 10.0  # seconds; the upload of a build that was just killed ends within them


def ledger_path(folder: Path, channel: str, episode: str, track: str) -> Path:
    """Return the ledger's file of a film on a channel."""
    return folder / channel / f"{episode.replace('/', '_')}_{track}.jsonl"


class Ledger:
    """An open ledger, held by this process alone."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self.state = State()
        for number, event in enumerate(_events(file, path), 1):
            try:
                self.state = after(self.state, event)
            except (KeyError, TypeError, ValueError):
                raise _unreadable(path, number) from None

    def append(self, event: Event) -> None:
        """Put `event` on the disk."""
        self.state = after(self.state, event)  # first: what cannot follow is never written
        self._file.write(canonical(event).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def open_ledger(path: Path, wait: float = WAIT) -> Iterator[Ledger]:
    """Open the ledger at `path` for this process alone; UserError where another one has it.

    It holds session addresses, which allow to send: only its owner may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        _lock(file, path, wait)
        _sync_folder(path.parent)
        yield Ledger(file, path)


def _lock(file: BinaryIO, path: Path, wait: float) -> None:
    end = time.monotonic() + wait
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= end:
                raise UserError(
                    f"another run is uploading this film ({path} is locked); wait for it to end"
                ) from None
            time.sleep(0.05)


def _events(file: BinaryIO, path: Path) -> Iterator[dict[str, Any]]:
    content = file.read()
    whole = content.rfind(b"\n") + 1
    file.truncate(whole)
    file.seek(whole)
    for number, line in enumerate(content[:whole].splitlines(), 1):
        try:
            yield json.loads(line)
        except ValueError:
            raise _unreadable(path, number) from None


def _unreadable(path: Path, number: int) -> UserError:
    return UserError(
        f"{path}, line {number}, cannot be read; put the file back from a copy, or remove it: the "
        "video is then looked for on the channel"
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
