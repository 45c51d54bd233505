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
    for path in [channel.results, *channel.results.rglob("*")]:
        stat = path.lstat()
        times = (stat.st_atime_ns + seconds * 10**9, stat.st_mtime_ns + seconds * 10**9)
        os.utime(path, ns=times, follow_symlinks=False)
    outcome = ended(recover(channel))
    assert "Nothing to be done" in channel.dry_run().said
    return channel, outcome


def clock_that_jumps(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Give what a build writes between two moments the times of another hour.

    Between them the clock is ahead; or from the first to the build's end it is put back.
    """
    first = schedule.chance.randrange(schedule.jobs)
    last = first + schedule.chance.randint(1, 4)
    ahead = schedule.how == "an hour ahead for a while"
    since, moved = time.time_ns(), 0
    build = Build(channel)
    while build.goes_on():
        begun = build.begun()
        if first <= begun and (begun <= last or not ahead):
            moved += _move(channel, since, _HOUR if ahead else -_HOUR)
        time.sleep(0.01)
    if not moved:
        raise MissedError
    went_on = build.finish().status == 0
    sentences = recover(channel)
    assert "Nothing to be done" in channel.dry_run().said
    return channel, WENT_ON if went_on else ended(sentences)


def _move(channel: Channel, since: int, by: int) -> int:
    """Move the times of what was written `since` by so many nanoseconds, each file once."""
    moved = 0
    for path in channel.results.rglob("*"):
        try:
            written = path.lstat().st_mtime_ns
            if since <= written <= time.time_ns() and not path.is_dir():
                os.utime(path, ns=(written + by, written + by), follow_symlinks=False)
                moved += 1
        except FileNotFoundError:  # a temporary that has just gone
            continue
    return moved
