"""Files that are there whole or not at all, and untouched where nothing changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from build.files import publish, sweep_temporaries, write_if_changed, write_text
from build.owner import VARIABLE


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "film.mp4"
    with pytest.raises(RuntimeError), publish(path) as temporary:
        temporary.write_bytes(b"half")
        assert not path.exists()
        raise RuntimeError
    assert os.listdir(path.parent) == []
    with publish(path) as temporary:
        assert temporary.suffix == ".mp4"
        temporary.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert os.listdir(path.parent) == ["film.mp4"]


def test_the_old_file_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), publish(path) as temporary:
        temporary.write_text("new")
        raise RuntimeError
    assert path.read_text() == "old"


def test_nothing_is_published_for_a_build_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"{os.getpid()}:1.0")  # this number, started at another time
    with pytest.raises(InterruptedError):
        write_text(tmp_path / "a.txt", "late")
    assert os.listdir(tmp_path) == []


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "edit.json"
    assert write_if_changed(path, "ñ\n")
    stamp = path.stat().st_mtime_ns
    assert not write_if_changed(path, "ñ\n")
    assert path.stat().st_mtime_ns == stamp
    assert write_if_changed(path, "other\n")


def test_only_temporaries_are_swept(tmp_path: Path) -> None:
    (tmp_path / ".tmp-1-2-a.png").touch()
    (tmp_path / "a.png").touch()
    sweep_temporaries({tmp_path, tmp_path / "missing"})
    assert os.listdir(tmp_path) == ["a.png"]
