"""How long a phase still takes: arithmetic on made-up times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.work import Job, Phase, Work


def test_a_phase_tells_nothing_before_anything_is_done() -> None:
    phase = Phase(total=3)
    assert phase.left(0) is None
    phase.begin(0)
    assert phase.left(5) is None


@given(
    each=st.floats(0.1, 1000),
    beside=st.integers(1, 4),
    waves=st.integers(2, 20),
    at=st.floats(0, 1),
)
def test_jobs_of_one_length_are_foretold_exactly(
    each: float, beside: int, waves: int, at: float
) -> None:
    phase = Phase(total=beside * waves)
    now, end = 0.0, each * waves
    asked = each + at * (end - each) * 0.999
    for wave in range(waves):
        for _ in range(beside):
            phase.begin(now)
        if now <= asked < now + each and wave:
            assert phase.left(asked) == pytest.approx(end - asked, abs=each * 1e-6)
        now += each
        for _ in range(beside):
            phase.end(now, well=True)
    assert (phase.left(now), phase.spent(now)) == (0, pytest.approx(end))


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100), st.booleans()), max_size=20))
def test_what_is_left_is_never_below_zero_and_waiting_costs_nothing(
    jobs: list[tuple[float, float, bool]],
) -> None:
    phase = Phase(total=len(jobs))
    now = spent = 0.0
    for pause, length, well in jobs:
        now += pause
        assert phase.spent(now) == pytest.approx(spent)
        phase.begin(now)
        now += length
        spent += length
        left = phase.left(now)
        assert left is None or left >= 0
        phase.end(now, well=well)
    assert phase.done + phase.failed == phase.total == len(jobs)


def test_a_job_in_hand_tells_of_itself_where_nothing_else_is_known() -> None:
    phase = Phase(total=1)
    phase.begin(0)
    assert phase.left(10, [None]) is None
    assert phase.left(10, [42.0]) == 42
    phase.end(50, well=True)
    phase.begin(50)  # one more than was planned
    assert (phase.total, phase.left(60, [300.0])) == (2, 300)


def test_a_job_that_is_tried_again_has_not_failed() -> None:
    work = Work()
    work.planned({"speak_line": 2, "unheard_of": 1})
    assert list(work.phases) == ["voices", "the rest"]
    work.begin(1, Job("speak_line", [], None, 0))
    assert work.end(1, 1, well=False)
    assert (work.phases["voices"].failed, work.ended, work.total) == (1, 1, 3)
    work.begin(1, Job("speak_line", [], None, 1))
    assert (work.phases["voices"].failed, work.ended) == (0, 0)
    assert work.end(1, 2, well=True) and not work.end(1, 2, well=True)
    assert (work.phases["voices"].done, work.total) == (1, 3)
