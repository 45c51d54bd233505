"""Long text in chunks: nothing lost, nothing too long, no word torn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.chunks import chunks, sentences
from engines.speech.google import utf8_bytes

SPANISH = "El agua sube. ¿Adónde va? ¡Al cielo! Y luego, despacio, vuelve a caer…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPANISH, [
            "El agua sube.", "¿Adónde va?", "¡Al cielo!", "Y luego, despacio, vuelve a caer…"]),
        ("El Sr. García midió 3.5 m. Luego, J. R. R. Tolkien.", [
            "El Sr. García midió 3.5 m.", "Luego, J. R. R. Tolkien."]),
        ("L'aigua (que beus.) Ja va ser. «Un núvol.» Sí", [
            "L'aigua (que beus.)", "Ja va ser.", "«Un núvol.»", "Sí"]),
        ("Wait... there is more. “Done.” He left.", [
            "Wait... there is more.", "“Done.”", "He left."]),
        ("水は上る。どこへ？「空へ！」そして落ちる。", [
            "水は上る。", "どこへ？", "「空へ！」", "そして落ちる。"]),
        ("Dijo que no. Luego calló.", ["Dijo que no.", "Luego calló."]),
        ("你好，世界。再见！", ["你好，世界。", "再见！"]),
        ("  ", []),
        ("hello", ["hello"]),
    ],
)  # fmt: skip
def test_sentences_end_where_they_do(text: str, expected: list[str]) -> None:
    assert [sentence.strip() for sentence in sentences(text)] == expected


def test_a_short_line_is_one_chunk() -> None:
    assert chunks(SPANISH, 1024) == [SPANISH]
    assert chunks("  El  agua\nsube. ", 1024) == ["El agua sube."]
    assert chunks(" \n", 10) == []


def test_chunks_end_with_sentences_and_are_about_equally_long() -> None:
    text = " ".join(f"Esta es la frase número {n} de la prueba." for n in range(60))
    parts = chunks(text, 1024)
    assert all(part.endswith("prueba.") for part in parts)
    assert len(parts) == len(text) // 1024 + 1
    assert max(map(len, parts)) - min(map(len, parts)) < 2 * 45


def test_a_sentence_that_is_too_long_is_cut_at_a_comma_else_at_a_space() -> None:
    assert chunks("uno dos tres, cuatro cinco seis siete", 18) == [
        "uno dos tres,",
        "cuatro cinco seis",
        "siete",
    ]
    assert chunks("uno dos tres cuatro", 10) == ["uno dos", "tres", "cuatro"]
    assert chunks("水は空へ、空へ、また空へと上る", 8) == ["水は空へ、空へ、", "また空へと上る"]
    assert chunks("ab" * 12, 10) == ["ab" * 5, "ab" * 5, "ab" * 2]


def test_a_letter_of_several_characters_stays_whole() -> None:
    family = "👩‍👩‍👧"
    assert chunks(family * 3, 2 * len(family) - 1) == [family] * 3


words = st.text(
    alphabet=st.sampled_from("aeñçÀ中文かな한·-'’\u0301👩\u200d.,;:!?…。！？、，؟।)»”(«“0"),
    min_size=1,
    max_size=12,
)
texts = st.lists(words | st.sampled_from(["Sr.", "J.", "..."])).map(" ".join) | st.text()


SIZES = pytest.mark.parametrize("size", [len, utf8_bytes])


@SIZES
@given(texts, st.integers(4, 60), st.booleans())
def test_joined_chunks_say_the_same_and_none_is_too_long(
    size: Callable[[str], int], text: str, limit: int, even: bool
) -> None:
    parts = chunks(text, limit, size, even=even)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < size(part) <= limit and part == part.strip() for part in parts)


@SIZES
@given(texts)
def test_what_fits_is_one_chunk(size: Callable[[str], int], text: str) -> None:
    whole = " ".join(text.split())
    assert chunks(text, max(4, size(whole)), size) == ([whole] if whole else [])


@given(texts, st.integers(1, 60))
def test_a_letter_is_the_shortest_chunk(text: str, limit: int) -> None:
    assert all(0 < len(part) <= limit for part in chunks(text, limit))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two. Three four! Five?", ["One two. Three four!", "Five?"]),
        ('He said "stop." Then he left it', ['He said "stop."', "Then he left it"]),
        ("Alpha beta gamma, delta epsilon", ["Alpha beta gamma,", "delta epsilon"]),
        ("Alpha beta gamma delta epsilon", ["Alpha beta gamma", "delta epsilon"]),
        ("一二三。四五六。七", ["一二三。", "四五六。七"]),
        ("a" * 25, ["a" * 20, "a" * 5]),
    ],
)
def test_chunks_as_long_as_can_be_in_bytes(text: str, expected: list[str]) -> None:
    assert chunks(text, 20, utf8_bytes, even=False) == expected


@given(st.lists(st.text("abcñé,.!?", min_size=1, max_size=12), min_size=1), st.integers(12, 60))
def test_no_word_is_cut_that_a_chunk_can_hold(tokens: list[str], limit: int) -> None:
    assert " ".join(chunks(" ".join(tokens), limit)) == " ".join(tokens)
