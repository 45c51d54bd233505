"""For the tests of services: a server on loopback, keys that are none, no pauses worth the name."""

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
    """Keep this person's keys, proxies, cache and `.env` out of the tests."""
    for name in os.environ:
        if name.startswith(("GOOGLE_", "TOGETHER_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("REELMAKE_ENV_FILE", os.devnull)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between tries."""
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
