"""Runs of uploads as processes of their own, which can be killed: forked from one that is loaded.

python runner.py    reads lines of JSON {folder, variables, replace} and answers each with the
                    process that uploads, then with how it ended
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class Runner:
    """The loaded process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, **run: Any) -> int:
        """Start a run and return its process."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(run) + "\n")
        self._process.stdin.flush()
        return self._line()

    def wait(self) -> int:
        """Return how the run ended: 0, 1 for a sentence, -9 where it was killed."""
        return self._line()

    def _line(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


@contextmanager
def runner() -> Iterator[Runner]:
    """Return a runner until the block ends."""
    paths = os.pathsep.join(str(HERE.parents[1] / part) for part in ("scripts", "tests"))
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as process:
        yield Runner(process)
        assert process.stdin
        process.stdin.close()


def serve() -> None:
    """Fork a child for each line."""
    from films import Film

    import upload.film
    from build.errors import UserError
    from engines import retry

    assert upload.film
    retry.FIRST_PAUSE = 0.01
    for line in sys.stdin:
        run = json.loads(line)
        child = os.fork()
        if child == 0:
            os.environ.update(run["variables"])
            try:
                Film(Path(run["folder"])).upload(replace=run["replace"], time_limit=1)
                os._exit(0)
            except UserError:
                os._exit(1)
            except BaseException:
                os._exit(2)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
