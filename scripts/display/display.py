"""Shows a run while it goes on: bars on a terminal, a line per job elsewhere, and its log.

It listens to Snakemake's log in the place of the handler that writes job blocks; the full text of
these is in Snakemake's own log file, and on the screen with `progress: snakemake` or --verbose.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from build.gauge import Reading, read_gauge
from build.job import SHOWN
from build.log_events import event_of, listen
from build.plan import Plan
from build.summary import Summary
from display.run_log import RunLog
from display.terminal import Terminal
from display.text import done_line, frame, long_lines
from display.work import Job, Work

_LINES_SECONDS = 30.0  # between two lines of a long job in a log
# Messages that tell a person nothing; all others that are no event are shown.
_NOISE = (
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using shell:",
    "Conda environments: ignored",
    "Select jobs to execute",
    "Exiting because a job execution failed",
    "Elapsed time:",
    "Touching output file",
    "At least one job did not complete successfully",
)


class Display(logging.Handler):
    """Listens to Snakemake's log. `mode` is bars, lines or snakemake, which shows nothing itself.

    `summary` has heard of every event before; `idle` tells the rules that only name targets.
    """

    def __init__(
        self, plan: Plan, summary: Summary, mode: str, idle: Callable[[], set[str]]
    ) -> None:
        super().__init__()
        self._plan = plan
        self._summary = summary
        self._mode = mode
        self._idle_rules = idle
        self._idle: set[str] = set()
        self._work = Work()
        self._log = RunLog(Path(plan.settings.results) / "logs" / "runs")
        self._terminal: Terminal | None = None
        self._stopped = threading.Event()
        self._guard = threading.RLock()

    @classmethod
    def attach(cls, plan: Plan, summary: Summary, workflow: Any) -> Display:  # noqa: ANN401
        """Return a display that listens from now on, where it is wished instead of Snakemake's."""
        from snakemake.logging import logger

        own = [each for each in logger.handlers if each.name == "DefaultStreamHandler"]
        settings = workflow.output_settings
        details = settings.verbose or settings.debug_dag or settings.show_failed_logs
        asked = details or settings.quiet or settings.dryrun or not own
        mode = "snakemake" if asked else chosen(plan.settings.tree["progress"])
        os.environ.pop(SHOWN, None)
        if mode != "snakemake":
            logger.removeHandler(own[0])
            os.environ[SHOWN] = mode
        display = cls(plan, summary, mode, lambda: {r.name for r in workflow.rules if r.norun})
        if not settings.dryrun:
            listen(display)
        return display

    def emit(self, record: logging.LogRecord) -> None:
        """Take one log event in; a display that fails stops no build."""
        try:
            with self._guard:
                self._take(event_of(record), record)
        except Exception:
            self.handleError(record)

    def end(self, summary: Sequence[str]) -> None:
        """Take the bars away and write the summary; messages that still come are plain lines."""
        self.stop()
        if self._work.began is not None:
            self._log.write(summary)
            summary = [*summary, f"log: {self._log.path}"]
        print("\n".join(summary), file=sys.stderr)

    def stop(self) -> None:
        """Take the bars away."""
        self._stopped.set()
        if self._terminal:
            self._terminal.close()
            self._terminal = None

    def _take(self, event: str, record: logging.LogRecord) -> None:
        found: dict[str, Any] = record.__dict__
        if event == "run_info":
            self._begin(found["stats"])
        elif event == "job_info" and found["rule_name"] not in self._idle:
            self._work.begin(found["jobid"], self._job(found))
        elif event == "job_finished":
            now = time.monotonic()
            if job := self._work.end(found["job_id"], now, well=True):
                line = done_line(self._work, job, now)
                self._log.write([line])
                if self._terminal is None:
                    self._show([line])
        elif event == "job_error":
            if self._work.end(found["jobid"], time.monotonic(), well=False):
                self._tell(self._summary.explained(found["jobid"]))
        elif _matters(event, record):
            self._tell(record.getMessage().splitlines())

    def _begin(self, stats: dict[str, int]) -> None:
        self._idle = self._idle_rules()
        counts = {rule: n for rule, n in stats.items() if rule not in {"total", *self._idle}}
        self._work.planned(counts)
        if self._mode == "bars" and self._terminal is None:
            encoding = sys.stderr.encoding or "ascii"
            letters = "━─" if encoding.lower().startswith("utf") else "#-"
            self._terminal = Terminal(lambda columns, lines: self._frame((columns, lines), letters))
        elif self._mode == "lines":
            threading.Thread(target=self._tell_long_jobs, daemon=True).start()

    def _job(self, found: dict[str, Any]) -> Job:
        output = next(iter(self._summary.named(found["output"])), "")
        log = Path(found["log"][0]) if found["log"] else None
        # What belongs to no scene or film, as a model, is told by its one wildcard.
        names = list((found["wildcards"] or {}).values())
        wanted = self._plan.wanted_by(output) or (names if len(names) == 1 else [])
        return Job(found["rule_name"], wanted, log, time.monotonic())

    def _readings(self) -> dict[int, Reading]:
        jobs = {number: job.log for number, job in self._work.jobs.items() if job.log}
        told = {number: read_gauge(log) for number, log in jobs.items()}
        return {number: reading for number, reading in told.items() if reading}

    def _frame(self, size: tuple[int, int], letters: str) -> list[str]:
        with self._guard:
            return frame(self._work, self._readings(), time.monotonic(), size, letters)

    def _tell_long_jobs(self) -> None:
        while not self._stopped.wait(_LINES_SECONDS):
            with self._guard:
                self._tell(long_lines(self._work, self._readings(), time.monotonic()))

    def _tell(self, lines: Sequence[str]) -> None:
        if self._work.began is not None:
            self._log.write(lines)
        self._show(lines)

    def _show(self, lines: Sequence[str]) -> None:
        if self._terminal:
            self._terminal.say(lines)
        elif self._mode != "snakemake" and lines:
            print("\n".join(lines), file=sys.stderr, flush=True)


def chosen(wish: str) -> str:
    """Return the mode of the wish `progress` of the configuration on this terminal, or in a log."""
    if wish != "auto":
        return wish
    terminal = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return "bars" if terminal else "lines"


def _matters(event: str, record: logging.LogRecord) -> bool:
    """Tell whether a message is for the person.

    What Snakemake says of a failed job's command is not: the job's own sentence is.
    """
    message = record.getMessage() if record.msg else ""
    if event == "error":
        return "CalledProcessError" not in message and not _is_noise(message)
    return not event and record.levelno >= logging.INFO and not _is_noise(message)


def _is_noise(message: str) -> bool:
    return not message.strip() or any(noise in message for noise in _NOISE)
