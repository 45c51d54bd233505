"""Uploads under seeded schedules of trouble: killed runs, dead lines, lost answers, used-up quotas.

Each schedule has a film whose title changes on the way. Whatever happens, the channel never has a
second video of a film, nor shows one before it is complete; and when the trouble ends, the next run
ends the upload.

REELMAKE_FAULTS=100 in the environment runs a quarter as many of them (see tests/faults).
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from films import Film
from runner import Runner, runner

from faults.outcomes import Tell, schedules
from services.loopback_youtube import Request, Tube

FAULTS = ("before", "after", "part", "503", "late", "401", "quota", "limit")
_RUNS = 6


@pytest.fixture(scope="module")
def runs() -> Iterator[Runner]:
    with runner() as loaded:
        yield loaded


class Trouble:
    """What goes wrong, by one seed: a share of the requests fails, one of them kills the run."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.share = self.chance.choice([0.0, 0.1, 0.3, 0.6])
        self.kill: int | None = None
        self.victim = threading.Event()
        self.pid = 0
        self.forgot = False

    def __call__(self, request: Request) -> str | None:
        if self.kill is not None:
            self.kill -= 1
            if self.kill == 0 and self.victim.wait(5):
                # Before the request is done, or while or after it: the run may be killed anywhere.
                when = self.chance.choice(["now", "soon"])
                if when == "now":
                    os.kill(self.pid, signal.SIGKILL)
                    return self.chance.choice([None, "before", "part"])
                delay = self.chance.random() * 0.01
                threading.Timer(delay, _kill, (self.pid,)).start()
        if self.chance.random() < self.share:
            return self.chance.choice(FAULTS)
        if self.chance.random() < self.share / 8 and request.kind == "ask":
            self.forgot = True
            return "gone"
        return None


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.mark.parametrize("seed", schedules(0.25, 10))
def test_whatever_happens_there_is_one_video(
    seed: int, tube: Tube, tmp_path: Path, runs: Runner, tell: Tell
) -> None:
    film = Film.make(tmp_path, tube, size=random.Random(seed).choice([1, 262_144, 700_000]))
    trouble = Trouble(seed)
    tube.fault = trouble
    ended = []
    for number in range(_RUNS):
        trouble.victim.clear()
        trouble.kill = trouble.chance.choice([None, 1, 2, 3, 4, 5, 6, 8, 10, 12])
        tube.hidden = trouble.chance.random() < 0.2
        film.texts(title=f"Una gota {number // 3}")
        ended.append(run(runs, film, tube, trouble))
        assert len(tube.videos) <= 1 and tube.half == []
    tube.fault, tube.hidden = lambda request: None, False
    outcome = "the next command recovers"
    if run(runs, film, tube, trouble) != 0:
        # Its session was forgotten when the last byte may have been sent: that is for the person.
        assert not tube.videos and trouble.forgot, ended
        film.wait(hours=1)
        assert run(runs, film, tube, trouble, replace=True) == 0
        outcome = "a sentence says what to do, then it recovers"
    (video,) = tube.videos.values()
    assert set(ended) <= {0, 1, -signal.SIGKILL}
    assert video.snippet["title"] == "Una gota 1" and len(video.captions) == 1
    assert video.status["privacyStatus"] == "public" and tube.half == []
    tell(f"uploads: kills, and {trouble.share:.0%} of requests fail", outcome)


def run(runs: Runner, film: Film, tube: Tube, trouble: Trouble, replace: bool = False) -> int:
    where = film.variables(tube)
    trouble.pid = runs.start(folder=str(film.folder), variables=where, replace=replace)
    trouble.victim.set()
    return runs.wait()
