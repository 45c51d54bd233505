"""A persistent worker: loads one engine once and makes takes until its build ends.

    python -m engines.worker KIND ENGINE SOCKET MODELS     (the engine's settings as JSON on stdin)

It serves as many takes at once as the engine's PARALLEL says, answers a failure with its sentence
and traceback, and ends when told to, when idle, or when the build that started it is gone: at once,
but for a service, whose answers in flight are paid for and waited for a while.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import platform
import shutil
import signal
import socket
import sys
import threading
import time
import traceback
from importlib.metadata import version
from pathlib import Path
from typing import Any

from build.errors import UserError, sentence
from build.gauge import hand_on, telling
from build.owner import owner_is_alive
from engines import rates
from engines.adapter import Adapter, adapter
from engines.base import nothing
from engines.makers import MAKERS, Done, Make
from engines.protocol import BEGUN, messages, send
from models.manifest import require_whole, version_of

_IDLE_SECONDS = 600
_WATCH_SECONDS = 0.5
_LAST_SECONDS = 20  # for the answers that a service is still to give


def main() -> None:
    """Load the engine named on the command line and serve it."""
    kind, engine, path, models = sys.argv[1:]
    settings = json.load(sys.stdin)
    _watch()
    began = time.monotonic()
    found = adapter(kind, engine)
    for name in found.models(settings):
        require_whole(Path(models), name)
    said = Path(path).with_suffix(".load.log")
    with telling(said):
        loaded = found.load(settings, Path(models))
    seconds = time.monotonic() - began
    print(f"loaded {engine} in {seconds:.2f} s (pid {os.getpid()})", flush=True)
    server = socket.socket(socket.AF_UNIX)
    # The socket appears under its name only once it listens.
    hidden = f"{path}.new"
    server.bind(hidden)
    server.listen(128)
    Path(hidden).rename(path)
    weights = {name: version_of(Path(models), name) for name in found.models(settings)}
    make = MAKERS[kind](loaded, engine, _about(found, seconds, weights))
    Server(server, Path(path), said, make, found.parallel, found.service).serve()


def _watch() -> None:
    """Go on in a child; say in the log what signal ended it if one did, and end what it left."""
    faulthandler.enable()
    child = os.fork()
    if child == 0:
        return
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        perhaps = " (out of memory?)" if name == "SIGKILL" else ""
        print(f"ended by {name}{perhaps}", flush=True)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # with an ffmpeg that it left and that hangs
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _about(found: Adapter, seconds: float, weights: dict[str, str]) -> dict[str, Any]:
    """Return what made the takes, as every sidecar tells it.

    Versions of Python, packages and models, and seconds of loading.
    """
    versions = {name: version(name) for name in found.packages}
    loaded = {"load_seconds": round(seconds, 2)}
    models = {"weights": weights} if weights else {}
    return {"python": platform.python_version(), **versions, **models, **loaded}


class Server:
    """Accepts connections and makes their takes in threads."""

    def __init__(
        self,
        server: socket.socket,
        path: Path,
        said: Path,
        make: Make,
        parallel: int,
        service: bool,
    ) -> None:
        self._server = server
        self._service = service
        self._path = path
        self._said = said  # while it was loaded, for the log of the first take
        self._make = make
        self._places = threading.Semaphore(parallel)
        self._last = time.monotonic()
        self._busy = 0
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Serve until told to stop, idle for long, or left alone."""
        self._server.settimeout(_WATCH_SECONDS)
        try:
            while self._wanted():
                try:
                    connection, _ = self._server.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()
        finally:
            self._leave()

    def _wanted(self) -> bool:
        with self._lock:
            idle = self._busy == 0 and time.monotonic() - self._last > _IDLE_SECONDS
        return not idle and owner_is_alive()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(None)
            request = next(messages(connection), None)
            if request is None:
                return
            if request.get("stop"):
                self._leave()
            with self._lock:
                self._busy += 1
            try:
                # A job that was ended while it waited wants nothing made; where it was ended
                # later, the take is whole and will be found.
                with contextlib.suppress(OSError):
                    with self._places:
                        send(connection, BEGUN)
                        answer, done = self._make_take(request)
                    send(connection, answer)
                    done()
            finally:
                with self._lock:
                    self._busy -= 1
                    self._last = time.monotonic()

    def _make_take(self, request: dict[str, Any]) -> tuple[dict[str, Any], Done]:
        log = Path(request["log"])
        hand_on(self._said, log)
        try:
            with telling(log):
                done = self._make(
                    request["spec"],
                    Path(request["output"]),
                    Path(request["sidecar"]),
                    [Path(source) for source in request["sources"]],
                    log,
                )
        except Exception as error:
            return {"error": sentence(error), "details": traceback.format_exc()}, nothing
        return {}, done or nothing

    def _leave(self) -> None:
        # Threads may be deep in a model's own code; nothing of theirs is under its final name.
        self._path.unlink(missing_ok=True)
        if self._service:
            self._wait_for_answers()
        if not owner_is_alive():
            _remove_folder(self._path.parent)
        os._exit(0)

    def _wait_for_answers(self) -> None:
        # What comes is kept, also when the build is gone; no request is sent any more.
        rates.CLOSED.set()
        deadline = time.monotonic() + _LAST_SECONDS
        while self._busy and time.monotonic() < deadline:
            time.sleep(0.05)


def _remove_folder(folder: Path) -> None:
    # Other workers of the dead build may still be leaving: the last one removes the folder.
    try:
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix in {".lock", ".log"}:
                path.unlink(missing_ok=True)
        folder.rmdir()
    except OSError:
        pass


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
