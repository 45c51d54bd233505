"""What each kind of fault does to a build, and how the person comes out of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable

from faults.clocks import clock_that_jumps, clock_that_was_ahead
from faults.disks import full_disk, may_not_grow, unusable
from faults.ffmpeg import ffmpeg_hangs, ffmpeg_killed
from faults.house import Build, copy_tree, recover, strike
from faults.outcomes import TOLD, WENT_ON, MissedError, ended
from faults.schedules import DAMAGES, Schedule, damaged
from workflow.channel import Channel


def a_kill(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Kill Snakemake, a worker or a job at some moment of a build."""
    chance = schedule.chance
    name, _, victim = schedule.how.partition(" to ")
    wanted = chance.randint(0, schedule.jobs)
    # Before the first job Snakemake is loaded and plans, which takes some seconds.
    delay = chance.random() * (0.3 if wanted else 3)
    build, met = Build(channel), False
    # Workers and jobs come and go, so it may take some tries to meet one.
    while build.goes_on() and not met:
        if build.begun() >= wanted:
            time.sleep(delay)
            met = strike(build.process, victim, signal.Signals[name])
        time.sleep(0.02)
    status = build.finish().status
    if not met or (status == 0 and victim in ("Snakemake", "the group")):
        raise MissedError
    if victim == "Snakemake" and name == "SIGKILL":
        # The next build may come at once, while its jobs still go.
        time.sleep(chance.choice([0, 0, 0.5, 2]))
    sentences = recover(channel)
    return channel, WENT_ON if status == 0 else ended(sentences)


def damaged_files(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Cut off or change some files of the results."""
    chance = schedule.chance
    there = sorted(
        path
        for path in channel.results.rglob("*")
        if path.suffix in {".png", ".wav", ".mp4", ".json", ".srt", ".vtt"}
        and path.is_file()
        and not path.is_symlink()
        and "logs" not in path.parts
    )
    for path in chance.sample(there, chance.randint(1, 5)):
        how = chance.choice(DAMAGES)
        times = path.stat()
        print(f"{path.relative_to(channel.folder)}: {how}")
        path.write_bytes(damaged(path.read_bytes(), how, chance))
        if schedule.how == "old times":
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return channel, ended(recover(channel))


def records(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Lose or damage Snakemake's own records."""
    place, chance = channel.folder / ".snakemake", schedule.chance
    files = [path for path in (place / "metadata").rglob("*") if path.is_file()]
    if schedule.how == "lost":
        shutil.rmtree(place)
    elif schedule.how == "a file in their place":
        shutil.rmtree(place)
        place.touch()
    elif schedule.how == "stale locks":
        locks = place / "locks"
        locks.mkdir(exist_ok=True)
        for part in ("input", "output"):
            text = "".join(f"{path}\n" for path in channel.results.rglob("*.mp4"))
            (locks / f"0.{part}.lock").write_text(text)
    else:
        for path in chance.sample(files, len(files) // 2):
            content = {
                "garbage": chance.randbytes(300),
                "other JSON": b'["a list"]',
                "half-written": path.read_bytes()[: chance.randrange(1, 100)],
            }[schedule.how]
            path.write_bytes(content)
            (place / "incomplete" / f"not base64 {chance.random()}").write_bytes(content)
    return channel, ended(recover(channel))


def two_builds(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Start a second build beside the first, or leave a lock of a dead one."""
    lock = channel.results / ".lock"
    if schedule.how == "a stale lock":
        gone = subprocess.Popen(["true"])
        gone.wait()
        lock.write_bytes(f"process {gone.pid}, since 2026-01-01 00:00:00\n".encode() + b"\xff\xfe")
        return channel, ended(recover(channel))
    first = Build(channel)
    mark = f"process {first.process.pid}"
    deadline = time.monotonic() + 120
    while mark not in lock.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    first.process.send_signal(signal.SIGSTOP)
    second = channel.build()
    first.process.send_signal(signal.SIGCONT)
    assert second.status != 0
    assert f"another build is working on results ({mark}" in second.said
    assert first.finish().status == 0
    return channel, TOLD


def elsewhere(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Move or copy the results."""
    there = channel.folder.with_name("elsewhere")
    if schedule.how == "moved":
        channel.folder.rename(there)
    else:
        copy_tree(channel.folder, there, times=schedule.how != "copied without times")
        shutil.rmtree(channel.folder)
    moved = object.__new__(Channel)
    moved.folder, moved.scripts, moved.results = there, there / "scripts_json", there / "results"
    if schedule.how == "copied without .snakemake":
        moved.forget()
    return moved, ended(recover(moved))


FAULTS: dict[str, Callable[[Schedule, Channel], tuple[Channel, str]]] = {
    "a kill": a_kill,
    "damaged files": damaged_files,
    "a clock that was ahead": clock_that_was_ahead,
    "a clock that jumps": clock_that_jumps,
    "a full disk": full_disk,
    "files that may not grow": may_not_grow,
    "ffmpeg that hangs": ffmpeg_hangs,
    "ffmpeg killed": ffmpeg_killed,
    "Snakemake's records": records,
    "two builds at once": two_builds,
    "a place that cannot be used": unusable,
    "results elsewhere": elsewhere,
}
