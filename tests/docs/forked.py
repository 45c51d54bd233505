"""Many commands for the price of few: Snakemake is imported once and forked for each of them.

    python -m docs.forked < commands.json     [[word, …], …]  ->  [[status, what it said], …]

Each runs in its own process, in the current folder, `snakemake` as `.venv/bin/snakemake` does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module

from workflow.starter import IMPORTED

# What a dry run imports of this project on its way.
_OWN = (
    "build.start",
    "build.writing",
    "models.fetch",
    "models.needs",
    "engines.speech.google",
    "engines.speech.kokoro",
)


def run(words: Sequence[str]) -> tuple[int, str]:
    """Run one command; return its status and what it said."""
    program, *arguments = words
    if program != "snakemake":
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _become(arguments, said.fileno())
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode(errors="replace")


def _become(arguments: Sequence[str], said: int) -> None:
    from snakemake.cli import main

    from launcher import targets_apart

    os.dup2(said, 1)
    os.dup2(said, 2)
    status: object = 1
    try:
        main(targets_apart(arguments))
        status = 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        print(repr(error), file=sys.stderr)
    finally:
        import atexit

        atexit._run_exitfuncs()  # where notes are told
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(str(status)))


def warm() -> None:
    """Do once what every command would do again: imports, plugins, the configuration's schemas."""
    for name in (*IMPORTED, *_OWN):
        import_module(name)
    from snakemake.cli import get_argument_parser

    from build.validation import validate
    from workflow.channel import HOME

    get_argument_parser()
    for name in ("config", "episode"):
        validate({}, HOME / f"config/schemas/{name}.schema.json", name)


if __name__ == "__main__":
    warm()
    print(json.dumps([run(words) for words in json.load(sys.stdin)]))
