"""What a person reads when a build ends: what was built, what failed and why, what took how long.

Snakemake's `--keep-going` ends with status 1 and no list of what failed, so this listens to its
log events and tells at the end.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.fallbacks import shared_fallbacks
from build.hearing_findings import finding_lines
from build.importing import fitted
from build.job import allocation_sentence, failure_sentence
from build.log_events import event_of, listen
from build.made import MADE
from build.plan import Plan
from build.units import time_text

# What Snakemake adds to the name of a file in remote storage.
_STORED = " (send to storage)"
_TOLD = ("job_error", "group_error")  # errors of jobs, which the summary tells itself


@dataclass
class Failure:
    """A job that failed: its rule, what it was to make, its log; on a cluster its group's log."""

    rule: str
    output: str
    log: str
    allocation: str = ""


@dataclass
class Record:
    """What happened in a run, as Snakemake's log events told it.

    `stored` where results lie in a bucket.
    """

    stored: bool = False
    began: float = field(default_factory=time.monotonic)
    jobs: dict[int, tuple[str, list[str], float]] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    made: set[str] = field(default_factory=set)
    failures: dict[int, Failure] = field(default_factory=dict)

    def started(self, job: int, rule: str, output: list[str], now: float) -> None:
        """Note that a job began."""
        self.jobs[job] = (rule, output, now)

    def finished(self, job: int, now: float) -> None:
        """Note that a job ended well."""
        if job in self.jobs:
            rule, output, began = self.jobs.pop(job)
            self.count[rule] += 1
            self.seconds[rule] += now - began
            self.made.update(output)
            self.failures.pop(job, None)

    def failed(self, job: int, failure: Failure) -> None:
        """Note that a job failed (a retry may still end well)."""
        self.failures[job] = failure


class Summary(logging.Handler):
    """Listens to Snakemake's log and tells at the end of the run."""

    def __init__(self, plan: Plan, prefix: str, place: Callable[[str], str]) -> None:
        super().__init__()
        self._plan = plan
        self._prefix = prefix
        self._place = place
        self._allocations: dict[int, str] = {}
        self.record = Record(stored=bool(prefix))
        self.broke = False

    @classmethod
    def attach(cls, plan: Plan, prefix: str = "", place: Callable[[str], str] = str) -> Summary:
        """Return a summary that listens from now on; files are named without `prefix`.

        `place` tells where on this machine the log of such a name is.
        """
        summary = cls(plan, prefix, place)
        listen(summary)
        return summary

    def emit(self, record: logging.LogRecord) -> None:
        """Note one log event."""
        event = event_of(record)
        found: dict[str, Any] = record.__dict__
        now = time.monotonic()
        self.broke |= record.levelno >= logging.ERROR and event not in _TOLD
        if event == "run_info" and not self.record.jobs:
            self.record.began = now  # the jobs are known, and the first one starts
        elif event == "job_info":
            output = self.named(found["output"])
            self.record.started(found["jobid"], found["rule_name"], output, now)
        elif event == "job_finished":
            self.record.finished(found["job_id"], now)
        elif event == "group_error":
            log = str(next(iter(found["aux_logs"]), ""))
            self._allocations.update((job["jobid"], log) for job in found["job_error_info"])
        elif event == "job_error":
            output, logs = self.named(found["output"]), self.named(found["log"])
            log, allocation = [*logs, "", ""][:2]
            log = self._place(log) if log else log
            allocation = self._allocations.pop(found["jobid"], allocation)
            failure = Failure(found["rule_name"], output[0] if output else "", log, allocation)
            self.record.failed(found["jobid"], failure)

    def named(self, paths: list[str]) -> list[str]:
        """Return files as they are called without remote storage."""
        return [str(path).removesuffix(_STORED).removeprefix(self._prefix) for path in paths]

    def explained(self, job: int) -> list[str]:
        """Return what is said of a job that has failed."""
        failure = self.record.failures[job]
        return list(_explained(self._plan, failure)) if _is_news(failure) else []

    def lines(self, loads: Counter[str], planned: str | None = None) -> list[str]:
        """Return the summary's lines; `loads` says how often each engine was loaded.

        `planned` is how long the plan said that the run takes.
        """
        return report(self._plan, self.record, loads, planned)


def report(
    plan: Plan, record: Record, loads: Counter[str], planned: str | None = None
) -> list[str]:
    """Return the summary's lines."""
    took = time_text(time.monotonic() - record.began)
    told = f"in {took}" if planned is None else f"planned {planned}, took {took}"
    lines = ["", f"Reelmake: {sum(record.count.values())} jobs {told}"]
    for rule, words in MADE.items():
        count = record.count[rule]
        if count:
            lines.append(
                f"  {count:5} {words[count != 1]:<20} {record.seconds[rule]:7.1f} s of jobs"
            )
    lines += [f"  {line}" for line in fitted(record.made)]
    if loads:
        lines.append(f"  engines loaded: {loads_told(loads)}")
    films = [path for path in sorted(record.made) if path.endswith("/final.mp4")]
    if films:
        lines += ["built:", *(f"  {path}  ({_megabytes(path)})" for path in films)]
        lines += [f"  {line}" for line in _makers(plan, films)]
    lines += finding_lines(plan)
    if record.failures or plan.refusals:
        lines.append("failed:")
        lines += [f"  {refusal.sentence}" for refusal in plan.refusals]
        lines += [f"  {line}" for line in _failed(plan, record)]
        if not record.stored:
            lines.append("see what is there: snakemake review --config review_only=true")
    return lines


def loads_told(loads: Counter[str]) -> str:
    """Return how often each engine was loaded, as people read it."""
    return ", ".join(f"{engine} {times}" for engine, times in sorted(loads.items()))


def _is_news(failure: Failure) -> bool:
    # A script that was refused was so before the run; and with one take of a group Snakemake calls
    # all failed, those too that are there.
    there = failure.allocation and Path(failure.output).exists()
    return failure.rule != "refuse_episode" and not there


def _failed(plan: Plan, record: Record) -> list[str]:
    told = {
        _explained(plan, failure): None for failure in record.failures.values() if _is_news(failure)
    }
    return [line for lines in told for line in lines]


def _explained(plan: Plan, failure: Failure) -> tuple[str, ...]:
    """Return where a job failed and why, and then where all of it is."""
    what = MADE[failure.rule][0] if failure.rule in MADE else failure.rule
    own = failure_sentence(Path(failure.log))
    if own is None and failure.allocation:
        said = allocation_sentence(Path(failure.allocation)) or "it left no word"
        return f"{what}, its allocation: {said}", f"  its log: {failure.allocation}"
    wanted = plan.wanted_by(failure.output)
    where = f"{', '.join(wanted)} ({what})" if wanted else what
    return f"{where}: {own or 'it left no word'}", f"  its log: {failure.log}"


def _makers(plan: Plan, films: list[str]) -> list[str]:
    tracks = {Path(film).parent.name for film in films}
    folders = [f"{plan.settings.results}/{folder}/" for folder in plan.episodes]
    shared = {
        line: None
        for folder, episode in zip(folders, plan.episodes.values(), strict=True)
        if any(film.startswith(folder) for film in films)
        for line in shared_fallbacks(plan, episode)
    }
    spoken = [
        choice.told(f"{track} is spoken by")
        for track, choice in plan.speech.items()
        if track in tracks
    ]
    return [*spoken, *shared]


def _megabytes(path: str) -> str:
    try:
        return f"{Path(path).stat().st_size / 1e6:.1f} MB"
    except OSError:
        return "not here"
