"""Around every rule's work: a failure becomes one sentence for the person, the rest is logged."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from build.errors import sentence
from build.gauge import telling

SENTENCE = "error: "
# In the environment of the jobs of a build that shows their failures itself.
SHOWN = "REELMAKE_SHOWN"


@contextmanager
def job(snakemake: Any) -> Iterator[Path]:  # noqa: ANN401
    """Run a rule's work, yielding its log's path; end the process with status 1 when it fails.

    The log's last line is then `error: ` and the sentence, which the summary quotes.
    """
    log = Path(str(snakemake.log[0]))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("", encoding="utf-8")
        with telling(log):
            yield log
    except KeyboardInterrupt:  # Ctrl-C reaches every job in hand; none has more to say
        with contextlib.suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{SENTENCE}it was interrupted\n")
        sys.exit(1)
    except Exception as error:
        details = getattr(error, "details", None) or traceback.format_exc()
        told = f"{SENTENCE}{sentence(error)}"
        with contextlib.suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{details.rstrip()}\n{told}\n")
        if SHOWN not in os.environ:
            print(told, file=sys.stderr)
        sys.exit(1)


def failure_sentence(log: Path) -> str | None:
    """Return the sentence a failed job left at the end of its log, if it did."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return next((line.removeprefix(SENTENCE) for line in reversed(lines) if line), None)


def allocation_sentence(log: Path) -> str | None:
    """Return what a cluster's log of a group says last of why it ended, if it does."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    telling = [line for line in lines if line.startswith(SENTENCE) or "slurmstepd" in line]
    return telling[-1].removeprefix(SENTENCE) if telling else None
