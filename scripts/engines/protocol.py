"""How a rule's script and a worker talk: lines of JSON over a Unix socket.

A request is answered twice: when the worker begins with it, and when it is done. What was not begun
can be asked of another worker.

Sockets stand in a folder of this user alone on local disk, since their paths are limited to about
100 bytes, one folder per build, one socket per worker.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.files import canonical
from build.owner import owner

# A scheduler's folder for a job ($TMPDIR) may be deep: what follows takes up to 70 letters.
_LOCAL_LETTERS = 30
_GPU_LETTERS = 8
BEGUN: dict[str, Any] = {"begun": True}


@dataclass(frozen=True)
class WorkerKey:
    """What makes two takes come from the same loaded model."""

    kind: str
    engine: str
    settings: Mapping[str, Any]
    models: str
    gpu: str | None = None

    def socket_path(self) -> Path:
        """Return where the worker listens."""
        described = [self.kind, self.engine, self.settings, self.models, sys.executable, self.gpu]
        letters = hashlib.sha256(canonical(described).encode()).hexdigest()[:12]
        return run_folder() / f"{self.engine}{self.place()}-{letters}.sock"

    def place(self) -> str:
        """Return what a socket's name says of the GPU; a part of one has a long name (MIG-…)."""
        if self.gpu is None:
            return ""
        short = len(self.gpu) < _GPU_LETTERS
        return f"-gpu{self.gpu if short else hashlib.sha256(self.gpu.encode()).hexdigest()[:8]}"


def run_folder() -> Path:
    """Return the folder of this build's workers, made for this user alone."""
    build = hashlib.sha256((owner() or f"{os.getppid()}").encode()).hexdigest()[:12]
    local = tempfile.gettempdir()
    place = local if len(local) < _LOCAL_LETTERS else "/tmp"
    folder = Path(place) / f"reelmake-{os.getuid()}-{build}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    return folder


def send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Send `message` as one line."""
    connection.sendall(json.dumps(message).encode() + b"\n")


def messages(connection: socket.socket) -> Iterator[dict[str, Any]]:
    """Yield what the other side sends, until it has gone."""
    with contextlib.suppress(ConnectionError), connection.makefile("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)
