"""The rule's side of a worker: start it when it is not there, ask it for one take."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from build.errors import UserError
from engines.adapter import adapter
from engines.devices import gpus, one_gpu
from engines.protocol import WorkerKey, messages, run_folder, send

_LAST_WORDS_SECONDS = 5
_WORKERS = 5  # asked in turn, each ended by the take of another job
_LOADED = re.compile(r"^loaded (\w+) in [\d.]+ s \(pid \d+\)$", re.MULTILINE)  # a worker's own line
_LOAD_SECONDS = 600  # the largest models take minutes to load from a slow disk


class TakeError(UserError):
    """A take that failed in the worker; `details` is the worker's traceback for the log."""

    def __init__(self, sentence: str, details: str) -> None:
        super().__init__(sentence)
        self.details = details

    def tells_of_memory(self) -> bool:
        """Tell whether memory did not suffice, in the loading or later."""
        return "out of memory" in f"{self} {self.details}".lower()


def make(
    key: WorkerKey,
    spec: Mapping[str, Any],
    output: Path,
    sidecar: Path,
    sources: list[str],
    log: Path,
) -> None:
    """Have the worker of `key` make the take of `spec`; both files are there when this returns.

    An engine that uses a GPU gets one to itself meanwhile; where another's model fills it, that
    one's worker is ended. What programs and the engine say of this take goes to `log`. Raises
    TakeError with the worker's own sentence when it could not.
    """
    files = {"output": str(output), "sidecar": str(sidecar), "sources": sources, "log": str(log)}
    wanted = gpus() if adapter(key.kind, key.engine).gpu else ()
    with one_gpu(run_folder(), wanted) as gpu:
        key = replace(key, gpu=gpu)
        try:
            _ask(key, {"spec": spec, **files})
        except TakeError as error:
            # Nobody asks the others meanwhile: this job holds the GPU.
            others = _others_on_gpu(key)
            if not others or not error.tells_of_memory():
                raise
            _stop(others)
            _ask(key, {"spec": spec, **files})


def _ask(key: WorkerKey, request: Mapping[str, Any]) -> None:
    """Have the worker of `key` do what is asked; TakeError where it does not."""
    for _ in range(_WORKERS):
        begun, answer = _exchange(key, request)
        if begun:
            break
    if answer is None:
        why, said = _last_words(key.socket_path().with_suffix(".log"))
        name = Path(request["output"]).name
        when = "while" if begun else "before"
        sentence = f"the {key.engine} worker {why} {when} it made {name}; run the build again"
        raise TakeError(sentence, said)
    if "error" in answer:
        raise TakeError(answer["error"], answer["details"])


def _exchange(key: WorkerKey, request: Mapping[str, Any]) -> tuple[bool, dict[str, Any] | None]:
    """Ask the worker; return whether it began, and its answer, None where it ended before that."""
    with _connect(key) as connection:
        with contextlib.suppress(ConnectionError):  # it has ended: no message comes either
            send(connection, request)
        said = messages(connection)
        return next(said, None) is not None, next(said, None)


def loads() -> Counter[str]:
    """Return how often each engine was loaded in this build."""
    found: Counter[str] = Counter()
    for log in run_folder().glob("*.log"):
        found.update(_LOADED.findall(log.read_text(encoding="utf-8", errors="replace")))
    return found


def stop_workers() -> None:
    """End every worker of this build and remove their folder."""
    folder = run_folder()
    _stop(folder.glob("*.sock"))
    shutil.rmtree(folder)


def _stop(sockets: Iterable[Path]) -> None:
    for path in sockets:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(path))
                send(connection, {"stop": True})
                connection.recv(1)  # returns when the worker has gone
        except OSError:
            pass


def _connect(key: WorkerKey) -> socket.socket:
    path = key.socket_path()
    connection = _try_connect(path)
    if connection is not None:
        return connection
    # The first client starts the worker; the others wait at this lock and find it warm.
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection = _try_connect(path)
        return _start(key, path) if connection is None else connection


def _others_on_gpu(key: WorkerKey) -> list[Path]:
    """Return the sockets of the other workers on the GPU of `key`."""
    there = [] if key.gpu is None else run_folder().glob(f"*{key.place()}-*.sock")
    return [path for path in there if path != key.socket_path()]


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
    sees = {} if key.gpu is None else {"CUDA_VISIBLE_DEVICES": key.gpu}
    with said.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches Snakemake and its jobs; the worker is told
            env={**os.environ, "PYTHONPATH": scripts, **sees},
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
    os.killpg(process.pid, signal.SIGKILL)
    raise TakeError(f"the {key.engine} engine did not load in {_LOAD_SECONDS} s", _tail(said))


def _last_words(log: Path) -> tuple[str, str]:
    """Return how a worker ended, which the process that watches it writes a moment later."""
    deadline = time.monotonic() + _LAST_WORDS_SECONDS
    while True:
        said = _tail(log)
        last = said.rstrip().rsplit("\n", 1)[-1]
        if last.startswith("ended by "):
            return last, said
        if time.monotonic() > deadline:
            return "ended", said
        time.sleep(0.02)


def _tail(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-4000:]
    except OSError:
        return ""
