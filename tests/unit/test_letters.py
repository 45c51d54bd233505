"""Letters as people see them, and what of a text is printed at all."""

from __future__ import annotations

import pytest

from media.letters import graphemes, heard, printed, width, words_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("cafe\u0301", 4),
        ("👩\u200d🚀 👍🏽", 3),
        ("🇪🇸🇵🇹🇪", 3),
        ("\u1112\u1161\u11ab", 1),  # a Korean syllable in parts
        ("\u1112\u1161\u11ff", 1),
        ("\ud7a3\u11ff\u11ff", 1),
        ("\u1200\u1161", 2),  # an Ethiopic letter is no part of one
        ("क्ष", 1),
        ("น้ำ", 1),  # the vowel am goes with its consonant
        ("ນ້ຳ", 1),
    ],
)
def test_letters_are_counted_as_people_see_them(text: str, letters: int) -> None:
    assert len(graphemes(text)) == letters
    assert "".join(graphemes(text)) == text


def test_wide_letters_count_as_two() -> None:
    assert (width("漢字"), width("ab"), width("Ａ🎬")) == (4, 2, 4)


def test_neither_control_characters_nor_halves_of_letters_are_printed() -> None:
    assert printed("a\x00b\x9fc\ud83d d\n") == "abc d\n"
    assert heard(" a\x00 b\u00a0c\n") == "abc"


def test_no_break_spaces_hold_words_together_while_they_fit() -> None:
    assert list(words_of("a 10\u00a0km b", 5)) == ["a", "10\u00a0km", "b"]
    assert list(words_of("a 10\u00a0km b", 4)) == ["a", "10", "km", "b"]
