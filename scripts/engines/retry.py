"""Trying again: with growing, jittered pauses, as a server asks, and not for ever."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from itertools import count
from typing import TypeVar

T = TypeVar("T")

FIRST_PAUSE = 0.5  # seconds; doubled each time
LONGEST_PAUSE = 30.0
_WORTH = 0.1  # of the limit: with less time an attempt would be paid for and cut short


class TransientError(Exception):
    """An attempt that failed for now; `after` is how many seconds the server asked to wait."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class GaveUpError(Exception):
    """The time is over; the message is why the last attempt failed."""


def retrying(
    attempt: Callable[[float], T],
    limit: float,
    ready: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> T:
    """Return what `attempt` returns, trying again on TransientError.

    `attempt` is given the seconds that are left of `limit`; waiting in `ready`, before each, does
    not count. Raises GaveUpError when the next attempt would come too late to be worth it.
    """
    left = limit
    for tries in count():
        ready()
        began = clock()
        try:
            return attempt(left)
        except TransientError as again:
            pause = max(backoff(tries, chance()), again.after or 0.0)
            left -= clock() - began + pause
            if left < limit * _WORTH:
                asks = f", and asks to wait {again.after:.0f} s" if again.after else ""
                raise GaveUpError(f"{again}{asks}") from None
        sleep(pause)
    raise AssertionError


def backoff(tries: int, chance: float) -> float:
    """Return the pause after `tries` earlier pauses, its upper half by `chance` (0 to 1)."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 16))
    return longest * (0.5 + 0.5 * chance)


def retry_after(header: str | None, now: float) -> float | None:
    """Return the seconds a Retry-After header asks for: a number or a date; None for neither.

    `now` is the wall clock's time.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return None
    return None if math.isnan(seconds) else max(0.0, seconds)
