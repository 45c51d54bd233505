"""What the jobs of a run take and cost, each and together. Pure functions."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forecast.jobs import Job
from forecast.rates import Range


@dataclass(frozen=True)
class Cost:
    """What one job takes: `work` of its engine, `start` of its script, in seconds; `usd` if paid.

    `work` is None where nobody measured any like it; `usd` is None where it has no known price.
    """

    work: Range | None
    start: Range = field(default_factory=Range)
    load: Range = field(default_factory=Range)
    measured: bool = True
    paid: bool = False
    usd: float | None = None

    @property
    def seconds(self) -> Range:
        """All that the job itself takes, as far as it is known."""
        return self.start + (self.work or Range())


@dataclass(frozen=True)
class Means:
    """What a run may use at once: jobs, GPUs, and the takes each engine makes at once."""

    jobs: int
    gpus: int
    parallel: Mapping[str, int]


@dataclass
class Bill:
    """What some jobs take and cost together."""

    cpu: Range = field(default_factory=Range)
    gpu: Range = field(default_factory=Range)
    usd: float = 0.0
    unpriced: int = 0
    paid: int = 0

    def add(self, job: Job, cost: Cost, load: Range) -> None:
        """Count one job, and the `load` of its engine. A service's time is nobody's CPU."""
        if job.gpus:
            self.gpu = self.gpu + cost.seconds + load
        elif not cost.paid:
            self.cpu = self.cpu + cost.seconds + load
        if cost.paid:
            self.paid += 1
            self.usd += cost.usd or 0.0
            self.unpriced += cost.usd is None


def bill(jobs: Sequence[Job], costs: Mapping[int, Cost]) -> Bill:
    """Return what `jobs` take and cost together, each engine loaded once."""
    total = Bill()
    loaded: set[str] = set()
    for job in jobs:
        worker = worker_of(job)
        first = worker is not None and worker not in loaded
        total.add(job, costs[job.number], costs[job.number].load if first else Range())
        loaded |= {worker} if worker else set()
    return total


def worker_of(job: Job) -> str | None:
    """Return the worker that makes a job's take: the ear's is not the voice's."""
    return f"{job.rule}/{job.engine}" if job.engine else None


def wall(jobs: Sequence[Job], costs: Mapping[int, Cost], means: Means) -> Range:
    """Return about how long `jobs` take from the first one's start to the last one's end."""
    low, likely, high = (
        schedule(jobs, costs, means, pick)
        for pick in (lambda r: r.low, lambda r: r.likely, lambda r: r.high)
    )
    # A schedule may end earlier though each job takes longer; a range may not be upside down.
    return Range(min(low, likely), likely, max(likely, high))


def schedule(
    jobs: Sequence[Job],
    costs: Mapping[int, Cost],
    means: Means,
    pick: Callable[[Range], float],
) -> float:
    """Return when the last job ends if each starts as soon as there is room for it.

    An engine is loaded by its first job; the others find it loaded, and wait there for their turn.
    """
    waiting = {job.number: len(job.needs) for job in jobs}
    after: defaultdict[int, list[Job]] = defaultdict(list)
    for job in jobs:
        for need in job.needs:
            after[need].append(job)
    ready = (deque(j for j in jobs if not j.needs and not j.gpus), deque[Job]())
    ready[1].extend(j for j in jobs if not j.needs and j.gpus)
    turns: dict[str, list[float]] = {}
    running: list[tuple[float, int, Job]] = []
    now, room, gpus = 0.0, max(1, means.jobs), max(1, means.gpus)
    while True:
        for queue in (ready[1], ready[0]):
            while queue and room and (gpus >= queue[0].gpus or not running):
                job = queue.popleft()
                room, gpus = room - 1, gpus - job.gpus
                end = _end(job, costs[job.number], now, turns, means, pick)
                heapq.heappush(running, (end, job.number, job))
        if not running:
            return now
        now, _, done = heapq.heappop(running)
        room, gpus = room + 1, gpus + done.gpus
        for job in after[done.number]:
            waiting[job.number] -= 1
            if not waiting[job.number]:
                ready[bool(job.gpus)].append(job)


def _end(
    job: Job,
    cost: Cost,
    now: float,
    turns: dict[str, list[float]],
    means: Means,
    pick: Callable[[Range], float],
) -> float:
    begin = now + pick(cost.start)
    work = pick(cost.work) if cost.work else 0.0
    worker = worker_of(job)
    if worker is None:
        return begin + work
    if worker not in turns:
        loaded = begin + pick(cost.load)
        turns[worker] = [loaded] * means.parallel.get(worker, 1)
    turn = heapq.heappop(turns[worker])
    end = max(begin, turn) + work
    heapq.heappush(turns[worker], end)
    return end
