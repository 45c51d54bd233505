"""For the tests of services: a server on loopback, a key that is none, short pauses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines import retry
from services.server import ScriptedServer, serve

KEY = "AIzaTest-0123456789-abcdefXYZ"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """Return a scripted server on loopback."""
    with serve() as scripted:
        yield scripted


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this person's proxies and cache out of the tests."""
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between tries."""
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
