"""Silence around and between spoken parts: exact, and never a sound lost."""

from __future__ import annotations

import numpy as np
import pytest

from engines.speech.silence import joined, trimmed

RATE = 1000


def part(before: int, sound: int, after: int) -> np.ndarray:
    return np.concatenate([np.zeros(before), np.full(sound, 0.5), np.zeros(after)]).astype("f4")


def sounding(samples: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.pad((np.abs(samples) > 0.004).astype(int), 1)))
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize(("before", "after"), [(0, 0), (50, 30), (900, 700)])
def test_a_part_keeps_its_sound_and_a_little_silence(before: int, after: int) -> None:
    found = trimmed(part(before, 400, after), RATE)
    [(first, last)] = sounding(found)
    assert last - first == 400
    assert first == min(before, 80)
    assert len(found) - last == 200


@pytest.mark.parametrize("silence", [0, 5, 100, 174, 175, 176, 349, 350, 900])
def test_the_gap_is_exact_whatever_silence_the_parts_have(silence: int) -> None:
    found = joined([part(silence, 300, silence)] * 3, RATE, 0.35)
    spans = sounding(found)
    assert [last - first for first, last in spans] == [300] * 3
    assert [spans[n + 1][0] - spans[n][1] for n in range(2)] == [350, 350]


def test_a_part_without_sound_is_left_out() -> None:
    whole = joined([part(10, 300, 10), part(500, 0, 0), part(10, 300, 10)], RATE, 0.35)
    assert len(sounding(whole)) == 2
    assert sounding(whole)[1][0] - sounding(whole)[0][1] == 350
    assert len(trimmed(np.zeros(400, np.float32), RATE)) == 0
    assert len(joined([], RATE, 0.35)) == 0


def test_a_sound_may_die_away_into_the_gap() -> None:
    fading = np.concatenate([np.full(100, 0.5), np.full(100, 0.003)]).astype("f4")
    found = joined([fading, part(0, 100, 0)], RATE, 0.35)
    assert (found[100:200] == np.float32(0.003)).all()
