"""Word times of a spoken form, as those of the words that are written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.lexicon import Lexicon
from engines.base import Word
from engines.speech.written import as_written, to_speak

LEXICON = Lexicon(
    {
        "km/h": "kilómetros por hora",
        "la gran manzana": "nueva york",
        "NASA": "nasa",
        "%": "por cien",
    }
)


def spec(text: str) -> dict:
    said = LEXICON.spoken(text)
    return {"text": text, "voice": "es", **({"spoken": said} if said else {})}


def each(text: str, seconds: float = 1.0) -> list[Word]:
    """Return the words of `text`, all of the same length."""
    return [Word(t, n * seconds, (n + 1) * seconds) for n, t in enumerate(text.split())]


def test_a_word_takes_the_time_of_all_that_is_said_for_it() -> None:
    wish = spec("Va a 90 km/h, a la gran manzana.")
    line = to_speak(wish)
    assert line == {"text": "Va a 90 kilómetros por hora, a nueva york.", "voice": "es"}
    times = [(word.text, word.start, word.end) for word in as_written(each(line["text"]), wish)]
    assert times == [
        ("Va", 0, 1),
        ("a", 1, 2),
        ("90", 2, 3),
        ("km/h,", 3, 6),
        ("a", 6, 7),
        ("la", 7, pytest.approx(7 + 1 / 3)),
        ("gran", pytest.approx(7 + 1 / 3), 8),
        ("manzana.", 8, 9),
    ]


def test_a_line_without_spoken_forms_goes_through_as_it_is() -> None:
    wish = spec("Hola, mar.")
    assert to_speak(wish) == wish
    assert as_written(each("Hola, mar."), wish) == each("Hola, mar.")


def test_words_that_are_other_words_tell_nothing() -> None:
    assert as_written([], spec("La NASA")) == []
    assert as_written(each("la nasa está"), spec("La NASA")) == []


TOKENS = st.sampled_from(["agua", "97%", "km/h", "la gran", "la gran manzana", "NASA!", "—", "🎬"])


@given(st.lists(TOKENS, min_size=1, max_size=9).map(" ".join))
def test_words_are_the_written_ones_in_order(text) -> None:
    wish = spec(text)
    line = to_speak(wish)["text"]
    words = as_written(each(line, 0.3), wish)
    assert [word.text for word in words] == text.split()
    times = [time for word in words for time in (word.start, word.end)]
    assert all(one <= other for one, other in pairwise(times))
    assert times[-1] <= len(line.split()) * 0.3 + 1e-9
