"""Captions: when each comes, which letters are lit, and where they stand in the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.base import Word
from media.caption_art import Look, burn, overlay
from media.captions import Caption, captions
from media.letters import graphemes, heard
from media.planes import Planes

LOOK = Look(0.06, 700, "#FFFFFF", "#FFD400", "#000000", 0.09, "bottom", "en-US")


def spoken(text: str, every: float = 0.4) -> list[Word]:
    return [Word(word, i * every, (i + 0.9) * every) for i, word in enumerate(text.split())]


def test_each_word_is_lit_from_its_first_frame_until_the_next_begins() -> None:
    text = "Water was once a cloud."
    found = captions(text, spoken(text), 70, 30, letters=42, by_word=True)
    lit = [(one.start, "".join(graphemes(heard(text))[i] for i in one.lit)) for one in found]
    assert lit == [(0, "Water"), (12, "was"), (24, "once"), (36, "a"), (48, "cloud.")]
    assert [one.end for one in found[:-1]] == [12, 24, 36, 48]


def test_what_is_written_without_blanks_is_lit_letter_by_letter() -> None:
    found = captions("水の旅。", [Word("水の旅。", 0, 2)], 70, 30, letters=42, by_word=True)
    assert [(one.start, one.lit) for one in found] == [
        (0, range(1)),
        (15, range(1, 2)),
        (30, range(2, 3)),
        (45, range(3, 4)),
    ]


@pytest.mark.parametrize(
    ("text", "lit"),
    [
        ("물은 한때 구름이었다.", ["물은", "한때", "구름이었다."]),  # Korean has blanks
        ("AI技術です", ["AI", "技", "術", "で", "す"]),
        ("น้ำคือชีวิต 2024", ["น้ำ", "คื", "อ", "ชี", "วิ", "ต", "2024"]),
        ("ນ້ຳແມ່ນ", ["ນ້ຳ", "ແ", "ມ່", "ນ"]),
        ("ទឹកស្រី", ["ទឹ", "ក", "ស្រី"]),
        ("ရေသည်", ["ရေ", "သ", "ည်"]),
        ("Water 💧drops", ["Water", "💧drops"]),
        ("вода تسقط", ["вода", "تسقط"]),
    ],
)
def test_each_script_is_lit_as_it_is_read(text: str, lit: list[str]) -> None:
    found = captions(text, spoken(text, 2), 200, 30, letters=42, by_word=True)
    letters = graphemes(heard(text))
    assert ["".join(letters[i] for i in one.lit) for one in found] == lit


def test_blocks_come_one_after_another_without_a_lit_word() -> None:
    text = "One sentence is here. Another one follows it."
    found = captions(text, spoken(text), 120, 30, letters=24, by_word=False)
    assert [one.text for one in found] == ["One sentence is here.", "Another one follows it."]
    assert all(one.lit == range(0) for one in found)


def test_each_block_lights_its_own_words() -> None:
    text = "One sentence is here. Another one follows it."
    found = captions(text, spoken(text), 120, 30, letters=24, by_word=True)
    lit = [(one.text[:3], one.start, one.lit.start, one.lit.stop) for one in found]
    assert lit == [
        ("One", 0, 0, 3),
        ("One", 12, 3, 11),
        ("One", 24, 11, 13),
        ("One", 36, 13, 18),
        ("Ano", 48, 0, 7),
        ("Ano", 60, 7, 10),
        ("Ano", 72, 10, 17),
        ("Ano", 84, 17, 20),
    ]


def test_words_that_are_none_of_the_line_share_their_time_by_letters() -> None:
    words = [Word("Uno dos", 0, 1), Word("x", 1, 2)]
    found = captions("One two three", words, 90, 30, letters=24, by_word=True)
    assert [(one.start, one.lit) for one in found] == [
        (0, range(3)),
        (16, range(3, 6)),
        (32, range(6, 11)),
    ]


@given(
    st.lists(st.text("abcé漢字אבن م", min_size=1, max_size=9), min_size=1, max_size=30),
    st.sampled_from([24, 25, 30, 60]),
    st.booleans(),
    st.integers(8, 70),
)
def test_captions_are_in_order_apart_and_within_the_line(
    parts: list[str], fps: int, by_word: bool, letters: int
) -> None:
    text = " ".join(parts).strip()
    words = spoken(text, 0.3)
    frames = round(len(words) * 0.3 * fps) + 40
    found = captions(text, words, frames, fps, letters=letters, by_word=by_word)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(one.start < one.end for one in found)
    assert not edges or edges[-1] <= frames
    for one in found:
        assert one.lit.stop <= len(graphemes(heard(one.text)))


def grey(width: int, height: int) -> Planes:
    half = np.full((height // 2, width // 2), 128, np.uint8)
    return Planes(np.full((height, width), 90, np.uint8), half, half.copy())


def columns(mask: np.ndarray) -> tuple[int, int]:
    found = np.flatnonzero(mask.any(axis=0))
    return int(found[0]), int(found[-1])


@pytest.mark.parametrize(
    ("text", "lit", "side"),
    [
        ("first second third", range(5), "left"),
        ("first second third", range(11, 16), "right"),
        ("الأولى الثانية الثالثة", range(6), "right"),
        ("الأولى الثانية الثالثة", range(13, 20), "left"),
        ("第一の言葉、最後の言葉", range(2), "left"),
    ],
)
def test_the_lit_word_stands_where_it_is_read(text: str, lit: range, side: str) -> None:
    made = overlay(Caption(0, 9, text, lit), LOOK, 640, 360)
    drawn = burn(grey(640, 360), made)
    yellow = columns(drawn.u < 100)
    whole = columns(drawn.y > 170)
    if side == "left":
        assert abs(2 * yellow[0] - whole[0]) < 8 < whole[1] - 2 * yellow[1]
    else:
        assert abs(2 * yellow[1] - whole[1]) < 8 < 2 * yellow[0] - whole[0]


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (360, 360)])
@pytest.mark.parametrize("position", ["top", "middle", "bottom"])
def test_captions_keep_clear_of_the_edges(width: int, height: int, position: str) -> None:
    look = Look(**{**LOOK.__dict__, "position": position})
    text = "A caption long enough for two lines and some 漢字 and نص too"
    drawn = burn(grey(width, height), overlay(Caption(0, 9, text), look, width, height))
    inked = drawn.y != 90
    rows = np.flatnonzero(inked.any(axis=1))
    left, right = columns(inked)
    assert left >= 0.07 * width
    assert right < 0.93 * width
    upright = height > width
    assert rows[0] >= (0.14 if upright else 0.05) * height
    assert rows[-1] < (0.79 if upright else 0.94) * height
    middle = (rows[0] + rows[-1]) / 2 / height
    assert {"top": middle < 0.4, "middle": 0.4 < middle < 0.6, "bottom": middle > 0.6}[position]
