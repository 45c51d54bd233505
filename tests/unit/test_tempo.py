"""Tempo as a fraction: drawn once, frames and subtitles moved by it, in order and not far."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build.distinct import draw, tempo
from build.errors import UserError
from build.settings import load_settings, merge
from media.distinct import picture_filter, retime_subtitles, retimed
from media.frames import FRAME_RATES, frame_to_ms
from media.subtitle_files import to_srt, to_vtt
from media.subtitles import Block

HOME = Path(__file__).resolve().parents[2]
TEMPOS = st.integers(8_500, 11_600).map(lambda parts: Fraction(parts, 10_000))


def test_a_film_draws_the_same_and_another_film_another() -> None:
    drawn = [
        draw(*film) for film in (("S01E01", "es", 1), ("S01E01", "en", 1), ("S01E01", "es", 2))
    ]
    assert len(set(drawn)) == 3
    number, seed = draw("S01E01", "es", 1)
    assert (round(float(number), 6), seed) == (0.791942, 140341838)


@given(st.text(), st.integers(), st.sampled_from([0.9, 0.99, 1.0, 1.01, 1.1]))
def test_a_tempo_lies_within_its_bounds(folder: str, seed: int, offset: float) -> None:
    number, grain_seed = draw(folder, "es", seed)
    assert 0 <= grain_seed < 2**31
    pace = tempo(offset, 0.02, number)
    assert abs(pace / Fraction(str(offset)) - 1) <= Fraction("0.0201")
    assert 10_000 % pace.denominator == 0
    assert tempo(offset, 0.0, number) == Fraction(str(offset))


@given(st.integers(0, 10**7), TEMPOS)
def test_frames_move_by_the_tempo_in_order(frame: int, pace: Fraction) -> None:
    assert abs(retimed(frame, pace) - frame / pace) <= Fraction(1, 2)
    assert retimed(frame, pace) <= retimed(frame + 1, pace)
    assert retimed(frame, Fraction(1)) == frame


@given(
    st.lists(st.integers(0, 500_000), min_size=2, max_size=8, unique=True),
    st.sampled_from(FRAME_RATES),
    TEMPOS,
)
def test_subtitles_move_with_their_frames(frames: list[int], fps: int, pace: Fraction) -> None:
    def block(first: int, last: int) -> Block:
        return Block(
            "a 00:00:01,000 --> 00:00:02,000\nb", frame_to_ms(first, fps), frame_to_ms(last, fps)
        )

    frames.sort()
    pairs = list(zip(frames[::2], frames[1::2], strict=False))
    before = [block(*pair) for pair in pairs]
    after = [block(retimed(first, pace), retimed(last, pace)) for first, last in pairs]
    for write in (to_srt, to_vtt):
        assert retime_subtitles(write(before), fps, pace) == write(after)


def test_without_grain_no_noise_is_drawn() -> None:
    video = {"width": 160, "height": 90, "fps": 30, "encoder": "libx264", "preset": "fast"}
    video |= {"crf": 18, "keyframe_seconds": 4}
    chain = picture_filter(99, Fraction(101, 100), {"grain": 0, "grain_seed": 1, "video": video})
    assert "settb=1/3030,setpts=N*100,fps=30" in chain
    assert "noise" not in chain


def test_a_tempo_for_a_language_that_is_not_there_is_named() -> None:
    config = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    own = {"distinct": {"tempo": {"fr": "1.01"}}}  # a number as `--config` hands it over
    with pytest.raises(
        UserError, match=r"distinct\.tempo: there is no language 'fr'; known are es"
    ):
        load_settings(merge(config, own), own, HOME)
