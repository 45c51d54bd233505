"""The report of the morning: one file that says how the last run went, also where it was killed.

It is written as the run goes, every ten seconds at most, so what a power cut leaves is at most that
old. What only looks (a dry run, `list_models`, `verify`) leaves the report of the last build alone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from build.files import read_known, write_text
from build.log_events import event_of, listen
from build.plan import Plan
from build.summary import Record, report
from build.units import dollars
from engines.adapter import maker_of

NAME = "logs/last-run.txt"
_ONLY_LOOK = {"list_models", "clean_models", "verify", "prune"}
_SECONDS = 10.0  # between two writings, and fifty times what one takes
_SHARE = 50
_AGAIN = "run the same command again: it goes on where it stopped, and makes nothing twice"
_SHOWN = 20
# The sidecars of takes that a service can make, by their folder.
_SIDECARS = {"images": ".json", "speech": ".json", "scripts": ".made.json"}


class LastRun(logging.Handler):
    """Keeps the report of a run whose `record` the summary keeps, in the file `path`."""

    def __init__(self, path: Path, plan: Plan, record: Record) -> None:
        super().__init__()
        self.path = path
        self._plan = plan
        self._record = record
        self._began = datetime.now()
        self._next = float("-inf")

    @classmethod
    def attach(cls, plan: Plan, record: Record) -> LastRun:
        """Return a report that is written from now on, after each job that ends."""
        last_run = cls(Path(plan.settings.results) / NAME, plan, record)
        listen(last_run)
        return last_run

    def emit(self, record: logging.LogRecord) -> None:
        """Write how far the run has got, unless that was done a moment ago."""
        ended = event_of(record) in ("job_finished", "job_error")
        began = time.monotonic()
        if ended and began >= self._next and builds(self._record):
            lines = report(self._plan, self._record, Counter())
            self._write(halfway(self._record, lines, self._began, datetime.now()))
            now = time.monotonic()
            self._next = now + max(_SECONDS, _SHARE * (now - began))

    def end(self, loads: Counter[str]) -> None:
        """Write how the run ended; `loads` says how often each engine was loaded."""
        if builds(self._record):
            lines = report(self._plan, self._record, loads)
            self._write(ended(self._record, lines, self._began, datetime.now()))
            print(f"all this is in {self.path} as well", file=sys.stderr)

    def _write(self, lines: Iterable[str]) -> None:
        with contextlib.suppress(OSError):  # a full disk stops the jobs, with a better sentence
            write_text(self.path, "\n".join([*lines, ""]))


def builds(record: Record) -> bool:
    """Tell whether the run has made something, or failed to: not only looked."""
    failed = {failure.rule for failure in record.failures.values()}
    return bool((failed | set(record.count)) - _ONLY_LOOK)


def halfway(record: Record, lines: Iterable[str], began: datetime, now: datetime) -> list[str]:
    """Return the report of a run that is at work; `lines` say what was made and what failed."""
    at_work = [f"  {rule} {(output or [''])[0]}" for rule, output, _ in record.jobs.values()]
    return [
        f"Reelmake, begun {began:%Y-%m-%d %H:%M:%S}, at work at {now:%Y-%m-%d %H:%M:%S} as process "
        f"{os.getpid()}: {shlex.join(sys.argv)}",
        f"If that process is gone, it was killed; then {_AGAIN}.",
        *lines,
        *_cost(record.made),
        *(["in hand then:", *at_work[:_SHOWN]] if at_work else []),
    ]


def ended(record: Record, lines: Sequence[str], began: datetime, now: datetime) -> list[str]:
    """Return the report of a run that came to its end; `lines` is its summary."""
    well = "failed:" not in lines
    how = "nothing, it ended well" if well else f"put right what failed, and {_AGAIN}"
    return [
        f"Reelmake, begun {began:%Y-%m-%d %H:%M:%S}, ended {now:%Y-%m-%d %H:%M:%S}: "
        f"{shlex.join(sys.argv)}",
        f"What to do: {how}.",
        *lines,
        *_cost(record.made),
    ]


def _cost(made: Iterable[str]) -> list[str]:
    usd, unknown = spent(made)
    if not usd and not unknown:
        return []
    more = f", and {unknown} takes of services whose price is not known" if unknown else ""
    return [f"cost: {dollars(usd)}{more}"]


def spent(made: Iterable[str]) -> tuple[float, int]:
    """Return what the takes among the files `made` cost in US dollars; of how many nobody knows."""
    usd, unknown = 0.0, 0
    for sidecar in (Path(path) for path in made):
        kind, engine = sidecar.parent.parent.name, sidecar.parent.name
        # Not what an ear heard, <name>.<ear>.json, nor a script itself, <name>.json.
        wanted = _SIDECARS.get(kind)
        maker = maker_of(kind, engine) if wanted == "".join(sidecar.suffixes) else None
        if not (maker and maker.service):
            continue
        price = _price(sidecar)
        usd, unknown = usd + (price or 0.0), unknown + (price is None)
    return usd, unknown


def _price(sidecar: Path) -> float | None:
    known = read_known(sidecar)
    return 0.0 if "imported" in known else known.get("made_by", {}).get("usd")
