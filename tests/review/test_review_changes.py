"""Differences to the page before: by what scenes hold, wherever they stand."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from review.changes import (
    Change,
    changes,
    film_changes,
    remember,
    snapshot,
    word_changes,
)


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


def page(scenes: list[Any], **final: Any) -> dict[str, Any]:
    """Return the snapshot of a page with a film in two tracks."""
    lists = {
        "mix": {"music_volume": final.pop("volume", 0.08)},
        "final": {"title": "Mar", "intro": "inserts/title/a", **final},
        "thumbnails": {"texts": [final.get("title", "Mar")]},
    }
    return {"scenes": scenes, "films": {"es": lists, "en": lists}}


def test_what_changed_in_films_is_told_in_words_once() -> None:
    before = page(FILM)
    assert film_changes(before, before) == []
    assert film_changes(before, page(FILM, volume=0.2)) == [("es, en", "music volume 0.08 → 0.2")]
    assert film_changes(before, page(FILM, intro=None)) == [("es, en", "intro")]
    now = page(FILM)
    now["films"]["en"] = page(FILM, title="The sea")["films"]["en"]
    assert film_changes(before, now) == [
        ("en", "title “Mar” → “The sea”"),
        ("en", "thumbnails: texts"),
    ]


def test_a_snapshot_holds_of_the_lists_what_does_not_follow_from_the_scenes() -> None:
    lists = {"mix": {"duck": 6.0}, "final": {"title": "Mar", "clips": ["a"], "chapters": ["A"]}}
    found = snapshot({"scenes": []}, {"es": lists})
    assert found["films"] == {"es": {"mix": {"duck": 6.0}, "final": {"title": "Mar"}}}


def test_the_history_keeps_what_was_before() -> None:
    history, before = remember({}, page(FILM), "1")
    assert before is None
    history, before = remember(history, page(FILM[:2]), "2")
    assert (before, history["before_since"]) == (page(FILM), "1")
    # Written again with nothing changed, the page still tells the last change.
    again, before = remember(history, page(FILM[:2]), "3")
    assert (again, before) == (history, page(FILM))
    # Louder music is a change: that of the scenes before it is told no more.
    louder, before = remember(history, page(FILM[:2], volume=0.2), "4")
    assert before == page(FILM[:2]) and changes(before["scenes"], FILM[:2]) == ({}, [])
    assert louder["before_since"] == "2"


def test_a_history_of_scenes_alone_is_read() -> None:
    history = {"now": FILM[:2], "since": "2", "before": FILM, "before_since": "1"}
    known, before = remember(history, page(FILM[:2]), "3")
    assert (before, known["before_since"], known["now"]) == (page(FILM), "1", page(FILM[:2]))
    known, before = remember(history, page(FILM), "3")
    assert (before, known["before_since"]) == (page(FILM[:2]), "2")


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
