"""For the tests of uploads: a YouTube on loopback, a film to upload, short pauses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from films import Film

from engines import retry
from services.loopback_youtube import Tube, youtube


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this person's proxies out of the tests, and the pauses between tries short."""
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)


@pytest.fixture
def tube() -> Iterator[Tube]:
    """Return a YouTube on loopback."""
    with youtube() as server:
        yield server


@pytest.fixture
def film(tube: Tube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Film:
    """Return a film whose upload goes to `tube`."""
    made = Film.make(tmp_path, tube)
    for name, value in made.variables(tube).items():
        monkeypatch.setenv(name, value)
    return made
