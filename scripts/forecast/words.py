"""The plan before a run, in words: a sentence, and a table with the reason for each film."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from build.made import MADE, counted
from build.units import dollars, time_text
from forecast.costs import adapter_of
from forecast.estimate import Bill, bill
from forecast.forecast import Forecast
from forecast.jobs import SHARED, Job
from forecast.reasons import reasons

_ROWS = 24  # films and episodes in the table
_NAMED = 4  # kinds of work in a note
_LINES = 4  # reasons of one film


def sentence(forecast: Forecast) -> str:
    """Return the plan in one sentence."""
    return f"Plan: {_made(forecast.jobs)}; {duration(forecast)}{money(forecast.total)}"


def duration(forecast: Forecast) -> str:
    """Return how long the run takes, in words: what of it is known, and what that is without."""
    found, costs = forecast.wall, forecast.costs.values()
    missing = _unmeasured(forecast)
    if missing and not any(cost.work and cost.work.likely for cost in costs):
        return "for a time never measured yet"
    without = f", without {_some(missing)}" if missing else ""
    guessed = sum(cost.seconds.likely for cost in costs if cost.work and not cost.measured)
    guess = ", a guess" if guessed > sum(cost.seconds.likely for cost in costs) / 2 else ""
    if time_text(found.low) == time_text(found.high):
        return f"about {time_text(found.likely)}{guess}{without}"
    span = f"{time_text(found.low)} to {time_text(found.high)}"
    return f"about {time_text(found.likely)} ({span}){guess}{without}"


def money(total: Bill) -> str:
    """Return what services cost, in words that go on a sentence; nothing where none is asked."""
    if not total.paid:
        return ""
    if total.unpriced == total.paid:
        return "; what services cost is not known"
    least = "at least " if total.unpriced else "about "
    return f"; {least}{dollars(total.usd)}"


def table(forecast: Forecast) -> list[str]:
    """Return the plan's lines: the sentence, a row per film and episode with its reasons, notes."""
    rows: dict[str, list[Job]] = {}
    for job in forecast.jobs:
        rows.setdefault(job.where, []).append(job)
    order = sorted(rows, key=lambda where: (where == SHARED, where))
    total = forecast.total
    columns = [("CPU", lambda b: time_text(b.cpu.likely) if b.cpu.likely else "")]
    if total.gpu.likely:
        columns.append(("GPU", lambda b: time_text(b.gpu.likely) if b.gpu.likely else ""))
    if total.paid:
        columns.append(("cost", _price))
    width = max(len(where) for where in order) + 2
    head = "".join(f"{name:>12}" for name, _ in columns)
    lines = [sentence(forecast), "", f"  {'':{width}}{head}"]
    for where in order[:_ROWS]:
        own = bill(rows[where], forecast.costs)
        cells = "".join(f"{show(own):>12}" for _, show in columns)
        lines.append(f"  {where:{width}}{cells}   {_made(rows[where])}")
        said = reasons(where, rows[where], forecast.plan)
        lines += [f"      {line}" for line in said[:_LINES]]
        if len(said) > _LINES:
            lines.append(f"      and {len(said) - _LINES} more")
    if len(order) > _ROWS:
        left = [job for where in order[_ROWS:] for job in rows[where]]
        lines.append(f"  and {len(order) - _ROWS} more: {_made(left)}")
    if len(order) > 1:
        cells = "".join(f"{show(total):>12}" for _, show in columns)
        lines.append(f"  {'in all':{width}}{cells}")
    return [*lines, *notes(forecast)]


def notes(forecast: Forecast) -> list[str]:
    """Return what a reader has to know of the numbers: what was never measured, or has no price."""
    roughly: list[Job] = []
    unpriced: Counter[str] = Counter()
    for job in forecast.jobs:
        cost = forecast.costs[job.number]
        if cost.work is not None and not cost.measured and job.rule in MADE:
            roughly.append(job)
        if cost.paid and cost.usd is None:
            unpriced[f"{job.engine}"] += 1
    lines = []
    if missing := _unmeasured(forecast):
        lines.append(f"not measured yet, and not in these times: {_listed(missing)}")
    if len({_named(job, 2) for job in roughly}) > _NAMED:
        lines.append("little was measured here yet: these times are a guess from other machines")
    elif roughly:
        lines.append(f"not measured here yet, so a guess: {_listed(roughly)}")
    lines += [
        f"price not known: {number} {'take' if number == 1 else 'takes'} by {engine}; "
        f"engines.{engine}.usd_… in the configuration says what they cost"
        for engine, number in unpriced.items()
    ]
    return ["", *lines] if lines else []


def _made(jobs: Sequence[Job]) -> str:
    """Return what `jobs` make, and how much they fetch or send."""
    sizes: Counter[str] = Counter()
    for job in jobs:
        sizes[job.rule] += job.size
    return counted(Counter(job.rule for job in jobs), sizes)


def _unmeasured(forecast: Forecast) -> list[Job]:
    """Return the jobs whose work nobody ever measured."""
    return [job for job in forecast.jobs if forecast.costs[job.number].work is None]


def _named(job: Job, count: int) -> str:
    """Return the word for what `count` jobs like this one make, and the engine that does it."""
    words = MADE.get(job.rule, (job.rule.replace("_", " "),) * 2)
    return f"{words[count != 1]}{f' by {job.engine}' if adapter_of(job) else ''}"


def _some(jobs: Sequence[Job]) -> str:
    """Return how many there are of each kind of `jobs`, in a sentence."""
    kinds: defaultdict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        kinds[_named(job, 2)].append(job)
    if len(kinds) > _NAMED:
        return f"{len(jobs)} jobs of {len(kinds)} kinds"
    return ", ".join(f"{len(own)} {_named(own[0], len(own))}" for own in kinds.values())


def _listed(jobs: Sequence[Job]) -> str:
    count = Counter(_named(job, 2) for job in jobs)
    return ", ".join(f"{name} ({number})" for name, number in count.items())


def _price(found: Bill) -> str:
    if not found.paid:
        return ""
    if found.unpriced == found.paid:
        return "not known"
    return f"{'≥ ' if found.unpriced else ''}{dollars(found.usd)}"
