"""What a person reads of a run: a line per job, its failures, and the bars on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from build.gauge import Reading
from build.made import MADE
from build.units import time_text, took_text
from display.work import Job, Phase, Work

_LONG = 5.0  # seconds after which a job that tells nothing of itself is shown
_IN_HAND = 8  # jobs that are shown at once


def made(rule: str) -> str:
    """Return the word for what a rule makes."""
    return MADE[rule][0] if rule in MADE else rule.replace("_", " ")


def named(job: Job) -> str:
    """Return what a job makes and for what, of many scenes the first."""
    more = f" and {len(job.wanted) - 1} more" if len(job.wanted) > 1 else ""
    return f"{made(job.rule)}  {job.wanted[0]}{more}" if job.wanted else made(job.rule)


def done_line(work: Work, job: Job, now: float) -> str:
    """Return the line of a job that has ended well."""
    total = str(work.total)
    return f"[{work.ended:>{len(total)}}/{total}] {named(job)}  {took_text(now - job.began)}"


def long_lines(work: Work, readings: Mapping[int, Reading], now: float) -> list[str]:
    """Return a line for each job in hand that tells how far it is, for a log."""
    told = [(work.jobs[number], reading) for number, reading in readings.items()]
    return [
        f"{named(job)}: {_told(reading)}, {time_text(now - job.began)} so far"
        for job, reading in told
    ]


def frame(
    work: Work, readings: Mapping[int, Reading], now: float, size: tuple[int, int], letters: str
) -> list[str]:
    """Return the bars: one per phase, the long jobs in hand under theirs; the whole at the end.

    `size` is the terminal's columns and lines, neither of which is exceeded; `letters` are those of
    a bar, full and empty. Where lines are short, phases without work in hand go first.
    """
    columns, lines = size
    shown = _long_jobs(work, readings, now)
    blocks: list[tuple[bool, list[str]]] = []
    for name, phase in work.phases.items():
        numbers = [number for number, job in work.jobs.items() if job.phase == name]
        left = phase.left(now, [_left(readings.get(number)) for number in numbers])
        block = [_phase_line(name, phase, left, now, columns, letters)]
        block += [
            _job_line(work.jobs[number], readings.get(number), now, letters)
            for number in numbers
            if number in shown
        ]
        blocks.append((bool(numbers), block))
    began = now if work.began is None else work.began
    foot = f"  {work.ended} of {work.total} jobs, {time_text(now - began)}"
    room = lines - 2
    if sum(len(block) for _, block in blocks) > room:
        blocks = [block for block in blocks if block[0]]
    found = [line for _, block in blocks for line in block][: max(room, 0)]
    return [line[: columns - 1] for line in [*found, foot]]


def bar(share: float, width: int, letters: str) -> str:
    """Return a bar `width` letters wide, `share` (0 to 1) of it full; full only where all is."""
    full = int(min(max(share, 0.0), 1.0) * width)
    return letters[0] * full + letters[1] * (width - full)


def _phase_line(
    name: str, phase: Phase, left: float | None, now: float, columns: int, letters: str
) -> str:
    width = min(max(columns - 50, 8), 36)
    ended = phase.done + phase.failed
    count = f"{phase.done}/{phase.total}"
    if ended >= phase.total:
        said = f"in {took_text(phase.spent(now))}"
    else:
        said = "" if left is None else f"{time_text(left)} left"
    failed = f"{phase.failed} failed" if phase.failed else ""
    told = ", ".join(filter(None, [said, failed]))
    share = phase.done / phase.total if phase.total else 1.0
    return f"  {name:<11} {bar(share, width, letters)} {count:>9}  {told}".rstrip()


def _job_line(job: Job, reading: Reading | None, now: float, letters: str) -> str:
    if reading is None:
        return f"    {'':<15} {named(job)}, {time_text(now - job.began)} so far"
    return f"    {bar(reading.share, 10, letters)} {_told(reading, named(job))}"


def _told(reading: Reading, name: str = "") -> str:
    left = reading.left
    said = [name, reading.doing, "" if left is None else f"{time_text(left)} left"]
    return f"{reading.share:4.0%} {', '.join(filter(None, said))}"


def _left(reading: Reading | None) -> float | None:
    return reading.left if reading else None


def _long_jobs(work: Work, readings: Mapping[int, Reading], now: float) -> set[int]:
    long = [
        number
        for number, job in work.jobs.items()
        if number in readings or now - job.began >= _LONG
    ]
    return set(sorted(long, key=lambda number: work.jobs[number].began)[:_IN_HAND])
