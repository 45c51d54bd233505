"""What names a line by bark, the pieces it is spoken in, and their edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engines.speech import bark
from engines.speech.bark_text import ends_sentence, letters, pieces

CONFIG = Path(__file__).resolve().parents[2] / "config/config.yaml"


def test_its_name_holds_what_is_heard() -> None:
    usual = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["engines"]["bark"]
    assert bark.identity(usual) == usual == {"model": "bark-small", "temperature": 0.7}
    assert bark.models(usual) == ("bark-small",)
    assert not bark.WORDS


def test_silence_around_speech_is_trimmed() -> None:
    rate = 24000
    tone = np.sin(np.arange(rate) * 0.2).astype(np.float32)
    hiss = np.random.default_rng(1).normal(0, 1e-3, rate).astype(np.float32)
    kept = bark.trimmed(np.concatenate([hiss, tone, hiss]), rate)
    assert len(kept) == pytest.approx(rate * 1.17, abs=rate * 0.02)
    assert abs(kept[0]) == abs(kept[-1]) == 0
    assert len(bark.trimmed(np.zeros(rate, np.float32), rate)) == 0


@pytest.mark.parametrize(
    ("text", "longest", "wanted"),
    [
        ("One. Two! Three?", 40, ["One. Two! Three?"]),
        ("He said “go.” Then 3.5 million went.", 25, ["He said “go.”", "Then 3.5 million went."]),
        ("First a clause, then another one.", 20, ["First a clause,", "then another one."]),
        ("水は空へ昇る。雲になる。", 24, ["水は空へ昇る。", "雲になる。"]),
        ("Uninterruptedly", 6, ["Uninte", "rrupte", "dly"]),
    ],
)
def test_a_line_is_cut_where_a_reader_breathes(text: str, longest: int, wanted: list[str]) -> None:
    assert pieces(text, longest) == wanted


@given(st.text("ab ,.!…。水🌊\n", max_size=120), st.integers(3, 40))
def test_pieces_say_the_same_and_are_short(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < letters(piece) <= longest for piece in found)


def test_a_piece_knows_whether_a_sentence_ends() -> None:
    assert ends_sentence("So be it.")
    assert ends_sentence("He said “go!”")
    assert not ends_sentence("First,")
