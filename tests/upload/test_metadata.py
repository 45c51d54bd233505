"""Titles, descriptions and tags within YouTube's limits, whatever stands in a script."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.loopback_youtube import wrong_with
from upload import metadata
from upload.marks import Mark, key_of

TEXTS = {"locale": "es-ES", "category": 27}
MARK = Mark(key_of("sea", "S01E01", "es"), "0" * 16, 9999)
TEXT = st.text(max_size=300) | st.text('<>," \n\r\0é漢😀\u202eab', max_size=6000)


@settings(max_examples=50, deadline=None)
@given(TEXT, TEXT, st.lists(TEXT, max_size=40))
def test_any_text_is_taken(title: str, description: str, tags: list[str]) -> None:
    made = metadata.snippet({**TEXTS, "title": title, "description": description, "tags": tags})
    made["tags"].insert(0, str(MARK))
    assert wrong_with(made) is None
    assert "\n" not in made["title"] and "\0" not in made["description"]


def test_what_fits_stays_and_what_does_not_is_cut_at_a_word() -> None:
    assert metadata.title("Una gota: ¿qué es?") == "Una gota: ¿qué es?"
    assert metadata.title("agua " * 40) == ("agua " * 19).rstrip() + "…"
    assert metadata.title("x" * 101) == "x" * 99 + "…"
    assert metadata.title(" \0 ") == "–"
    assert metadata.description("a < b\r\nc") == "a ‹ b\nc"
    assert metadata.tags(["agua, mar", "Agua", '"sal"', "mucho" * 30], 40) == ["agua", "mar", "sal"]


def test_a_time_of_publication_wants_a_private_video_and_waits_for_the_end() -> None:
    texts = {"privacy": "public", "publish_at": None, "synthetic": True, "made_for_kids": False}
    assert metadata.status(texts)["privacyStatus"] == "public"
    timed = metadata.status({**texts, "publish_at": "2026-12-24T18:00:00Z"})
    assert (timed["privacyStatus"], timed["publishAt"]) == ("private", "2026-12-24T18:00:00Z")
    assert "publishAt" not in metadata.hidden(timed)


def test_a_mark_is_read_back() -> None:
    assert Mark.parse(str(MARK)) == MARK
    assert Mark.parse("reelmake") is None


def test_the_mark_is_added_to_tags_that_lack_it_and_the_last_make_room() -> None:
    theirs = [f"{number:023}" for number in range(20)]
    made = metadata.marked(theirs, str(MARK))
    assert made == [str(MARK), *theirs[: len(made) - 1]] and len(made) > 15
    assert wrong_with({"title": "t", "categoryId": "27", "tags": made}) is None
    kept = ["b", str(MARK), "a"]
    assert metadata.marked(kept, str(MARK)) == kept
