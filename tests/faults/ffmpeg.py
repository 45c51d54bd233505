"""An ffmpeg that hangs, or is killed, at one of its calls in a build."""

from __future__ import annotations

import re
from pathlib import Path

from faults.house import Build, advice, recover
from faults.outcomes import MissedError, ended
from faults.schedules import Schedule
from media.ffmpeg import executable
from workflow.channel import Channel

# Strikes the real ffmpeg: it takes the place of the shell, under the same number.
_AT_WORK = '(sleep {seconds:.3f}; kill -{signal} $$) & exec "$real" "$@"'


def ffmpeg_hangs(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build with an ffmpeg that does not end."""
    wrong = {
        "sleeps": "exec sleep 3600",
        "SIGSTOP at once": 'kill -STOP $$; exec "$real" "$@"',
        "SIGSTOP at work": _at_work(schedule, "STOP"),
        "does not end": 'exec "$real" -nostdin -v error -re -f lavfi -i anullsrc -f null -',
    }[schedule.how]
    variables = stand_in(channel.folder / "stand-in", _call(schedule), wrong)
    first = Build(channel, "--config", "ffmpeg_seconds=10", variables=variables).finish()
    if first.status == 0:
        raise MissedError  # it had done its work by then
    assert "ffmpeg did not finish to " in first.said, first.said
    return channel, ended(advice(first.said) + recover(channel))


def ffmpeg_killed(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build with an ffmpeg that is killed."""
    signal, _, when = schedule.how.partition(" ")
    short = signal.removeprefix("SIG")
    wrong = f"kill -{short} $$" if when == "at once" else _at_work(schedule, short)
    variables = stand_in(channel.folder / "stand-in", _call(schedule), wrong)
    first = Build(channel, variables=variables).finish()
    if first.status == 0:
        raise MissedError  # it had done its work by then
    assert re.search(f"ffmpeg was ended by ({signal}|a signal) ", first.said), first.said
    told = advice(first.said)
    assert told, first.said
    return channel, ended(told + recover(channel))


def _at_work(schedule: Schedule, signal: str) -> str:
    return _AT_WORK.format(seconds=schedule.chance.uniform(0.01, 0.1), signal=signal)


def _call(schedule: Schedule) -> int:
    return schedule.chance.randint(1, schedule.calls)


def stand_in(folder: Path, number: int = 0, wrong: str = ":") -> dict[str, str]:
    """Return the environment in which ffmpeg's call of that `number` does what is `wrong`.

    No call has number 0: then they are only counted.
    """
    calls, program = folder / "calls", folder / "ffmpeg"
    calls.mkdir(parents=True, exist_ok=True)
    program.write_text(
        f"#!/bin/sh\nreal='{executable()}'\nn=1\n"
        f'while ! mkdir "{calls}/$n" 2>/dev/null; do n=$((n + 1)); done\n'
        f'if [ $n = {number} ]; then {wrong}; fi\nexec "$real" "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    return {"IMAGEIO_FFMPEG_EXE": str(program)}


def calls_counted(folder: Path) -> int:
    """Return how often the stand-in of `folder` was called."""
    return sum(1 for _ in (folder / "calls").iterdir())
