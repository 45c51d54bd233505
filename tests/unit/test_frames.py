"""Time as whole frames and whole samples."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.frames import (
    FRAME_RATES,
    SAMPLE_RATE,
    frame_to_ms,
    padded_frames,
    resampled,
    samples_per_frame,
)

RATES = st.sampled_from(FRAME_RATES)
HOURS = st.integers(0, 10 * 3600 * SAMPLE_RATE)


@pytest.mark.parametrize(("fps", "samples"), [(24, 2000), (25, 1920), (30, 1600), (60, 800)])
def test_a_frame_is_whole_samples(fps: int, samples: int) -> None:
    assert samples_per_frame(fps) == samples
    assert samples * fps == SAMPLE_RATE


@pytest.mark.parametrize("fps", [0, 1, 23, 29, 50, -30])
def test_other_rates_are_refused(fps: int) -> None:
    with pytest.raises(ValueError, match="frames a second"):
        samples_per_frame(fps)


@given(HOURS, RATES)
def test_padded_frames_are_the_duration_rounded_up_and_one(samples: int, fps: int) -> None:
    frames = padded_frames(samples, fps)
    assert frames == ceil(Fraction(samples, SAMPLE_RATE) * fps) + 1
    silence = frames * samples_per_frame(fps) - samples
    assert samples_per_frame(fps) <= silence < 2 * samples_per_frame(fps)


@given(HOURS, st.sampled_from([8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000]))
def test_resampled_lasts_as_long_to_half_a_sample(samples: int, rate: int) -> None:
    error = Fraction(resampled(samples, rate), SAMPLE_RATE) - Fraction(samples, rate)
    assert abs(error) <= Fraction(1, 2 * SAMPLE_RATE)


@given(st.integers(0, 10 * 3600 * 60), RATES)
def test_milliseconds_are_those_a_frame_has_begun_at(frame: int, fps: int) -> None:
    exact = Fraction(frame * 1000, fps)
    assert exact - 1 < frame_to_ms(frame, fps) <= exact
    assert frame_to_ms(frame + fps, fps) == frame_to_ms(frame, fps) + 1000
