"""The rule's side of a worker: start it when it is not there, ask it for one take."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from engines.protocol import WorkerKey, receive, run_folder, send

_LOAD_SECONDS = 600  # the largest models take minutes to load from a slow disk


class TakeError(UserError):
    """A take that failed in the worker; `details` is the worker's traceback for the log."""

    def __init__(self, sentence: str, details: str) -> None:
        super().__init__(sentence)
        self.details = details


def make(
    key: WorkerKey,
    spec: Mapping[str, Any],
    output: Path,
    sidecar: Path,
    sources: list[str],
    log: Path,
) -> None:
    """Have the worker of `key` make the take of `spec`; both files are there when this returns.

    What programs say meanwhile goes to `log`. Raises TakeError with the worker's own sentence when
    it could not.
    """
    files = {"output": str(output), "sidecar": str(sidecar), "sources": sources, "log": str(log)}
    request = {"spec": spec, **files}
    with _connect(key) as connection:
        send(connection, request)
        answer = receive(connection)
    if answer is None:
        said = _tail(key.socket_path().with_suffix(".log"))
        raise TakeError(
            f"the {key.engine} worker ended while it made {output.name}; run the build again", said
        )
    if "error" in answer:
        raise TakeError(answer["error"], answer["details"])


def loads() -> Counter[str]:
    """Return how often each engine was loaded in this build."""
    found: Counter[str] = Counter()
    for log in run_folder().glob("*.log"):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        found.update(line.split()[1] for line in lines if line.startswith("loaded "))
    return found


def stop_workers() -> None:
    """End every worker of this build and remove their folder."""
    folder = run_folder()
    for path in folder.glob("*.sock"):
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(path))
                send(connection, {"stop": True})
                connection.recv(1)  # returns when the worker has gone
        except OSError:
            pass
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    folder.rmdir()


def _connect(key: WorkerKey) -> socket.socket:
    path = key.socket_path()
    connection = _try_connect(path)
    if connection is not None:
        return connection
    # The first client starts the worker; the others wait at this lock and find it warm.
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection = _try_connect(path)
        if connection is None:
            connection = _start(key, path)
    return connection


def _try_connect(path: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        return None
    return connection


def _start(key: WorkerKey, path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    said = path.with_suffix(".log")
    command = [sys.executable, "-m", "engines.worker", key.kind, key.engine, str(path), key.models]
    scripts = str(Path(__file__).resolve().parents[1])
    with said.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches Snakemake and its jobs; the worker is told
            env={**os.environ, "PYTHONPATH": scripts},
        )
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(json.dumps(key.settings).encode())
    deadline = time.monotonic() + _LOAD_SECONDS
    while time.monotonic() < deadline:
        connection = _try_connect(path)
        if connection is not None:
            return connection
        if process.poll() is not None:
            details = _tail(said)
            last = next((line for line in reversed(details.splitlines()) if line.strip()), "")
            raise TakeError(f"the {key.engine} engine could not be loaded: {last}", details)
        time.sleep(0.02)
    process.kill()
    raise TakeError(f"the {key.engine} engine did not load in {_LOAD_SECONDS} s", _tail(said))


def _tail(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-4000:]
    except OSError:
        return ""
