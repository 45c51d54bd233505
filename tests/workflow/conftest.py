"""One built channel for all tests of the workflow; each works on a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.channel import Channel, Run, episode


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Channel, Run]:
    """Return a channel whose one episode, three scenes in two tracks, is built, and that run."""
    channel = Channel(tmp_path_factory.mktemp("built") / "channel")
    channel.write(episode())
    run = channel.build()
    assert run.status == 0, run.said
    return channel, run


@pytest.fixture(scope="session")
def built(first_build: tuple[Channel, Run]) -> Channel:
    """Return the built channel, which no test may change."""
    return first_build[0]


@pytest.fixture
def channel(built: Channel, tmp_path: Path) -> Channel:
    """Return a built channel that the test may change."""
    return built.copy(tmp_path / "channel")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Channel]:
    """Return a channel without a script."""
    return Channel(tmp_path / "channel")
