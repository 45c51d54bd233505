"""Differences to the page before: by what scenes hold, wherever they stand."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from review.changes import Change, changes, remember, word_changes


def scene(picture: str, es: str, en: str = "", clip: str = "") -> dict[str, Any]:
    texts = {"es": es, "en": en or es}
    return {
        "picture": picture,
        "lines": {
            track: {"text": text, "voice": f"{track}-{text}", "clip": f"{picture}-{text}-{clip}"}
            for track, text in texts.items()
        },
    }


FILM = [scene("a", "uno"), scene("b", "dos"), scene("c", "tres")]


def test_nothing_changed() -> None:
    assert changes(FILM, FILM) == ({}, [])


def test_a_line_a_picture_a_cut() -> None:
    said, _ = changes(FILM, [FILM[0], scene("b", "otra", "dos"), FILM[2]])
    assert said == {2: Change("edited", 2, lines={"es": "text"}, before={"es": "dos"})}
    said, _ = changes(FILM, [scene("z", "uno"), *FILM[1:]])
    assert said == {1: Change("edited", 1, picture=True)}
    said, _ = changes(FILM, [*FILM[:2], scene("c", "tres", clip="slow")])
    assert said == {3: Change("edited", 3, lines={"es": "cut", "en": "cut"})}


def test_a_scene_inserted_taken_out_and_two_swapped() -> None:
    assert changes(FILM, [FILM[0], scene("x", "x"), *FILM[1:]]) == ({2: Change("new")}, [])
    assert changes(FILM, [FILM[0], FILM[2]]) == ({}, [2])
    swapped, gone = changes(FILM, [FILM[1], FILM[0], FILM[2]])
    assert gone == []
    assert [(number, change.how) for number, change in swapped.items()] == [(2, "moved")]


def test_an_insertion_beside_an_edit() -> None:
    after = [FILM[0], scene("x", "x"), scene("b", "otra", "dos"), FILM[2]]
    said, gone = changes(FILM, after)
    assert (said[2].how, said[3].was, said[3].lines, gone) == ("new", 2, {"es": "text"}, [])


SCENES = st.lists(st.builds(scene, st.sampled_from("abc"), st.sampled_from("xyz")), max_size=6)


@given(SCENES, SCENES)
def test_every_scene_is_the_same_or_changed_or_gone(before: list[Any], after: list[Any]) -> None:
    said, gone = changes(before, after)
    known = {change.was for change in said.values()} - {None}
    new = sum(change.how == "new" for change in said.values())
    assert len(before) - len(gone) == len(after) - new
    assert not known & set(gone)
    assert changes(after, after) == ({}, [])


def test_the_history_keeps_what_was_before() -> None:
    history, before = remember({}, FILM, "1")
    assert before is None
    history, before = remember(history, FILM[:2], "2")
    assert (before, history["before_since"]) == (FILM, "1")
    # Written again with nothing changed, the page still tells the last change.
    again, before = remember(history, FILM[:2], "3")
    assert (again, before) == (history, FILM)


def test_words() -> None:
    assert word_changes("el mar azul", "el mar gris y azul") == [
        ("same", "el mar"),
        ("new", " gris y"),
        ("same", " azul"),
    ]


@given(st.text(), st.text())
def test_words_make_up_both_texts(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert "".join(words for kind, words in runs if kind != "new") == before
    assert "".join(words for kind, words in runs if kind != "gone") == after
