"""Whatever a script says, a page's front matter reads back as the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from build.errors import UserError
from web.front_matter import dump, join, load, split

HERE = Path("content.es.md")
# What a script's texts may hold: see `control` in the schema.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t-:#'\"{}%&*|"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
HOSTILE = [
    "---",
    "a\n---\nb: c",
    "...\n%YAML 1.1",
    "x: y # z",
    "{{ 7 * 7 }} {% include 'secrets' %} {# #}",
    "quotes \" and ' and \\",
    "\ttab",
    "💧 é 水 ‏עברית",
    "<script>alert(1)</script> & <!--",
    "no",
    "1e3",
    "0o17",
    "2026-01-01",
    "",
    "!!python/object:os.system",
    "&a [*a]",
    "line\u2028separator\x85and\u00a0more",
]


@settings(deadline=None)
@given(st.dictionaries(TEXT, VALUES), TEXT)
@example({text: text for text in HOSTILE}, "\n".join(HOSTILE))
@example({"title": HOSTILE, "media": {"y": "n"}}, "---\ntitle: mine\n---")
def test_any_values_read_back(data: dict[str, Any], body: str) -> None:
    page = join(data, body)
    found, text = split(page, HERE)
    assert found == data
    assert text == body.replace("\r\n", "\n").strip()
    # As any reader takes it: the first line that is --- ends it.
    _, matter, _ = page.split("---\n", 1)[0], page[4 : page.index("\n---", 4) + 1], None
    assert yaml.safe_load(matter) == data


def test_strings_are_strings_in_every_version_of_yaml() -> None:
    assert dump({"title": "1e3", "number": 3, "words": ["no"], "y": None}) == (
        'title: "1e3"\nnumber: 3\nwords:\n- "no"\n"y": null\n'
    )


@pytest.mark.parametrize(
    "day", ["2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05 +02:00"]
)
def test_dates_come_back_as_they_were_written(day: str) -> None:
    page = f"---\npublished_at: {day}\n---\n"
    data, _ = split(page, HERE)
    assert dump(data) == f"published_at: {day}\n"


def test_pages_with_other_line_ends_are_read() -> None:
    assert split("\ufeff---\r\na: 1\r\n---\r\n\r\nText\r\n---\r\nmore\r\n", HERE) == (
        {"a": 1},
        "Text\n---\nmore",
    )


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("a: 1\n", "content.es.md: front matter between two lines --- is wanted"),
        ("---\na: [\n---\n", "content.es.md: its YAML cannot be read near line"),
        ("---\n- a\n---\n", "content.es.md: a mapping"),
    ],
)
def test_a_page_that_cannot_be_read_says_so(page: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        split(page, HERE)


def test_nothing_but_plain_values_is_ever_made() -> None:
    with pytest.raises(UserError):
        load("a: !!python/object/apply:os.getcwd []", HERE)
