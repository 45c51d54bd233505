"""Text in pieces with their times: nothing is lost, and each word has its own time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review.words import pieces


def spoken(*words: str) -> list[dict[str, object]]:
    return [{"text": word, "start": at, "end": at + 0.5} for at, word in enumerate(words)]


def test_each_word_has_its_time() -> None:
    assert pieces("¡Sí,  el mar!", spoken("¡Sí,", "el", "mar!")) == [
        ("¡Sí,", 0, 500),
        ("  ", None, None),
        ("el", 1000, 1500),
        (" ", None, None),
        ("mar!", 2000, 2500),
    ]


def test_a_word_that_is_not_there_stays_dark() -> None:
    assert pieces("el mar", spoken("la", "mar")) == [("el ", None, None), ("mar", 1000, 1500)]
    assert pieces("el mar", []) == [("el mar", None, None)]


@given(st.text(), st.lists(st.text(max_size=4)))
def test_nothing_of_the_text_is_lost(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _, _ in pieces(text, spoken(*words))) == text
