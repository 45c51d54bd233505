"""Subtitles: every rule for any text, word times and length."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.errors import UserError
from engines.base import Word
from media.frames import FRAME_RATES
from media.letters import graphemes
from media.subtitles import Block, Rules, blocks, join
from texts import FAMILY, PLAIN, SPANISH, TEXTS

RULES = st.builds(
    Rules,
    block=st.integers(10, 200),
    line=st.integers(5, 100),
    min_seconds=st.floats(0.1, 10),
) | st.just(Rules())
FPS = st.sampled_from(FRAME_RATES)


@st.composite
def timings(draw: st.DrawFn, text: str) -> list[Word]:
    """Return words of `text`: none, with times in order, with any times, or other words."""
    kind = draw(st.sampled_from(["none", "good", "wild", "other"]))
    tokens = text.split()
    if kind == "none":
        return []
    if kind == "good":
        steps = draw(st.lists(st.floats(0, 1), min_size=len(tokens), max_size=len(tokens)))
        starts = [sum(steps[:index]) for index in range(len(steps) + 1)]
        return [Word(token, *times) for token, times in zip(tokens, pairwise(starts), strict=True)]
    times = st.floats(allow_nan=True, allow_infinity=True)
    if kind == "other":
        tokens = [*tokens[1:], "other"]
    return [Word(token, draw(times), draw(times)) for token in tokens]


def letters(text: str) -> list[str]:
    printed = "".join(c for c in text if c.isprintable() or c.isspace() or ord(c) > 0x9F)
    return [letter for word in printed.split() for letter in graphemes(word)]


@settings(deadline=None, max_examples=300)
@given(st.data(), TEXTS | PLAIN, st.integers(2, 3000), FPS, RULES)
def test_every_rule_holds(
    data: st.DataObject, text: str, frames: int, fps: int, rules: Rules
) -> None:
    words = data.draw(timings(text))
    try:
        found = blocks(text, words, frames, fps, rules)
    except UserError:
        assert frames < len(letters(text))
        return
    # All of the text, in order, no letter broken.
    assert [letter for block in found for letter in letters(block.text)] == letters(text)
    for block in found:
        lines = block.text.split("\n")
        assert len(lines) <= 2
        assert all(line.strip() for line in lines)
        assert all(len(graphemes(line)) <= rules.line for line in lines)
        assert len(graphemes(block.text)) <= rules.block
    # Apart, in order, within the scene.
    times = [time for block in found for time in (block.start_ms, block.end_ms)]
    assert times == sorted(times)
    assert not times or (times[0] >= 0 and times[-1] * fps <= frames * 1000)
    assert all(block.start_ms < block.end_ms for block in found)
    # Long enough to read, where there is time for all.
    shortest = math.ceil(round(rules.min_seconds * fps, 6))
    if len(found) * shortest <= frames:
        for block in found:
            assert block.end_ms - block.start_ms >= math.floor(rules.min_seconds * 1000) - 1
    assert found == blocks(text, words, frames, fps, rules)


@given(PLAIN, st.integers(300, 3000))
def test_words_are_parted_at_spaces_only(text: str, frames: int) -> None:
    found = blocks(text, [], frames, 30)
    assert " ".join(block.text for block in found).split() == text.split()
    assert " ".join(block.text.replace("\n", " ") for block in found) == text


@given(st.integers(30, 3000), FPS)
def test_a_second_is_a_thousand_milliseconds(frames: int, fps: int) -> None:
    found = blocks(SPANISH, [], frames, fps)
    if len(found) * fps <= frames:
        assert min(block.end_ms - block.start_ms for block in found) >= 1000


@given(PLAIN)
def test_two_lines_are_parted_nearest_the_middle(text: str) -> None:
    for block in blocks(text, [], 5000, 30):
        line, _, rest = block.text.partition("\n")
        whole = block.text.replace("\n", " ")
        if not rest:
            assert len(whole) <= 35
            continue
        assert len(whole) > 35
        others = [index for index, letter in enumerate(whole) if letter == " "]
        fitting = [i for i in others if i <= 35 and len(whole) - i - 1 <= 35]
        # A mark that stands alone does not begin a line.
        fitting = [i for i in fitting if whole[i + 1 :].split()[0].strip(".,;:?!")]
        if len(line) in fitting:
            nearest = min(abs(2 * i + 1 - len(whole)) for i in fitting)
            assert abs(len(line) - len(rest)) == nearest
        else:
            assert not fitting


def test_blocks_end_with_sentences_and_clauses() -> None:
    assert [block.text for block in blocks(SPANISH, [], 360, 30)] == [
        "El agua que bebes hoy\nya estuvo en un glaciar,",
        "en una nube y en el\ntallo de una planta.",
        "Nadie la fabricó: solo\nviaja. ¿Sabes cuánto tarda?",
        "Nueve días, más o\nmenos, antes de caer.",
    ]


def test_no_word_is_left_alone() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen " * 3
    for block in blocks(text, [], 900, 30):
        assert len(block.text.split()) >= 5


def test_short_sentences_are_shown_together() -> None:
    assert [b.text for b in blocks("Sí. No. Quizás mañana.", [], 60, 30)] == [
        "Sí. No. Quizás mañana."
    ]


def test_titles_do_not_end_a_sentence() -> None:
    text = "Ayer por la mañana se vio al profesor Ramón y al Dr. Puigverd en la estación del norte."
    assert not any(block.text.endswith("Dr.") for block in blocks(text, [], 300, 30))


def test_languages_without_spaces_are_parted_between_letters_but_not_before_marks() -> None:
    text = "人工知能は、私たちの生活を大きく変えつつあります。「本当ですか？」と彼女は聞きました。"
    found = blocks(text, [], 400, 30)
    assert "".join(block.text.replace("\n", "") for block in found) == text
    for line in "\n".join(block.text for block in found).split("\n"):
        assert len(line) <= 17
        assert line[0] not in "、。」？"
        assert line[-1] != "「"


def test_korean_is_parted_at_its_spaces() -> None:
    text = "물은 바다에서 하늘로 올라가 구름이 되고 다시 비가 되어 땅으로 내려옵니다"
    found = blocks(text, [], 400, 30)
    assert " ".join(block.text for block in found).split() == text.split()


def test_only_a_word_longer_than_a_line_is_broken() -> None:
    found = blocks("short " + "w" * 35 + " " + "x" * 36 + " end", [], 400, 30)
    pieces = "\n".join(block.text for block in found).split()
    assert "w" * 35 in pieces
    assert [piece for piece in pieces if "x" in piece] == ["x" * 18, "x" * 18]


def test_no_break_spaces_hold() -> None:
    text = (
        "Le trajet de la goutte dure environ neuf\u00a0jours et mesure plus de dix\u00a0km\u202f!"
    )
    lines = "\n".join(block.text for block in blocks(text, [], 300, 30)).split("\n")
    assert any("neuf\u00a0jours" in line for line in lines)
    assert any("dix\u00a0km\u202f!" in line for line in lines)


def test_blocks_are_shown_while_their_words_sound() -> None:
    first, second = "Primera frase de la escena.", "Y esta es la segunda, más larga que la otra."
    text = f"{first} {second}"
    words = [Word(word, 0.5 + index * 0.4, 0.8 + index * 0.4) for index, word in
             enumerate(first.split())]  # fmt: skip
    words += [Word(word, 5.0 + index * 0.3, 5.3 + index * 0.3) for index, word in
              enumerate(second.split())]  # fmt: skip
    found = blocks(text, words, 300, 30)
    assert [block.text.replace("\n", " ") for block in found] == [first, second]
    assert (found[0].start_ms, found[0].end_ms) == (500, 2400)
    assert (found[1].start_ms, found[1].end_ms) == (5000, 8000)


def test_words_that_a_no_break_space_parts_are_matched() -> None:
    words = [Word("10", 2.0, 2.5), Word("km", 2.5, 3.0)]
    found = blocks("10\u00a0km", words, 300, 30)
    assert (found[0].start_ms, found[0].end_ms) == (2000, 3000)


def test_other_words_give_only_where_the_voice_begins_and_ends() -> None:
    found = blocks("Uno dos tres", [Word("uno", 1.0, 1.5), Word("3", 2.0, 3.0)], 300, 30)
    assert (found[0].start_ms, found[0].end_ms) == (1000, 3000)


def test_short_gaps_are_closed_and_long_ones_kept() -> None:
    text = (
        "Una frase de más de treinta y cinco letras en total. Otra frase de más de treinta y cinco."
    )
    tokens = text.split()
    for pause, closed in ((0.3, True), (1.0, False)):
        words = [
            Word(t, i * 0.3 + (i > 10) * pause, (i + 1) * 0.3 + (i > 10) * pause)
            for i, t in enumerate(tokens)
        ]
        one, two = blocks(text, words, 300, 30)
        assert (one.end_ms == two.start_ms) is closed


def test_a_hurried_line_is_shown_in_as_few_blocks_as_give_each_its_second() -> None:
    text = (
        "noche; noche; antes al sabe para listo Va. Va. abierto sabe está para de Va. antes Sí. "
        "Sí. noche; después está todo está listo está noche; de para caiga abierto sabe sabe No, "
        "salir todo caiga"
    )
    found = blocks(text, [], 100, 30)
    assert len(found) == 3
    assert all(block.end_ms - block.start_ms >= 1000 for block in found)


def test_times_that_are_no_numbers_count_as_none() -> None:
    words = [Word("Uno", math.nan, math.inf), Word("dos", math.nan, math.nan)]
    assert blocks("Uno dos", words, 300, 30) == blocks("Uno dos", [], 300, 30)


def test_a_long_vowel_mark_does_not_begin_a_line() -> None:
    for before in range(8, 12):
        text = "か" * before + "ー" + "な" * (19 - before)
        (block,) = blocks(text, [], 300, 30)
        assert "\nー" not in block.text


def test_more_blocks_than_frames_are_refused() -> None:
    with pytest.raises(UserError, match="listen to its voice"):
        blocks("palabra " * 100, [], 2, 30)


def test_nothing_to_show() -> None:
    assert blocks(" \n\u00a0", [], 30, 30) == []


@pytest.mark.parametrize(
    "letter",
    [
        *("e\u0301", FAMILY, "🇪🇸", "👍🏽", "❤️", "क्षे", "กิ", "1\ufe0f\u20e3"),
        *("\u1112\u1161\u11ab", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
    ],
)
def test_letters_are_what_people_see(letter: str) -> None:
    assert graphemes(letter * 3) == [letter] * 3


@given(st.text())
def test_letters_make_up_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    ("parts", "frames"),
    [
        # Short sentences share a block with whole ones sooner than any is torn.
        (["It was gone. He left, and\nshe stayed by the door.", "No. Water falls. No."], 180),
        # An orphan that is a whole sentence may stand alone.
        (["Why?", "Nobody saw where the river went\nthat night, and nobody asked. Why?"], 330),
    ],
)
def test_sentences_stay_whole(parts: list[str], frames: int) -> None:
    text = " ".join(parts).replace("\n", " ")
    assert [block.text for block in blocks(text, [], frames, 30)] == parts


def test_joined_blocks_count_from_the_films_start() -> None:
    scene = [Block("a", 0, 1000), Block("b", 1000, 2033)]
    assert join([scene, scene], [90, 152], 30) == [
        Block("a", 3000, 4000),
        Block("b", 4000, 5033),
        Block("a", 5066, 6066),
        Block("b", 6066, 7099),
    ]


@given(st.lists(st.integers(2, 400), min_size=1, max_size=30), FPS)
def test_joined_scenes_never_overlap(scenes: list[int], fps: int) -> None:
    starts = [sum(scenes[:index]) for index in range(len(scenes))]
    found = join([blocks("Uno. Dos.", [], frames, fps) for frames in scenes], starts, fps)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
    assert found[-1].end_ms * fps <= sum(scenes) * 1000
