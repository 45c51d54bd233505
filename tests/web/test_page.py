"""Pages: front matter, bodies, and what a person changed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slugify import slugify

from build.web import TEMPLATE
from web.page import body, front_matter, merged, page_matter, page_seconds, plain
from web.series import metadata

NOW = "2026-01-02T03:04:05Z"
EDIT: dict[str, Any] = {
    "saga": 1,
    "number": 3,
    "track": "es",
    "title": "Título: el agua",
    "description": "Del océano a la nube.",
    "visual_mode": "cinematic",
    "tags": ["Ciclo del agua", "océano"],
    "keywords": ["agua dulce", "lluvia"],
    "recommended_products": ["field-notebook"],
    "youtube_id": None,
    "body": "## En números",
    "series": {"title": None, "description": None},
    "complete_at": 10,
}


def ours(**own: Any) -> dict[str, Any]:
    return front_matter({**EDIT, **own}, Fraction(300), NOW)


def test_front_matter() -> None:
    assert ours() == {
        "title": "Título: el agua",
        "slug": slugify("Título: el agua"),
        "episode_number": 3,
        "season": 1,
        "description": "Del océano a la nube.",
        "published_at": NOW,
        "visual_mode": "cinematic",
        "tags": ["ciclo-del-agua", "oceano"],
        "keywords": ["agua dulce", "lluvia"],
        "media": {
            "duration_seconds": 360,
            "youtube_id": None,
            "site_video_id": "S01E03-ES-Título-el-agua",
            "thumbnail": "assets/thumbnail_es.png",
        },
        "recommended_products": ["field-notebook"],
    }


@pytest.mark.parametrize(
    ("seconds", "told"), [(1, 60), (74, 60), (75, 120), (124, 120), (125, 180), (3600, 4320)]
)
def test_a_page_counts_whole_minutes(seconds: int, told: int) -> None:
    assert page_seconds(Fraction(seconds)) == told


def test_what_a_person_changed_stays_and_the_rest_follows_the_script() -> None:
    base = ours()
    theirs = {**base, "mood": "calm", "tags": ["mine"], "published_at": "2020-01-01"}
    theirs["media"] = {**base["media"], "site_video_id": "v42", "poster": "x"}
    new = ours(title="Otro", tags=["otra"], keywords=[])
    found = page_matter(new, theirs, [base])
    assert (found["title"], found["keywords"]) == ("Otro", [])
    assert (found["tags"], found["mood"], found["published_at"]) == (
        ["mine"],
        "calm",
        "2020-01-01",
    )
    assert found["media"] == {**new["media"], "site_video_id": "v42", "poster": "x"}
    assert list(found)[: len(new)] == list(new)
    # Taking the key away gives it back.
    del theirs["tags"]
    assert page_matter(new, theirs, [base])["tags"] == ["otra"]


def test_where_nothing_is_known_of_the_last_time_no_value_erases_one() -> None:
    theirs = {"title": "Old", "visual_mode": "noir", "published_at": "2020-01-01", "mood": "calm"}
    found = page_matter(ours(visual_mode=None), theirs, [])
    assert found["title"] == "Título: el agua"
    assert (found["visual_mode"], found["mood"]) == ("noir", "calm")
    assert found["published_at"] == "2020-01-01"


def test_an_uploaded_video_is_named_and_never_forgotten() -> None:
    base = ours()
    up = page_matter(ours(youtube_id="abc"), base, [base])
    assert up["media"]["youtube_id"] == "abc"
    assert page_matter(ours(), up, [ours(youtube_id="abc")])["media"]["youtube_id"] == "abc"


WORDS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2) | st.none(), max_size=4)


@settings(deadline=None)
@given(WORDS, WORDS, st.lists(WORDS, max_size=2))
def test_publishing_twice_is_publishing_once(
    mine: dict[str, Any], theirs: dict[str, Any], written: list[dict[str, Any]]
) -> None:
    once = merged(mine, theirs, written)
    assert merged(mine, once, [mine]) == once
    assert set(mine) <= set(once)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("{}%#\n")))
def test_a_body_is_never_read_as_a_template(text: str) -> None:
    assert body({**EDIT, "body": text or "x"}, TEMPLATE) == (
        text.strip() or ("x" if not text else plain(EDIT["description"]))
    )


def test_without_a_body_the_description_stands_there_as_plain_text() -> None:
    hostile = "{{ 1 }} <b>x</b> & # no *mark* 1. [a](b)\n--- `c`"
    found = body({**EDIT, "body": " ", "description": hostile}, TEMPLATE)
    assert "<" not in found
    assert "{{" not in found
    assert found.startswith("\\{\\{ 1 \\}\\} &lt;b&gt;")
    assert "\n\\-\\-\\-" in found


def test_a_saga_is_complete_once_it_was() -> None:
    assert not metadata(EDIT, {}, {1, 9})["complete"]
    assert metadata(EDIT, {}, {10})["complete"]
    assert metadata({**EDIT, "complete_at": 12}, {"complete": True}, {1})["complete"]
    assert not metadata({**EDIT, "complete_at": None}, {}, {10})["complete"]


def test_metadata_keep_what_a_person_wrote() -> None:
    theirs = {"title": "El agua", "theme": "blue", "complete": False}
    found = metadata(EDIT, theirs, {1})
    assert found == {
        "title": "El agua",
        "slug": "saga-01",
        "season": 1,
        "description": "",
        "complete": False,
        "cover": "cover_es.png",
        "theme": "blue",
    }
    given_one = {**EDIT, "series": {"title": "Agua", "description": None}}
    assert metadata(given_one, theirs, {1})["title"] == "Agua"
