"""The token bucket: never more than the rate, over processes and whatever the clock does."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import rates
from engines.rates import Bucket, take

SCRIPTS = Path(rates.__file__).parents[1]
pauses = st.lists(st.floats(0, 40), min_size=1, max_size=60)


@given(pauses, st.floats(0.5, 600), st.integers(1, 5))
def test_no_window_holds_more_than_the_rate_and_the_burst(pauses, per_minute, burst) -> None:
    now, bucket, sent = 1000.0, Bucket(float(burst), 1000.0), []
    for pause in pauses:
        now += pause
        seconds, bucket = take(bucket, now, per_minute, burst)
        now += seconds
        sent.append(now)
    for first, start in enumerate(sent):
        for last in range(first, len(sent)):
            allowed = burst + (sent[last] - start) * per_minute / 60
            assert last - first + 1 <= allowed + 1e-6


@given(pauses, st.floats(0.5, 600))
def test_nobody_waits_longer_than_needed(pauses, per_minute) -> None:
    interval = 60 / per_minute
    now, bucket, last = 0.0, Bucket(1.0, 0.0), -interval
    for pause in pauses:
        now += pause
        seconds, bucket = take(bucket, now, per_minute)
        assert seconds == pytest.approx(max(0.0, last + interval - now), abs=1e-6)
        now = last = now + seconds


@given(st.floats(0, 1), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(0.5, 600))
def test_a_clock_that_jumps_never_stops_the_build(tokens, at, now, per_minute) -> None:
    seconds, _ = take(Bucket(tokens, at), now, per_minute)
    assert 0 <= seconds <= 60 / per_minute + 1e-6


def test_waits_are_kept_between_calls_and_apart_by_name(tmp_path: Path) -> None:
    now, slept = [50.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 6))
        now[0] += seconds

    for name in ("one", "one", "two", "one"):
        rates.wait(name, 6, tmp_path, lambda: now[0], sleep)
    now[0] += 4
    rates.wait("one", 6, tmp_path, lambda: now[0], sleep)
    assert slept == [0, 10, 0, 10, 6]


@pytest.mark.parametrize("text", ["[0.5", "[]", "null", "[1, null]"])
def test_a_half_written_bucket_counts_as_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.rate").write_text(text)
    slept: list[float] = []
    rates.wait("one", 60, tmp_path, lambda: 0.0, slept.append)
    assert slept == [1.0]


def test_two_processes_share_one_rate(tmp_path: Path) -> None:
    code = (
        "import time\nfrom pathlib import Path\nfrom engines.rates import wait\n"
        f"for _ in range(4):\n wait('shared', 600, Path({str(tmp_path)!r}))\n print(time.time())\n"
    )
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.Popen(command, cwd=SCRIPTS, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    sent = sorted(float(line) for run in runs for line in run.communicate()[0].split())
    assert len(sent) == 8
    # The time is printed after the wait: a slow print may shorten a gap, so the whole is judged.
    assert sent[-1] - sent[0] >= 0.65


def test_a_killed_waiter_gives_its_place_back(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom engines.rates import wait\n"
        f"wait('one', 1, Path({str(tmp_path)!r}))\nprint('first', flush=True)\n"
        f"wait('one', 1, Path({str(tmp_path)!r}))\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=SCRIPTS, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "first\n"
    time.sleep(0.1)
    run.kill()
    run.communicate()
    slept: list[float] = []
    rates.wait("one", 1, tmp_path, sleep=slept.append)
    assert 55 < slept[0] < 60


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(rates.UserError, match="set XDG_CACHE_HOME"):
        rates.wait("one", 6, tmp_path / "file")
