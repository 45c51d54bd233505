"""The forecast of a run: the jobs that Snakemake chose, what each takes and costs, and all of them.

A dry run and a run read the same graph, so what is foreseen is what happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build.plan import Plan
from forecast.costs import costs_of, means_of
from forecast.estimate import Bill, Cost, bill, wall
from forecast.jobs import Job, chosen_jobs
from forecast.rates import Range


@dataclass(frozen=True)
class Forecast:
    """What a run will make, by its jobs, and what that takes: in all, and by job."""

    plan: Plan
    jobs: Sequence[Job]
    costs: Mapping[int, Cost]
    wall: Range

    @property
    def total(self) -> Bill:
        """What all jobs take and cost together."""
        return bill(self.jobs, self.costs)


def foresee(workflow: Any, plan: Plan) -> Forecast | None:  # noqa: ANN401
    """Return the forecast of the run that `workflow` is about to make, None where it makes nothing.

    Snakemake's graph has to be there.
    """
    jobs = chosen_jobs(workflow.dag, plan)
    if not jobs:
        return None
    costs = costs_of(jobs, plan)
    resources = workflow.resource_settings
    gpus = workflow.global_resources.get("gpu")
    at_once = resources.cores if workflow.local_exec else resources.nodes
    means = means_of(jobs, at_once, int(gpus.value) if gpus else 1)
    return Forecast(plan, jobs, costs, wall(jobs, costs, means))
