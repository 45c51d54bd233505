"""Trying again: how often, how long, and when not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.retry import LONGEST_PAUSE, GaveUpError, TransientError, backoff, retry_after, retrying


class Fake:
    """A clock, and attempts that take a second each and fail as told."""

    def __init__(self, *failures: TransientError | Exception | None) -> None:
        self.now, self.slept, self.left = 0.0, [], []
        self._failures = list(failures)

    def attempt(self, left: float) -> str:
        self.left.append(left)
        self.now += 1
        failure = self._failures.pop(0)
        if failure:
            raise failure
        return "take"

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def run(self, limit: float, ready=lambda: None) -> str:
        return retrying(
            self.attempt, limit, ready, clock=lambda: self.now, sleep=self.sleep, chance=lambda: 1.0
        )


def test_pauses_double_and_the_first_good_answer_counts() -> None:
    fake = Fake(TransientError("a"), TransientError("b"), TransientError("c"), None)
    assert fake.run(60) == "take"
    assert fake.slept == [0.5, 1, 2]
    assert fake.left == [60, 58.5, 56.5, 53.5]


def test_what_the_server_asks_for_is_honoured() -> None:
    fake = Fake(TransientError("a", after=7), TransientError("b", after=0.1), None)
    fake.run(60)
    assert fake.slept == [7, 1]


def test_a_wait_beyond_the_limit_is_not_begun() -> None:
    fake = Fake(TransientError("come back tomorrow", after=86400), None)
    with pytest.raises(GaveUpError, match="come back tomorrow"):
        fake.run(60)
    assert fake.slept == []


def test_waiting_for_a_turn_does_not_count() -> None:
    fake = Fake(*[TransientError("a")] * 3, None)

    def turn() -> None:
        fake.now += 1000

    assert fake.run(10, turn) == "take"


def test_any_other_failure_is_passed_on() -> None:
    with pytest.raises(KeyError):
        Fake(KeyError()).run(10)


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_pauses_stay_in_bounds(tries: int, chance: float) -> None:
    assert 0.25 <= backoff(tries, chance) <= LONGEST_PAUSE


@given(st.floats(1, 100), st.lists(st.floats(0, 50), max_size=50))
def test_attempts_and_pauses_never_take_longer_than_the_limit(limit, waits) -> None:
    fake = Fake(*[TransientError("a", wait) for wait in waits], None)
    with contextlib.suppress(GaveUpError):
        fake.run(limit)
    assert sum(fake.slept) + len(fake.left) <= limit + 1  # the last attempt ends as it may


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3),
        ("1.5", 1.5),
        ("-4", 0),
        ("nan", None),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, now=10) == seconds
