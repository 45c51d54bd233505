"""What a long job tells of itself, beside its log."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from build import gauge
from build.gauge import Gauge, Reading, counted, gauge_file, hand_on, read_gauge, tell, telling
from engines.service import Tally
from media import ffmpeg


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log whose job tells at once."""
    return tmp_path / "job.log"


def test_a_gauge_is_read_while_the_work_goes_on(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauge, "_SECONDS", 0)
    with telling(log):
        steps = counted("abcd", 4, "count")
        read = []
        for _ in steps:
            read.append(read_gauge(log))
    assert [one.done for one in read if one] == [0, 1, 2, 3]
    assert {one.doing for one in read if one} == {"count"}
    assert read[3] and read[3].share == 0.75 and read[3].left is not None
    assert list(log.parent.iterdir()) == []


def test_short_work_tells_nothing_and_no_trouble_fails_it(log: Path) -> None:
    Gauge(3).reach(1)  # nobody's work
    with telling(log):
        Gauge(3).reach(1)
        assert not gauge_file(log).exists()
    with telling(log.parent / "gone" / "job.log"):
        one = Gauge(3)
        one._next = 0.0
        one.reach(1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"done": 1}', '{"done": "x", "total": 1}'])
def test_half_a_telling_is_none(log: Path, text: str) -> None:
    gauge_file(log).write_text(text, encoding="utf-8")
    assert read_gauge(log) is None


def test_what_was_there_before_says_nothing_of_the_pace(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gauge, "_SECONDS", 0)
    with telling(log):
        fetched = Gauge(100, "fetch", start=20)
        fetched.had(30)
        first = read_gauge(log)
        assert first and (first.done, first.start, first.left) == (50, 50, None)
        fetched.add(25)
        second = read_gauge(log)
        assert second and (second.done, second.start) == (75, 50)
        assert second.left == pytest.approx(second.seconds)


def test_the_rest_is_told_by_the_pace_so_far() -> None:
    assert Reading("", done=60, total=100, start=40, seconds=10).left == pytest.approx(20)
    assert Reading("", done=40, total=100, start=40, seconds=10).left is None
    assert Reading("", done=5, total=0, start=0, seconds=1).share == 0
    assert Reading("", done=5, total=4, start=0, seconds=1).share == 1


def test_ffmpeg_tells_how_far_it_is(log: Path) -> None:
    sound = ["-v", "error", "-re", "-f", "lavfi", "-i", "sine=duration=2", "-f", "null", "-"]

    def work() -> None:
        with telling(log):
            ffmpeg.run(sound, log=log, doing="play", seconds=2)

    thread = threading.Thread(target=work)
    thread.start()
    readings = []
    while thread.is_alive():
        readings.append(read_gauge(log))
        time.sleep(0.05)
    told = [reading for reading in readings if reading]
    assert told and {reading.doing for reading in told} == {"play"}
    assert all(0 < reading.share <= 1 for reading in told)
    assert [reading.done for reading in told] == sorted(reading.done for reading in told)


def test_what_was_said_while_loading_reaches_the_first_job_alone(tmp_path: Path) -> None:
    words, first, second = (tmp_path / name for name in ("x.load.log", "1.log", "2.log"))
    with telling(words):
        tell("placement model")
    for log in (first, second):
        hand_on(words, log)
    assert first.read_text() == "placement model\n"
    assert not second.exists() and not words.exists()


def test_a_word_reaches_the_log_of_the_job_it_is_about(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    tell("loaded")
    with telling(log):
        tell("out of memory with placement none; again with model")
        Tally().lose("painter", "no answer")
    tell("idle")
    first, second = log.read_text().splitlines()
    assert first == "out of memory with placement none; again with model"
    assert second.startswith("painter: an answer that may be charged was lost: ")
    assert capfd.readouterr().err.splitlines() == ["loaded", first, second, "idle"]
