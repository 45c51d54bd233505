"""Starts Snakemake for tests at half the cost: a process that has imported it forks for each build.

A build is the installed command's own code, in a process, session, folder and environment of its
own. Nothing of this project is imported beforehand, so a copy of the project builds with its own
modules.

python -m workflow.starter      (JSON lines on stdin: command, folder, environment, output; for each
                                 a line with its process, then one with its exit status)
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, TypedDict


class Request(TypedDict):
    """One build: what to run, where, and the file that takes what it says."""

    command: list[str]
    folder: str
    environment: dict[str, str]
    output: str


class Starter:
    """The process that forks, from a test's side. It ends with the process that started it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        output: IO[str],
        timeout: float,
    ) -> int:
        """Run `command`, a Python script and its arguments, and return its exit status.

        What it says goes to the file `output`; TimeoutExpired when it takes longer than `timeout`
        seconds, having ended it and all that it started.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        request = Request(
            command=list(command),
            folder=str(folder),
            environment=dict(environment),
            output=output.name,
        )
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        process = int(self._process.stdout.readline())
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            os.killpg(process, signal.SIGKILL)

        alarm = threading.Timer(timeout, end)
        alarm.start()
        status = int(self._process.stdout.readline())
        alarm.cancel()
        if overdue.is_set():
            raise subprocess.TimeoutExpired(list(command), timeout, output.read())
        return status


@cache
def starter() -> Starter:
    """Return this process's starter, started with the first build."""
    return Starter()


# What a build imports on its way, and nothing of this project.
IMPORTED = (
    "snakemake.cli",
    "snakemake.report",
    "snakemake.scheduling.greedy",
    "snakemake.scheduling.milp",
    "snakemake.storage",
    "nbformat",
    "numpy",
    "smart_open",
)


def _serve() -> None:
    for name in IMPORTED:
        import_module(name)
    assert threading.active_count() == 1, "a fork would lose the other threads"
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            _become(request)
            return
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(request: Request) -> None:
    # It returns, so that the interpreter ends as it does for the real command.
    os.setsid()
    os.chdir(request["folder"])
    said = os.open(request["output"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for own, standard in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(own, standard)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = request["command"]
    sys.path[0] = str(Path(sys.argv[0]).parent)
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    _serve()
