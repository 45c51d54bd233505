"""Clocks that were ahead before a build, and those that jump in the middle of one."""

from __future__ import annotations

import os
import time

from faults.house import Build, recover
from faults.outcomes import WENT_ON, MissedError, ended
from faults.schedules import Schedule
from workflow.channel import Channel

_HOUR = 3600 * 10**9


def clock_that_was_ahead(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Give everything times of the future, as if the clock had been put back."""
    seconds = {"by minutes": 600, "by a day": 90_000, "by years": 3 * 10**8}[schedule.how]
    _move(channel, 0, seconds * 10**9)
    outcome = ended(recover(channel))
    assert "Nothing to be done" in channel.dry_run().said
    return channel, outcome


def clock_that_jumps(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Have a clock jump while a build goes on, as the times of files tell it.

    Put back at a moment, it leaves all that was there in the future; ahead from one moment to
    another, it leaves what was written between them there.
    """
    first = schedule.chance.randrange(schedule.jobs)
    last = first + schedule.chance.randint(1, 4)
    back = schedule.how == "put back by an hour"
    since, moved = 0 if back else time.time_ns(), 0
    build = Build(channel)
    while build.goes_on():
        if first <= build.begun() <= last and not (back and moved):
            moved += _move(channel, since, _HOUR)
        time.sleep(0.01)
    if not moved:
        raise MissedError
    went_on = build.finish().status == 0
    sentences = recover(channel)
    assert "Nothing to be done" in channel.dry_run().said
    return channel, WENT_ON if went_on else ended(sentences)


def _move(channel: Channel, since: int, ahead: int) -> int:
    """Put what was written `since` ahead by so many nanoseconds, each file once."""
    moved = 0
    for path in channel.results.rglob("*"):
        try:
            written = path.lstat().st_mtime_ns
            if since <= written <= time.time_ns():
                os.utime(path, ns=(written + ahead, written + ahead), follow_symlinks=False)
                moved += 1
        except FileNotFoundError:  # a temporary that has just gone
            continue
    return moved
