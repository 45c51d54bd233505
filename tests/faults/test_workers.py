"""A worker killed with a request in hand: the job gets a sentence, the next one its take."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from build.intact import as_made
from build.owner import VARIABLE, process_name
from engines import client
from engines.protocol import BEGUN, WorkerKey, messages, run_folder
from faults.outcomes import TOLD, WENT_ON, Tell, schedules

KEY = WorkerKey("image", "storyboard", {}, "models")
SPEC = {"prompt": "a harbour at night", "width": 1920, "height": 1080}
_SIGNALS = ("SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT", "SIGINT")
_IN_HAND, _BEFORE = "with a take in hand", "before it begins"
_TRIES = 6


@pytest.fixture(scope="module")
def build() -> Iterator[None]:
    """Stand for a build that lasts as long as these tests."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3000)"])
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = process_name(process.pid)
    yield
    client.stop_workers()
    process.kill()
    process.wait()
    os.environ.pop(VARIABLE)
    if before is not None:
        os.environ[VARIABLE] = before


class Talk:
    """What is overheard between the jobs and their worker: when it begins with a take."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.since = 0.0

    def overhear(self, connection: socket.socket) -> Iterator[dict[str, Any]]:
        """Yield the worker's messages as they come."""
        for message in messages(connection):
            if message == BEGUN:
                self.since = time.monotonic()
                self.begun.set()
            yield message


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Return what is overheard in a test."""
    overheard = Talk()
    monkeypatch.setattr(client, "messages", overheard.overhear)
    return overheard


@pytest.mark.parametrize("seed", schedules(0.1, 2))
def test_a_killed_worker_costs_one_take(
    seed: int, build: None, talk: Talk, tmp_path: Path, tell: Tell
) -> None:
    chance = random.Random(seed)
    number = signal.Signals[_SIGNALS[seed % len(_SIGNALS)]]
    watcher = seed % 6 == 5
    when = _BEFORE if seed % 4 == 3 else _IN_HAND
    _make(tmp_path / "again.png")
    seconds = time.monotonic() - talk.since
    for _ in range(_TRIES):
        delay = chance.random() * seconds if when == _IN_HAND else None
        if _disturbed(tmp_path / "first.png", talk, number, watcher, delay) == when:
            break
    else:
        raise AssertionError(f"no take was struck in {_TRIES} tries")
    _make(tmp_path / "first.png")
    _make(tmp_path / "after.png")
    takes = [as_made(tmp_path / f"{name}.png").read_bytes() for name in ("first", "again", "after")]
    assert len(set(takes)) == 1
    left = [path for path in tmp_path.iterdir() if not path.name.startswith(".tmp-")]
    assert {path.suffix for path in left} <= {".png", ".json", ".log"}
    if watcher:
        client.stop_workers()  # nobody watches the one that is left
    who = "a worker’s watcher" if watcher else "a worker"
    tell(f"{number.name} to {who} {when}", WENT_ON if watcher or when == _BEFORE else TOLD)


def _disturbed(
    take: Path, talk: Talk, number: signal.Signals, watcher: bool, delay: float | None
) -> str | None:
    """Have `take` made and strike its worker or that one's watcher; return when it was met.

    That is so long after the take was begun, or a moment before it is asked for; None where it was
    too late.
    """
    for path in (take, take.with_suffix(".json")):
        path.unlink(missing_ok=True)
    talk.begun.clear()
    done, found = threading.Event(), _workers(watcher)
    struck: list[bool] = []  # whether the take was begun

    def strike() -> None:
        if delay is not None:
            talk.begun.wait(60)
            time.sleep(delay)
        if not done.is_set():
            struck.extend(talk.begun.is_set() for _ in found)
            for one in found:
                one.send_signal(number)

    killer = threading.Thread(target=strike)
    killer.start()
    if delay is None:
        killer.join()
    try:
        _make(take)
    except client.TakeError as error:
        assert not watcher and "while it made first.png; run the build again" in str(error)
        assert not take.with_suffix(".json").exists()
        return _IN_HAND
    finally:
        done.set()
        killer.join()
        psutil.wait_procs(found, timeout=10 if struck else 0)
    as_made(take)
    if struck == [False]:
        return _BEFORE
    return _IN_HAND if watcher and struck else None


def _make(output: Path) -> None:
    client.make(KEY, SPEC, output, output.with_suffix(".json"), [], output.with_suffix(".log"))


def _workers(watchers: bool) -> list[psutil.Process]:
    """Return the workers that are there, or the processes that watch them."""
    folder = str(run_folder())
    found = [one for one in psutil.process_iter() if folder in " ".join(_command(one))]
    parents = {one.ppid() for one in found}
    return [one for one in found if (one.pid in parents) == watchers]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
