"""Snakemake's log, from which a build learns what becomes of its jobs.

Four listen: the summary (`build.summary`) keeps what happened, the morning's report
(`build.last_run`) writes that down, the display (`display.display`) shows it, and the plan
(`forecast.teller`) is told once the jobs are known.
"""

from __future__ import annotations

import logging


def listen(handler: logging.Handler) -> None:
    """Have `handler` hear of every event from now on, after those that listen already."""
    from snakemake.logging import logger

    logger.addHandler(handler)


def event_of(record: logging.LogRecord) -> str:
    """Return the name of the event that `record` tells (job_finished), empty for a message."""
    return str(getattr(record, "event", None) or "")
