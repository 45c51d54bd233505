"""A model damaged before a build or in the middle of one: no take is made with it."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.house import Build, left_behind, recover
from faults.outcomes import WENT_ON, Tell, ended, schedules
from faults.schedules import DAMAGES, damaged
from services.tiny_model import PICTURES, WEIGHTS, Extended, built_with_tiny, serving_tiny

_FILES = (WEIGHTS, WEIGHTS, "model_index.json", "manifest.json")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """Return a channel whose music a model makes, which a hub has."""
    with serving_tiny():
        yield built_with_tiny(tmp_path_factory.mktemp("models") / "channel")


@pytest.fixture(scope="module")
def undisturbed(built: Extended, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the music before and after another prompt, as a whole model makes it."""
    channel = built.copy(tmp_path_factory.mktemp("undisturbed") / "channel")
    channel.wish("stormy")
    assert channel.build(PICTURES).status == 0
    return _made(channel)


@pytest.mark.parametrize("seed", schedules(0.05, 1))
def test_no_take_is_made_with_a_damaged_model(
    seed: int, built: Extended, undisturbed: dict[str, str], tmp_path: Path, tell: Tell
) -> None:
    chance = random.Random(seed)
    name, how = chance.choice(_FILES), DAMAGES[seed % len(DAMAGES)]
    channel = built.copy(tmp_path / "channel")
    channel.wish("stormy")
    place = channel.folder / "shared/tiny" / name
    before = place.read_bytes()
    build = Build(channel, PICTURES) if seed % 2 == 0 else None
    if build:
        _wait_for(build, chance.random() * 0.5)
    meanwhile = build is not None and build.goes_on()
    place.write_bytes(damaged(before, how, chance))
    went_on = build is not None and build.finish().status == 0
    print(name, how, meanwhile, went_on)
    sentences = recover(channel, PICTURES)
    assert _made(channel) == undisturbed
    # A build that had loaded it and went on leaves it as it is, until somebody asks.
    assert channel.build("models").status == 0
    assert name == "manifest.json" or place.read_bytes() == before
    assert left_behind(channel) == []
    when = "in the middle of a build" if meanwhile else "before a build"
    tell(f"a model damaged {when}", WENT_ON if meanwhile and went_on else ended(sentences))


def _wait_for(build: Build, seconds: float) -> None:
    """Return so long after the first job has begun, of which one loads the model."""
    while build.goes_on() and not build.begun():
        time.sleep(0.01)
    time.sleep(seconds)


def _made(channel: Extended) -> dict[str, str]:
    takes = (channel.results / "takes/music").rglob("*.wav")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in takes}
