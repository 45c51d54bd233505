"""What a person reads when a build ends: what was built, what failed and why, what took how long.

Snakemake's `--keep-going` ends with status 1 and no list of what failed, so this listens to its
log events and tells at the end.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.hearing_findings import finding_lines
from build.importing import fitted
from build.job import allocation_sentence, failure_sentence
from build.plan import Plan

# Rules in the order data flows, with the word for what each makes (one, many).
_MADE = {
    "write_script": ("script", "scripts"),
    "fetch_model": ("model", "models"),
    "draw_image": ("picture", "pictures"),
    "speak_line": ("voice", "voices"),
    "import_picture": ("imported picture", "imported pictures"),
    "import_voice": ("imported voice", "imported voices"),
    "listen_take": ("voice heard", "voices heard"),
    "compose_music": ("piece of music", "pieces of music"),
    "make_ambience": ("ambience", "ambiences"),
    "make_insert": ("intro", "intros"),
    "encode_template": ("template", "templates"),
    "cut_clip": ("clip", "clips"),
    "blend_clips": ("transition", "transitions"),
    "join_clips": ("join", "joins"),
    "mix_sound": ("mix", "mixes"),
    "write_subtitles": ("set of subtitles", "sets of subtitles"),
    "finish_video": ("film", "films"),
    "render_distinct": ("distinct rendition", "distinct renditions"),
    "draw_thumbnails": ("set of thumbnails", "sets of thumbnails"),
    "write_pages": ("page", "pages"),
    "upload_film": ("upload", "uploads"),
}

# What Snakemake adds to the name of a file in remote storage.
_STORED = " (send to storage)"


@dataclass
class Failure:
    """A job that failed: its rule, what it was to make, its log; on a cluster its group's log."""

    rule: str
    output: str
    log: str
    allocation: str = ""


@dataclass
class Record:
    """What happened in a run, as Snakemake's log events told it."""

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

    def __init__(self, plan: Plan, prefix: str) -> None:
        super().__init__()
        self._plan = plan
        self._prefix = prefix
        self._allocations: dict[int, str] = {}
        self.record = Record()

    @classmethod
    def attach(cls, plan: Plan, prefix: str = "") -> Summary:
        """Return a summary that listens from now on; files are named without `prefix`."""
        from snakemake.logging import logger

        summary = cls(plan, prefix)
        logger.addHandler(summary)
        return summary

    def emit(self, record: logging.LogRecord) -> None:
        """Note one log event."""
        event = str(getattr(record, "event", None) or "")
        found: dict[str, Any] = record.__dict__
        now = time.monotonic()
        if event == "job_info":
            output = self._named(found["output"])
            self.record.started(found["jobid"], found["rule_name"], output, now)
        elif event == "job_finished":
            self.record.finished(found["job_id"], now)
        elif event == "group_error":
            log = str(next(iter(found["aux_logs"]), ""))
            self._allocations.update((job["jobid"], log) for job in found["job_error_info"])
        elif event == "job_error":
            output, logs = self._named(found["output"]), self._named(found["log"])
            log, allocation = [*logs, "", ""][:2]
            allocation = self._allocations.pop(found["jobid"], allocation)
            failure = Failure(found["rule_name"], output[0] if output else "", log, allocation)
            self.record.failed(found["jobid"], failure)

    def _named(self, paths: list[str]) -> list[str]:
        return [str(path).removesuffix(_STORED).removeprefix(self._prefix) for path in paths]

    def tell(self, loads: Counter[str]) -> None:
        """Print the summary; `loads` says how often each engine was loaded."""
        print("\n".join(report(self._plan, self.record, loads)), file=sys.stderr)


def report(plan: Plan, record: Record, loads: Counter[str]) -> list[str]:
    """Return the summary's lines."""
    wall = time.monotonic() - record.began
    lines = ["", f"Reelmake: {sum(record.count.values())} jobs in {_clock(wall)}"]
    for rule, words in _MADE.items():
        count = record.count[rule]
        if count:
            lines.append(
                f"  {count:5} {words[count != 1]:<18} {record.seconds[rule]:7.1f} s of jobs"
            )
    lines += [f"  {line}" for line in fitted(record.made)]
    if loads:
        lines.append(f"  engines loaded: {counted(loads)}")
    films = [path for path in sorted(record.made) if path.endswith("/final.mp4")]
    if films:
        lines += ["built:", *(f"  {path}  ({_megabytes(path)})" for path in films)]
        lines += [f"  {line}" for line in _speakers(plan, films)]
    lines += finding_lines(plan)
    if record.failures or plan.refusals:
        lines.append("failed:")
        lines += [f"  {refusal.sentence}" for refusal in plan.refusals]
        lines += [f"  {line}" for line in _failed(plan, record)]
    return lines


def counted(loads: Counter[str]) -> str:
    """Return how often each engine was loaded, as people read it."""
    return ", ".join(f"{engine} {times}" for engine, times in sorted(loads.items()))


def _failed(plan: Plan, record: Record) -> list[str]:
    explained: dict[tuple[str, ...], None] = {}
    for failure in record.failures.values():
        # With one take of a group Snakemake calls all failed, those too that are there.
        done = failure.allocation and Path(failure.output).exists()
        if failure.rule != "refuse_episode" and not done:
            explained[_explained(plan, failure)] = None
    return [line for lines in explained for line in lines]


def _explained(plan: Plan, failure: Failure) -> tuple[str, ...]:
    own = failure_sentence(Path(failure.log))
    if own is None and failure.allocation:
        said = allocation_sentence(Path(failure.allocation)) or "it left no word"
        return f"{failure.rule}, its allocation: {said}", f"  its log: {failure.allocation}"
    sentence = own or "it left no word"
    wanted = plan.wanted_by(failure.output)
    where = f" (for {', '.join(wanted)})" if wanted else ""
    return f"{failure.rule}{where}: {sentence}", f"  its log: {failure.log}"


def _speakers(plan: Plan, films: list[str]) -> list[str]:
    built = {Path(film).parent.name for film in films}
    return [
        f"{track} is spoken by {choice.engine}"
        for track, choice in plan.speech.items()
        if track in built
    ]


def _megabytes(path: str) -> str:
    try:
        return f"{Path(path).stat().st_size / 1e6:.1f} MB"
    except OSError:
        return "not here"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
