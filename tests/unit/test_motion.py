"""Camera moves: where each frame looks, and how exactly it is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.motion_path import offsets, rms
from media.motion import KINDS, Camera, Motion, View, ease
from media.planes import Planes

SHARES = st.floats(0, 1)


@given(st.sampled_from(KINDS), st.floats(0, 0.5), SHARES, SHARES, st.integers(1, 900))
def test_the_view_stays_inside_the_picture(
    kind: str, amount: float, x: float, y: float, frames: int
) -> None:
    motion = Motion(kind, amount, (x, y))
    for frame in {0, frames // 3, frames // 2, frames - 1}:
        view = motion.view(frame, frames)
        assert -1e-9 <= view.x <= view.x + view.size <= 1 + 1e-9
        assert -1e-9 <= view.y <= view.y + view.size <= 1 + 1e-9
        assert 1 / (1 + amount) - 1e-9 <= view.size <= 1


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("push", View(0, 0, 1), View(0.1, 0.4, 0.5)),
        ("pull", View(0.1, 0.4, 0.5), View(0, 0, 1)),
        ("right", View(0, 0.25, 0.5), View(0.5, 0.25, 0.5)),
        ("left", View(0.5, 0.25, 0.5), View(0, 0.25, 0.5)),
        ("down", View(0.25, 0, 0.5), View(0.25, 0.5, 0.5)),
        ("up", View(0.25, 0.5, 0.5), View(0.25, 0, 0.5)),
        ("still", View(0, 0, 1), View(0, 0, 1)),
    ],
)
def test_a_move_goes_from_its_start_to_its_end(kind: str, first: View, last: View) -> None:
    motion = Motion(kind, 1.0, (0.35, 0.65))
    for view, wanted in ((motion.view(0, 50), first), (motion.view(49, 50), last)):
        assert (view.x, view.y, view.size) == pytest.approx((wanted.x, wanted.y, wanted.size))


def test_a_move_is_at_rest_at_both_ends_and_never_turns_back() -> None:
    along = [ease(step / 100) for step in range(101)]
    steps = np.diff(along)
    assert (along[0], along[50], along[-1]) == (0, pytest.approx(0.5), 1)
    assert steps.min() > 0
    assert steps[0] < steps.max() / 20 > steps[-1]


@pytest.mark.parametrize("kind", ["push", "pull", "right", "up"])
def test_frames_lie_where_the_path_is_to_a_hundredth_of_a_pixel(kind: str) -> None:
    found = offsets(kind)
    assert rms(found) < 0.01
    assert np.abs(found).max() < 0.03


@pytest.mark.parametrize("axis", [0, 1])
def test_chroma_moves_with_luma(axis: int) -> None:
    # A ramp in each plane, down or across: half-size chroma shows what stands in luma there. In a
    # column it stands on luma's even samples, in a row between two of them (H.264, E.2.1).
    luma = np.indices((160, 240))[axis].astype(np.uint8)
    half = luma[::2, ::2]
    moved = Camera(Planes(luma, half, 250 - half)).shows(View(0.1, 0.2, 0.7))
    rows = moved.y[:, ::2].astype(float)
    wanted = (rows[::2] + rows[1::2]) / 2 - (0.5 if axis == 0 else 0)
    for chroma in (moved.u.astype(float), 250 - moved.v.astype(float)):
        assert np.abs(chroma - wanted)[3:-3, 3:-3].max() <= 1


def test_one_frame_is_the_start_and_two_are_both_ends() -> None:
    motion = Motion("push", 1.0)
    assert motion.view(0, 1) == motion.view(0, 2) == View(0, 0, 1)
    assert motion.view(1, 2) == View(0.25, 0.25, 0.5)
