"""Whole builds under seeded schedules of faults: afterwards all is as if nothing had happened.

REELMAKE_FAULTS=100 in the environment runs as many schedules, of all kinds of faults together.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from build.errors import UserError
from build.intact import as_made, is_whole, read_sidecar
from faults.ffmpeg import calls_counted, stand_in
from faults.house import RICH, SMALL, Build, contents, edit, left_behind, recover, write_small
from faults.outcomes import MissedError, Tell, schedules
from faults.schedules import Schedule, draw
from faults.strikes import FAULTS
from workflow.channel import Channel

_CONFIG = {False: SMALL, True: RICH}
_TRIES = 6
_UNREAD = "not read by the build; `verify` tells, then it recovers"


@dataclass(frozen=True)
class Undisturbed:
    """What an undisturbed build comes to, and with how many jobs and calls of ffmpeg."""

    contents: dict[str, Any]
    jobs: int
    calls: int


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Channel]:
    """Return a small channel that is fully built, a rich or a plain one; each is built once."""

    @cache
    def channel(rich: bool) -> Channel:
        channel = write_small(tmp_path_factory.mktemp("faults") / "channel", _CONFIG[rich])
        run = channel.build()
        assert run.status == 0, run.said
        return channel

    return channel


@pytest.fixture(scope="session")
def undisturbed(
    small: Callable[[bool], Channel], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, bool], Undisturbed]:
    """Return what an undisturbed build comes to after an edit; built once for each."""

    @cache
    def after(what: str, rich: bool) -> Undisturbed:
        channel = small(rich).copy(tmp_path_factory.mktemp("undisturbed") / "channel")
        edit(channel, what, _CONFIG[rich])
        counter = channel.folder / "counter"
        run = Build(channel, variables=stand_in(counter)).finish()
        assert run.status == 0, run.said
        return Undisturbed(contents(channel), len(run.jobs), calls_counted(counter))

    return after


@pytest.mark.timeout(1800)  # nothing is timed; a busy machine takes its time
@pytest.mark.parametrize("seed", schedules(0.4, 4))
def test_after_any_fault_all_is_as_if_nothing_had_happened(
    seed: int, small: Callable, undisturbed: Callable, tmp_path: Path, tell: Tell
) -> None:
    drawn = draw(seed)
    known = undisturbed(drawn.edit, drawn.rich)
    schedule = replace(drawn, jobs=known.jobs, calls=known.calls)
    print(schedule)
    channel, outcome = struck(schedule, small(schedule.rich), tmp_path)
    wrong = differing(channel, known.contents)
    # Damage that this build had no reason to read shows when it is read.
    assert all(schedule.kind == "damaged files" and is_told(channel, name) for name in wrong), wrong
    if any(is_wanted(channel, name) for name in wrong):
        outcome = _UNREAD
        run = channel.build("verify", "--config", "fix=true")
        assert run.status == 0, run.said
        assert recover(channel) == []
        wrong = differing(channel, known.contents)
        assert not any(is_wanted(channel, name) for name in wrong), wrong
    assert not [path for path in channel.results.rglob(".tmp-*") if "/logs/" not in str(path)]
    assert left_behind(channel) == []
    tell(schedule.fault, outcome)


def struck(schedule: Schedule, built: Channel, folder: Path) -> tuple[Channel, str]:
    """Edit a copy of `built` and disturb its build; again, at other moments, where that missed."""
    for number in range(_TRIES):
        channel = built.copy(folder / str(number) / "channel")
        edit(channel, schedule.edit, _CONFIG[schedule.rich])
        try:
            return FAULTS[schedule.kind](schedule, channel)
        except MissedError:
            shutil.rmtree(folder / str(number))
    raise AssertionError(f"the fault met no build in {_TRIES} tries")


def differing(channel: Channel, expected: dict[str, Any]) -> list[str]:
    """Return the names of files that are not as in an undisturbed build."""
    found = contents(channel)
    every = sorted(found.keys() | expected.keys())
    return [name for name in every if found.get(name) != expected.get(name)]


def is_wanted(channel: Channel, name: str) -> bool:
    """Tell whether a file belongs to the episode as it is now, not to what an edit left."""
    lists = "".join(path.read_text() for path in channel.results.glob("S01E01/*/edit*.json"))
    stem = name.removeprefix("takes/").rpartition(".")[0]
    return not name.startswith("takes/") or "/templates/" in name or f'"{stem}"' in lists


def is_told(channel: Channel, name: str) -> bool:
    """Tell whether the damage of a file, or its loss, shows when it is read."""
    path = channel.results / name
    try:
        if path.suffix == ".json":
            read_sidecar(path)
        elif path.suffix == ".wav" and "clips" in path.parts:
            return not is_whole(path)
        else:
            as_made(path)
    except (UserError, FileNotFoundError):
        return True
    return False
