"""The one runner of ffmpeg on inputs that ffmpeg alone takes for good."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image

from build.errors import UserError
from media import ffmpeg


def test_a_failure_is_one_sentence_and_the_log_has_the_rest(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(UserError, match=r"ffmpeg could not read it: .*missing\.png") as failed:
        command = ["-i", tmp_path / "missing.png", "-f", "null", "-"]
        ffmpeg.run(command, log=log, doing="read it")
    assert "\n" not in str(failed.value)
    assert "missing.png" in log.read_text()


def test_a_missing_clip_in_a_list_is_not_a_shorter_film(tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "a.png")
    listing = tmp_path / "list.txt"
    listing.write_text(f"file '{tmp_path}/a.png'\nfile '{tmp_path}/b.png'\n")
    with pytest.raises(UserError):
        command = ["-f", "concat", "-safe", "0", "-i", listing, "-f", "null", "-"]
        ffmpeg.run(command, log=tmp_path / "log")


def test_what_never_ends_is_stopped(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(UserError, match="did not finish to encode within 1 seconds"):
        command = ["-re", "-f", "lavfi", "-i", "color=black", "-f", "null", "-"]
        ffmpeg.run(command, log=tmp_path / "log", timeout=1)
    assert time.monotonic() - began < 10


def test_what_it_said_is_of_this_run_alone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("I: -99.0 LUFS\n")
    command = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "color=black",
        "-frames:v",
        "1",
        "-f",
        "null",
        "-",
    ]
    assert ffmpeg.run(command, log=log) == ""
    assert log.read_text().startswith("I: -99.0 LUFS\n")


def test_the_configuration_says_how_long_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELMAKE_FFMPEG_SECONDS", "1")
    monkeypatch.setattr(ffmpeg, "executable", lambda: _program(tmp_path, "kill -STOP $$"))
    with pytest.raises(UserError, match="within 1 seconds and was stopped; build again"):
        ffmpeg.run([], log=tmp_path / "log", timeout=120)


def test_what_is_killed_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "executable", lambda: _program(tmp_path, "kill -KILL $$"))
    with pytest.raises(UserError, match="ffmpeg was ended by SIGKILL while it was to mix; build"):
        ffmpeg.run([], log=tmp_path / "log", doing="mix")


@pytest.mark.parametrize(("verbosity", "name"), [("info", "SIGTERM"), ("warning", "a signal")])
def test_what_ends_at_a_signal_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verbosity: str, name: str
) -> None:
    real = ffmpeg.executable()
    script = f'(sleep 0.3; kill -TERM $$) & exec "{real}" "$@"'
    monkeypatch.setattr(ffmpeg, "executable", lambda: _program(tmp_path, script))
    command = ["-v", verbosity, "-re", "-f", "lavfi", "-i", "color=black", "-f", "null", "-"]
    with pytest.raises(UserError, match=f"ffmpeg was ended by {name} while it was to mix; build"):
        ffmpeg.run(command, log=tmp_path / "log", doing="mix", timeout=20)


def test_a_full_disk_is_told_whatever_else_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "echo 'av_write: No space left on device' >&2; echo Conversion failed! >&2; exit 1"
    monkeypatch.setattr(ffmpeg, "executable", lambda: _program(tmp_path, script))
    with pytest.raises(UserError, match="could not mix: the disk is full; make room and build"):
        ffmpeg.run([], log=tmp_path / "log", doing="mix")


def _program(folder: Path, script: str) -> str:
    """Return a program that stands in for an ffmpeg that something happens to."""
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)
