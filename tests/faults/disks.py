"""Disks that are full, read-only or limited, and folders that lead back to themselves."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from faults.house import Build, advice, recover
from faults.outcomes import MissedError, ended
from faults.schedules import Schedule
from workflow.channel import Channel

ROOT = os.geteuid() == 0


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
        if first.status == 0:
            raise MissedError  # it needed no more
        told = advice(first.said)
        assert told and ("full" in first.said or "No space left" in first.said), first.said
        remount = ["mount", "-o", "remount,size=1g", channel.results]
        subprocess.run(remount, check=True)
        sentences = told + recover(channel)
        shutil.rmtree(kept)
        shutil.copytree(channel.results, kept, symlinks=True)
    channel.results.rmdir()
    kept.rename(channel.results)
    return channel, ended(sentences)


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
    first = Build(channel, before=before).finish()
    if first.status == 0:
        raise MissedError  # its files are smaller
    told = advice(first.said)
    assert told, first.said
    return channel, ended(told + recover(channel))


def unusable(schedule: Schedule, channel: Channel) -> tuple[Channel, str]:
    """Make a folder read-only, or a link to itself."""
    parts = ("", "takes/clips/libx264", "takes/clips", "S01E01/es", "S01E01/es/raw", "takes")
    place = channel.results / schedule.chance.choice(parts)
    print(place)
    if schedule.how == "read-only":
        with read_only(place):
            first = channel.build()
        if first.status == 0:
            raise MissedError  # it wrote nothing there
        assert advice(first.said) or "cannot be" in first.said, first.said
        return channel, ended(["told", *recover(channel)])
    away = place.with_name("away")
    place.rename(away)
    place.symlink_to(place.name)

    def bring_back() -> None:
        if not place.is_symlink() and away.exists():
            shutil.rmtree(place, ignore_errors=True)
            away.rename(place)

    sentences = recover(channel, help_out=bring_back)
    assert not away.exists()
    return channel, ended(sentences)


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
