"""The last lines of a terminal, drawn anew in place; whatever else is written appears above them.

Jobs and libraries write to the terminal too, whenever they like. So while the bars stand, standard
output and error of this process and of all it starts are a pipe, as far as they are the terminal.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Sequence

_SECONDS = 0.25  # between two drawings
_CLOSING = 5.0


class Terminal:
    """Draws what `frame(columns, lines)` returns until closed. Nothing is hidden or switched, so a
    process that dies leaves the terminal as it should be.
    """

    def __init__(self, frame: Callable[[int, int], list[str]]) -> None:
        self._frame = frame
        self._drawn: list[str] = []
        self._partial = b""
        self._lock = threading.Lock()
        self._closed = threading.Event()
        sys.stdout.flush()
        sys.stderr.flush()
        self._own = os.dup(2)  # stays open: others may say something while this closes
        self._encoding = sys.stderr.encoding or "ascii"
        self._saved = {fd: os.dup(fd) for fd in (1, 2) if os.isatty(fd)}
        self._said, writer = os.pipe()
        for fd in self._saved:
            os.dup2(writer, fd)
        os.close(writer)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def say(self, lines: Sequence[str]) -> None:
        """Write `lines` above the bars."""
        with self._lock:
            self._write(self._bytes(lines), self._drawn)

    def close(self) -> None:
        """Take the bars away and give the terminal back."""
        if self._closed.is_set():
            return
        sys.stdout.flush()
        sys.stderr.flush()
        for fd, saved in self._saved.items():
            os.dup2(saved, fd)
            os.close(saved)
        self._closed.set()
        self._thread.join(_CLOSING)

    def _run(self) -> None:
        due = time.monotonic()
        while not self._closed.is_set():
            if select.select([self._said], [], [], max(due - time.monotonic(), 0))[0]:
                self._hear()
            if time.monotonic() >= due:
                self._draw()
                due = time.monotonic() + _SECONDS
        while select.select([self._said], [], [], 0)[0] and self._hear():
            pass
        with self._lock:
            self._write(self._partial and self._partial + b"\n", [])
        os.close(self._said)

    def _draw(self) -> None:
        with contextlib.suppress(OSError):
            size = os.get_terminal_size(self._own)
            # Outside of the lock: it may wait for one who wants to say something.
            lines = self._frame(size.columns, size.lines)
            with self._lock:
                self._write(b"", lines)

    def _hear(self) -> bool:
        """Write above the bars what was said, in whole lines; tell whether there was anything."""
        data = os.read(self._said, 1 << 16)
        whole, newline, rest = data.rpartition(b"\n")
        with self._lock:
            if newline:
                self._write(_last_states(self._partial + whole) + b"\n", self._drawn)
                self._partial = rest
            else:
                self._partial += rest
        return bool(data)

    def _write(self, above: bytes, lines: list[str]) -> None:
        up = f"\x1b[{len(self._drawn)}F".encode() if self._drawn else b""
        self._drawn = list(lines)
        with contextlib.suppress(OSError):
            _write_all(self._own, up + b"\x1b[J" + above + self._bytes(lines))

    def _bytes(self, lines: Sequence[str]) -> bytes:
        return "".join(f"{line}\n" for line in lines).encode(self._encoding, errors="replace")


def _last_states(said: bytes) -> bytes:
    # A line that renewed itself by carriage returns counts as it was at the end.
    return b"\n".join(line.rstrip(b"\r").rpartition(b"\r")[2] for line in said.split(b"\n"))


def _write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
