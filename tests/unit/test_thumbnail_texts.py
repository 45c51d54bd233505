"""What thumbnails say, and what determines the picture under them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from build.edit_lists import edit_lists
from build.plan import Plan
from build.thumbnails import thumbnail_texts
from unit.test_plan import SCRIPT, plan

TITLES = {"titles": ["Two", "Three"], "title": "Search title"}


@pytest.mark.parametrize(
    ("seo", "expected"),
    [
        ({}, ["The title"]),
        ({"title": "Search title"}, ["Search title"]),
        (TITLES, ["Two", "Three"]),
        ({**TITLES, "variants": ["Short"]}, ["Short"]),
        ({**TITLES, "variants": []}, ["Two", "Three"]),
        ({"variants": ["A", " A ", "B"]}, ["A", "B"]),
        ({"variants": list("ABCDEFG")}, list("ABCDE")),
    ],
)
def test_the_first_texts_that_the_script_has(seo: dict[str, Any], expected: list[str]) -> None:
    assert thumbnail_texts(seo, "The title") == expected


def stem(made: Plan) -> str:
    return made.episodes["S01E01"].thumbnail.stem


def test_one_picture_for_every_track_shape_and_text(tmp_path: Path) -> None:
    asked = {**SCRIPT, "thumbnail": {"prompt": "a drop"}}
    first = plan(tmp_path, asked)
    assert stem(first).startswith("images/storyboard/a-drop-")
    upright = plan(tmp_path, asked, video={"format": "9:16"})
    said = plan(tmp_path, {**asked, "seo": {"es": {"variants": ["Uno"]}}})
    assert stem(first) == stem(upright) == stem(said)
    assert stem(plan(tmp_path, {**asked, "style": "pencil"})) != stem(first)
    before, after = (
        {path.relative_to(made.settings.results).as_posix(): content for path, content in lists}
        for made, lists in ((one, edit_lists(one)) for one in (first, said))
    )
    other = {name for name in before if before[name] != after[name]}
    assert other == {"S01E01/es/edit.thumbnails.json"}


def test_scenes_and_thumbnails_are_other_takes(tmp_path: Path) -> None:
    """The storyboard's slate stays out of thumbnails, even where prompt and size are the same."""
    made = plan(tmp_path, video={"short_side": 720})
    episode = made.episodes["S01E01"]
    assert {**episode.pictures[0].spec, "slate": False} == episode.thumbnail.spec
    assert stem(made) != episode.pictures[0].stem
