"""What each job of a run will take and cost: its work at the pace of earlier work, its price."""

from __future__ import annotations

import os
from collections.abc import Sequence

from build.plan import Plan
from engines.adapter import Adapter, adapter
from engines.speech.written import to_speak
from forecast.estimate import Cost, Means, worker_of
from forecast.jobs import WORKERS, Job
from forecast.measured import Measured
from forecast.rates import ROUGH_START, Range
from forecast.transfers import TRANSFERS
from forecast.work import job_work

# Rules whose work is less than starting their script.
BRIEF = ("link_", "place_", "refuse_", "keep_", "write_scene_subtitles")


def costs_of(jobs: Sequence[Job], plan: Plan) -> dict[int, Cost]:
    """Return what each job takes and costs, by its number."""
    measured = Measured(plan)
    return {job.number: cost_of(job, plan, measured) for job in jobs}


def cost_of(job: Job, plan: Plan, measured: Measured) -> Cost:
    """Return what one job takes and costs."""
    work = job_work(job, plan)
    unsized = job.rule in TRANSFERS and not job.size
    pace = None if unsized else measured.pace(job.rule, work, job.where)
    found = adapter_of(job)
    paid = found is not None and found.paid
    usd = price_of(job, found, plan) if paid else None
    if pace is None:
        brief = job.rule.startswith(BRIEF)
        return Cost(Range() if brief else None, ROUGH_START, measured=brief, paid=paid, usd=usd)
    if usd is None and paid and pace.usd is not None:
        usd = pace.usd * work.units
    load = pace.load if job.engine else Range()
    return Cost(pace.unit * work.units, pace.start, load, pace.measured, paid, usd)


def adapter_of(job: Job) -> Adapter | None:
    """Return the adapter of the engine that does a job, if one does."""
    kind = WORKERS.get(job.rule)
    return adapter(kind, job.engine) if kind and job.engine else None


def price_of(job: Job, found: Adapter | None, plan: Plan) -> float | None:
    """Return what the job's take costs in US dollars, None where that is not known."""
    if found is None or job.take is None:
        return None
    spec = to_speak(job.take.spec) if found.kind == "speech" else job.take.spec
    return found.price(plan.settings.engines.settings(found.name), spec)


def means_of(jobs: Sequence[Job], at_once: int | None, gpus: int) -> Means:
    """Return what a run may use that does `at_once` jobs: on as many cores, or machines."""
    parallel = {}
    for job in jobs:
        found, worker = adapter_of(job), worker_of(job)
        if found and worker:
            parallel[worker] = found.parallel
    return Means(at_once or os.cpu_count() or 1, gpus, parallel)
