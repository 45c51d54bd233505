"""What each kind of fault does to a build, and how the person comes out of it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from faults.house import (
    advice,
    copy_tree,
    finish,
    names,
    new_files,
    recover,
    stand_in,
    start,
    strike,
)
from faults.schedules import DAMAGES, Schedule, damaged
from workflow.channel import Channel

_AT_ONCE = "the next command recovers"
_TOLD = "a sentence says what to do, then it recovers"
ROOT = os.geteuid() == 0


def _ended(sentences: list[str]) -> str:
    return _TOLD if sentences else _AT_ONCE


def a_kill(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Kill Snakemake, a worker, a job or an ffmpeg in the middle of a build."""
    chance = schedule.chance
    name, _, victim = schedule.how.partition(" to ")
    before, wanted = names(channel), chance.choice([0, 0, 1, 2, 3, 5, 8, 12])
    process = start(channel)
    deadline = time.monotonic() + 240
    # Workers and jobs come and go, so it may take some tries to meet one.
    while process.poll() is None and time.monotonic() < deadline:
        if new_files(channel, before) >= wanted:
            time.sleep(chance.random() * 0.3)
            if strike(process, victim, signal.Signals[name]):
                break
        time.sleep(0.02)
    if victim == "Snakemake" and name == "SIGKILL":
        # The next build may come at once, while its jobs still go.
        process.wait()
        time.sleep(chance.choice([0, 0, 0.5, 2]))
        drop(process)
    else:
        finish(process)
    return channel, _ended(recover(channel))


def drop(process: subprocess.Popen[str]) -> None:
    """Listen no longer to a build that is gone."""
    assert process.stdout is not None
    process.stdout.close()


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
    return channel, _ended(recover(channel))


def clock_that_was_ahead(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Give everything times of the future, as if the clock had been put back."""
    seconds = {"by minutes": 600, "by a day": 90_000, "by years": 3 * 10**8}[schedule.how]
    ahead = seconds * 10**9
    for path in [channel.results, *channel.results.rglob("*")]:
        stat = path.lstat()
        times = (stat.st_atime_ns + ahead, stat.st_mtime_ns + ahead)
        os.utime(path, ns=times, follow_symlinks=False)
    outcome = _ended(recover(channel))
    assert "Nothing to be done" in channel.dry_run().said
    return channel, outcome


def full_disk(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build where there is hardly any room."""
    kept = channel.folder / "kept"
    channel.results.rename(kept)
    channel.results.mkdir()
    used = sum(path.lstat().st_blocks * 512 for path in kept.rglob("*") if not path.is_dir())
    room = used + 4096 * schedule.chance.randrange(4, 200)
    print(f"{room - used} bytes of room")
    with mounted(channel.results, "-t", "tmpfs", "-o", f"size={room}", "tmpfs"):
        shutil.copytree(kept, channel.results, symlinks=True, dirs_exist_ok=True)
        first = channel.build()
        told = advice(first.said)
        assert first.status == 0 or told, first.said
        assert first.status == 0 or "full" in first.said or "No space left" in first.said
        remount = ["mount", "-o", "remount,size=1g", channel.results]
        subprocess.run(remount, check=True)
        sentences = told + recover(channel)
        shutil.rmtree(kept)
        shutil.copytree(channel.results, kept, symlinks=True)
    channel.results.rmdir()
    kept.rename(channel.results)
    return channel, _ended(sentences)


@contextmanager
def mounted(place: Path, *arguments: str | Path) -> Iterator[None]:
    """Mount something at `place` for the block."""
    done = subprocess.run(["mount", *arguments, place], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("a small or a read-only disk cannot be mounted here: that takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def may_not_grow(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build as a user whose files may not be large."""
    limit = schedule.chance.choice([60_000, 100_000, 200_000, 500_000])
    before = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    first = finish(start(channel, before=before))
    told = advice(first.said)
    assert first.status == 0 or told, first.said
    return channel, _ended(told + recover(channel))


def ffmpeg_hangs(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build with an ffmpeg that does not end."""
    number = schedule.chance.randint(1, 3)
    variables = stand_in(channel.folder / "stand-in", number, schedule.how)
    first = finish(start(channel, "--config", "ffmpeg_seconds=10", variables=variables))
    assert first.status != 0
    assert "ffmpeg did not finish to " in first.said, first.said
    return channel, _ended(advice(first.said) + recover(channel))


def ffmpeg_killed(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Build with an ffmpeg that is killed."""
    number = schedule.chance.randint(1, 3)
    variables = stand_in(channel.folder / "stand-in", number, schedule.how)
    first = finish(start(channel, variables=variables))
    assert first.status == 0 or "ffmpeg was ended by SIGKILL" in first.said, first.said
    return channel, _ended(["told"] * first.status + recover(channel))


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
    return channel, _ended(recover(channel))


def two_builds(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Start a second build beside the first, or leave a lock of a dead one."""
    lock = channel.results / ".lock"
    if schedule.how == "a stale lock":
        gone = subprocess.Popen(["true"])
        gone.wait()
        lock.write_bytes(f"process {gone.pid}, since 2026-01-01 00:00:00\n".encode() + b"\xff\xfe")
        return channel, _ended(recover(channel))
    first = start(channel)
    deadline = time.monotonic() + 120
    while f"process {first.pid}" not in lock.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGSTOP)
    second = channel.build()
    first.send_signal(signal.SIGCONT)
    assert second.status != 0
    assert f"another build is working on results (process {first.pid}" in second.said
    assert finish(first).status == 0
    return channel, _TOLD


def unusable(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Make a folder read-only, or a link to itself."""
    parts = ("", "takes/clips/libx264", "takes/clips", "S01E01/es", "S01E01/es/raw", "takes")
    place = channel.results / schedule.chance.choice(parts)
    print(place)
    if schedule.how == "read-only":
        with read_only(place):
            first = channel.build()
        assert first.status == 0 or advice(first.said) or "cannot be" in first.said
        return channel, _ended(["told"] * (first.status != 0) + recover(channel))
    away = place.with_name("away")
    place.rename(away)
    place.symlink_to(place.name)

    def bring_back() -> None:
        if not place.is_symlink() and away.exists():
            shutil.rmtree(place, ignore_errors=True)
            away.rename(place)

    sentences = recover(channel, bring_back)
    assert not away.exists()
    return channel, _ended(sentences)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Make a folder read-only for the block: for root, who may write anywhere, by a mount."""
    if not ROOT:
        place.chmod(0o555)
        try:
            yield
        finally:
            place.chmod(0o755)
        return
    with mounted(place, "--bind", place):
        subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
        yield


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
    return moved, _ended(recover(moved))


FAULTS: dict[str, Callable[[Schedule, Channel], tuple[Channel, str]]] = {
    "a kill": a_kill,
    "damaged files": damaged_files,
    "a clock that was ahead": clock_that_was_ahead,
    "a full disk": full_disk,
    "files that may not grow": may_not_grow,
    "ffmpeg that hangs": ffmpeg_hangs,
    "ffmpeg killed": ffmpeg_killed,
    "Snakemake's records": records,
    "two builds at once": two_builds,
    "a place that cannot be used": unusable,
    "results elsewhere": elsewhere,
}
