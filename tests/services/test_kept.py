"""What was paid for is not paid for again: not on a full disk, not after a killed build."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from build.errors import UserError
from engines import kept as kept_answers
from engines.kept import Kept
from engines.makers import picture_maker, voice_maker
from engines.service import Tally
from services import test_google, test_together
from services.conftest import KEY
from services.server import Reply, Request, ScriptedServer
from services.sounds import draw, speak

pytestmark = pytest.mark.usefixtures("quick")
Make = Callable[[Path], dict[str, Any]]
LOST = Reply(200, b"xx", cut=1)


def both(request: Request) -> Reply:
    return (draw if request.path.startswith("/v1/images") else speak)(request)


@pytest.fixture(autouse=True)
def keys(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOGLE_TTS_API_KEY", "TOGETHER_API_KEY"):
        monkeypatch.setenv(name, KEY)
    server.answer(both)


def maker(server: ScriptedServer, what: str) -> Make:
    """Return what makes a take at a path by the real maker, and returns what its sidecar tells."""
    at = {"base_url": server.address}
    if what == "picture":
        drawing = test_together.together.load({**test_together.SETTINGS, **at}, None)
        make, spec = picture_maker(drawing, "together", {}), test_together.WISH
    else:
        speaking = test_google.google.load({**test_google.SETTINGS, **at}, None)
        make = voice_maker(speaking, "google", {})
        spec = test_google.LONG if what == "long line" else test_google.LINE

    def made(take: Path) -> dict[str, Any]:
        done = make(spec, take, take.with_suffix(".json"), [], take.with_suffix(".log"))
        assert done is not None
        done()
        return json.loads(take.with_suffix(".json").read_text())["made_by"]

    return made


def held(tmp_path: Path) -> list[Path]:
    """Return what is kept."""
    return list((tmp_path / "cache/reelmake").glob("*/*"))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("what", "paid"), [("line", 1), ("long line", 3), ("picture", 1)])
@pytest.mark.parametrize("closed", ["take", "sidecar"])
def test_a_take_that_cannot_be_written_is_not_paid_for_again(
    server: ScriptedServer, tmp_path: Path, what: str, paid: int, closed: str
) -> None:
    make = maker(server, what)
    take = tmp_path / "takes/a.png" if what == "picture" else tmp_path / "takes/a.wav"
    stands = take if closed == "take" else take.with_suffix(".json")
    stands.mkdir(parents=True)  # a folder where the file is to be
    for _ in range(3):
        with pytest.raises(IsADirectoryError):
            make(take)
        assert len(server.requests) == paid
    stands.rmdir()
    bought = make(take)
    assert len(server.requests) == bought["requests"] == paid
    if what == "picture":
        assert bought["usd"] == 0.003
    else:
        letters = sum(len(request.json["input"]["text"]) for request in server.requests)
        assert (bought["characters"], bought["usd"]) == (letters, round(letters * 4e-6, 8))
    assert held(tmp_path) == []


@pytest.mark.parametrize("what", ["line", "long line", "picture"])
def test_nothing_is_asked_for_that_could_not_be_kept(
    server: ScriptedServer, tmp_path: Path, what: str
) -> None:
    make = maker(server, what)
    with (
        files_of_at_most(50_000),
        pytest.raises(UserError, match=r"could not be kept under .*cache.* \(File too large\), so"),
    ):
        make(tmp_path / "a.wav")
    assert server.requests == []
    assert held(tmp_path) == []


def test_an_answer_that_cannot_be_kept_is_used_and_no_further_one_asked_for() -> None:
    kept = Kept("painter")
    with files_of_at_most(100_000):
        answer = kept.get({"part": 1}, 0, lambda tally: bytes(200_000), bytes)
        assert len(answer) == 200_000
    with pytest.raises(UserError, match="so none is asked for"):
        kept.get({"part": 2}, 0, lambda tally: pytest.fail("asked"), bytes)


def test_lost_answers_of_an_earlier_build_are_recorded(
    server: ScriptedServer, tmp_path: Path
) -> None:
    make = maker(server, "long line")
    server.answer(speak, LOST)
    with pytest.raises(UserError, match="lost answers that may be charged: 3"):
        make(tmp_path / "a.wav")
    assert len(server.requests) == 4
    server.answer(LOST, speak)  # a new build may lose three again
    bought = make(tmp_path / "a.wav")
    assert len(server.requests) == bought["requests"] == 7
    assert len(bought["lost_answers"]) == 4


def test_what_a_killed_build_had_asked_for_is_recorded(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.answer(speak, Reply(delay=60))
    speaking = (
        "from services import test_google as t\n"
        f"t.google.load({{**t.SETTINGS, 'base_url': {server.address!r}}}, None).speak(t.LONG)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", speaking], env={**os.environ, "PYTHONPATH": ":".join(sys.path)}
    )
    while len(server.requests) < 2:
        assert child.poll() is None
        time.sleep(0.02)
    child.kill()
    child.wait()
    server.answer(speak)
    bought = maker(server, "long line")(tmp_path / "a.wav")
    assert len(server.requests) == bought["requests"] == 4
    (lost,) = bought["lost_answers"]
    assert lost.endswith("the build was killed before the answer came")


def test_what_is_kept_and_damaged_is_asked_for_anew(tmp_path: Path) -> None:
    def ask(tally: Tally) -> bytes:
        tally.sending()
        tally.requests += 1
        return b"answer"

    Kept("painter").get({}, 0, ask, bytes)
    (file,) = held(tmp_path)
    for damaged in (b"", b"\xff\x00", b"[]\nanswer", b"{}\nanswer"):
        file.write_bytes(damaged)
        kept = Kept("painter")
        assert kept.get({}, 0, ask, bytes) == b"answer"
        assert kept.tally.requests == 1


def test_what_was_left_half_written_long_ago_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "cache/reelmake/painter"
    folder.mkdir(parents=True)
    for name, age in ((".tmp-1-2-old.room", 2), (".tmp-1-2-new.room", 0)):
        (folder / name).touch()
        then = time.time() - age * kept_answers._LONG_AGO
        os.utime(folder / name, (then, then))
    Kept("painter").get({}, 0, lambda tally: b"answer", bytes)
    assert [path.name for path in folder.glob(".tmp-*")] == [".tmp-1-2-new.room"]
