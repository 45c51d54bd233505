"""Gains over time: never steeper than they may be, never less than they must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.envelope import HOP, sloped, spread
from media.level import aac_headroom, limited

PEAKS = st.lists(st.floats(-80, 20), min_size=1, max_size=60)


@given(PEAKS, st.floats(0.1, 5), st.floats(0.1, 5))
def test_a_sloped_curve_is_the_lowest_that_is_never_too_steep(
    least: list[float], rise: float, fall: float
) -> None:
    found = sloped(np.array(least), rise, fall)
    assert (found >= np.array(least) - 1e-9).all()
    assert (np.diff(found) <= rise + 1e-9).all()
    assert (np.diff(found) >= -fall - 1e-9).all()
    at = np.arange(len(least))
    after, ahead = at[:, None] - at, at - at[:, None]
    cost = np.where(after >= 0, fall * after, rise * ahead)
    assert found == pytest.approx((np.array(least) - cost).max(axis=1), abs=1e-9)


@given(PEAKS, st.floats(-12, 20))
def test_no_peak_comes_out_above_the_ceiling(peaks: list[float], gain: float) -> None:
    knots = limited(np.array(peaks) + gain, -1.7, gain)
    heard = spread(knots, 0, len(peaks) * HOP).reshape(len(peaks), HOP).max(axis=1)
    assert (np.array(peaks) + 20 * np.log10(heard) <= -1.7 + 1e-4).all()
    assert knots.max() <= 10 ** (gain / 20) + 1e-9


def test_lower_bit_rates_get_more_room() -> None:
    room = [aac_headroom(kbps) for kbps in (512, 192, 96, 80, 64)]
    assert room == pytest.approx([0.7, 0.7, 0.7, 1.35, 2.0])
