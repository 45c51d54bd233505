"""A worker killed with a request in hand: the job gets a sentence, the next one its take."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from build.intact import as_made
from build.owner import VARIABLE, process_name
from engines import client
from engines.protocol import WorkerKey, run_folder
from faults.outcomes import Tell, schedules

KEY = WorkerKey("image", "storyboard", {}, "models")
SPEC = {"prompt": "a harbour at night", "width": 1920, "height": 1080}
_SIGNALS = ("SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT")


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


@pytest.mark.parametrize("seed", schedules(0.1, 2))
def test_a_killed_worker_costs_one_take(seed: int, build: None, tmp_path: Path, tell: Tell) -> None:
    chance = random.Random(seed)
    number = signal.Signals[chance.choice(_SIGNALS)]
    watcher = chance.random() < 0.3
    first, again = tmp_path / "first.png", tmp_path / "again.png"
    killer = threading.Thread(target=_kill, args=(number, watcher, chance.random() * 0.7))
    killer.start()
    try:
        _make(first)
    except client.TakeError as error:
        assert "storyboard" in str(error) and not first.with_suffix(".json").exists()
        outcome = "a sentence says what to do, then it recovers"
    else:
        as_made(first)
        outcome = "the next command recovers"
    killer.join()
    _make(again)
    _make(first)
    assert as_made(first).read_bytes() == as_made(again).read_bytes()
    left = [path for path in tmp_path.iterdir() if not path.name.startswith(".tmp-")]
    assert {path.suffix for path in left} <= {".png", ".json", ".log"}
    tell(f"{number.name} to a worker{'’s watcher' if watcher else ''} at work", outcome)


def _make(output: Path) -> None:
    client.make(KEY, SPEC, output, output.with_suffix(".json"), [], output.with_suffix(".log"))


def _kill(number: signal.Signals, watcher: bool, seconds: float) -> None:
    """Kill the worker that is at work, so many seconds after it is there."""
    folder = str(run_folder())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [one for one in psutil.process_iter() if folder in " ".join(_command(one))]
        parents = {one.ppid() for one in found}
        if len(found) > 1:
            time.sleep(seconds)
            struck = [one for one in found if (one.pid in parents) == watcher]
            for one in struck:
                one.send_signal(number)
            psutil.wait_procs(struck, timeout=10)
            return
        time.sleep(0.01)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
