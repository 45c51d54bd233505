"""When each word sounds, from the phonemes that were spoken."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engines.base import Word
from engines.speech.espeak import timed
from engines.speech.words import Sound, time_words


def sounds(phonemes: str, each: float = 0.1) -> list[Sound]:
    """Return phonemes of equal length, the first at half a second."""
    return [
        Sound(phoneme, 0.5 + index * each, 0.5 + (index + 1) * each)
        for index, phoneme in enumerate(phonemes)
    ]


def spans(words: list[Word]) -> list[tuple[str, float, float]]:
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in words]


def test_words_take_the_span_of_their_phonemes() -> None:
    found = time_words(["Hola,", "mar."], ["ˈola", "mˈaɾ"], sounds("ˈola, mˈaɾ."), 3)
    assert spans(found) == [("Hola,", 0.5, 0.9), ("mar.", 1.1, 1.5)]


def test_fused_words_share_what_they_are_spoken_as() -> None:
    found = time_words(["of", "the", "sea"], ["ɒv", "ðiː", "siː"], sounds("ɒvðə siː"), 3)
    assert spans(found) == [("of", 0.5, 0.7), ("the", 0.7, 0.9), ("sea", 1.0, 1.3)]


def test_a_number_takes_the_whole_of_what_is_spoken_for_it() -> None:
    spoken = "əbaʊt naɪnti sɛvn pəsɛnt ɔf"
    found = time_words(["about", "97%", "of"], ["əbaʊt", "xyz", "ɔf"], sounds(spoken), 5)
    assert found[1].text == "97%"
    assert found[1].start <= 1.2
    assert found[1].end >= 2.7


def test_a_token_that_is_not_spoken_has_no_length_to_speak_of() -> None:
    found = time_words(["sí", "🎬", "no"], ["si", "", "no"], sounds("si no"), 3)
    assert spans(found)[0] == ("sí", 0.5, 0.7)
    assert spans(found)[2] == ("no", 0.8, 1.0)
    assert 0.7 <= found[1].start <= found[1].end <= 0.8


TOKENS = st.lists(
    st.text(
        st.characters(blacklist_categories=["Zs", "Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=9
    ),
    min_size=1,
    max_size=12,
)
PHONEMES = st.text("aeiouptkmnsɾðˈ ,.", max_size=60)


def check(words: list[Word], tokens: list[str], seconds: float) -> None:
    assert [word.text for word in words] == tokens
    times = [time for word in words for time in (word.start, word.end)]
    assert all(one <= other for one, other in pairwise(times))
    assert times[0] >= 0
    assert times[-1] <= seconds + 1e-9


@given(TOKENS, PHONEMES, st.data())
def test_words_are_complete_in_order_and_within_the_take(tokens, line, data) -> None:
    own = [data.draw(st.text("aeiouptkmns", max_size=6)) for _ in tokens]
    seconds = data.draw(st.floats(0.1, 10))
    check(time_words(tokens, own, sounds(line), seconds), tokens, seconds)


@given(TOKENS, st.lists(st.tuples(st.integers(-1, 150), st.integers(0, 400_000)), max_size=20))
def test_espeak_events_of_any_kind_give_words_in_order(tokens, events) -> None:
    check(timed(" ".join(tokens), events, 22050, 8.0), tokens, 8.0)
