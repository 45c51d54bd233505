"""What a terminal shows of what was written to it, as far as the display uses one."""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path

SIZE = (100, 30)  # columns, lines
_PARTS = re.compile(r"\x1b\[(\d*)([A-Z])|([^\x1b]+)")


def run_on_terminal(
    command: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> tuple[int, str]:
    """Return how a command on a terminal of SIZE ended, and all that was written there."""
    ours, its = pty.openpty()
    ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    environment = {**variables, "TERM": "xterm"}
    process = subprocess.Popen(
        command, cwd=folder, stdin=its, stdout=its, stderr=its, env=environment
    )
    os.close(its)
    wrote = b""
    try:
        while data := os.read(ours, 1 << 16):
            wrote += data
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return process.wait(timeout=60), wrote.decode()


def frames(wrote: str) -> list[list[str]]:
    """Return the lines on the screen whenever it was about to be drawn anew, and at the end."""
    shown: list[str] = []
    found = []
    row = 0
    for count, letter, text in _PARTS.findall(wrote):
        if letter == "F":
            found.append(list(shown))
            row -= int(count)
        elif letter == "J":
            del shown[row:]
        for line in text.replace("\r", "").splitlines():
            shown[row : row + 1] = [line]
            row += 1
    return [*found, shown]
