"""The page in a real browser, as a person uses it, and as axe-core reads it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from browser import drive
from review_folder import HOSTILE, TEXT, edit_list, scene

from review.changes import changes, snapshot
from review.index import groups, summary
from review.look import Look
from review.page import index, page
from review.takes import Takes


def write_page(place: Path, edit: dict[str, Any], before: dict[str, Any]) -> str:
    """Write the page of `edit` and return its address."""
    said, gone = changes(*(snapshot(one, {})["scenes"] for one in (before, edit)))
    takes = Takes(place.parent / "takes", place.parent / "logs")
    place.mkdir(exist_ok=True)
    path = place / "review.html"
    seen = Look(edit, place, takes).review(said, gone, "then")
    path.write_text(page(seen, "now"))
    (place / "review/summary.json").write_text(json.dumps(summary(seen, "now")))
    return path.as_uri()


def write_index(results: Path) -> str:
    """Write the index of two episodes with a page, and one without, and return its address."""
    known = {"project": None, "saga": 1, "title": HOSTILE}
    names = ("S01E01", "S01E02", "S01E09")
    episodes = [{**known, "folder": name, "episode": name} for name in names]
    path = results / "review.html"
    path.write_text(index(groups({"episodes": episodes}, results), [HOSTILE]))
    return path.as_uri()


def three(second: str) -> dict[str, Any]:
    """Return an episode of three scenes, the third without its voice in en."""
    both = ["es", "en"]
    texts = [TEXT, second, "El océano."]
    scenes = [scene(n, both, {"es": text, "en": TEXT}) for n, text in enumerate(texts, 1)]
    scenes[2]["lines"]["en"]["voice"] = "speech/espeak/lost"
    return edit_list(scenes, title=HOSTILE)


@pytest.fixture(scope="module")
def found(results: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what was found in pages of three and a hundred scenes, one moved, and the index."""
    short = write_page(results / "S01E01", three(HOSTILE), three("Antes."))
    # A picture each: a browser shows one that it has without asking whether it is seen.
    seas = [f"images/storyboard/sea-{n}" for n in range(1, 101)]
    for sea in seas:
        shutil.copy(results / "takes/images/storyboard/sea.png", results / f"takes/{sea}.png")
    texts = {"es": TEXT, "en": TEXT}
    hundred = [scene(n, list(texts), texts, picture=sea) for n, sea in enumerate(seas, 1)]
    many = write_page(results / "S01E02", edit_list(hundred), edit_list(hundred))
    unfinished = edit_list([scene(1, list(texts), texts)])
    write_page(results / "S01E03", unfinished, unfinished)
    apart = shutil.move(results / "S01E03", tmp_path_factory.mktemp("apart") / "copied")
    moved = (Path(apart) / "review.html").as_uri()
    shots = os.environ.get("REELMAKE_SCREENSHOTS")
    addresses = short, many, moved, write_index(results)
    return drive("look.mjs", *addresses, *([shots] if shots else []))


def test_no_console_error_no_foreign_script_no_network(found: dict[str, Any]) -> None:
    assert (found["said"], found["broken"], found["asked"]) == ([], False, [])


def test_a_voice_plays_with_its_words_lit_and_can_be_sought(found: dict[str, Any]) -> None:
    assert found["position"] >= 0.7
    assert (found["lit"], found["playing"]) == (1, 1)
    assert found["sought"] >= 5.9
    assert found["paused"] == "false"


def test_films_have_captions_and_clips_begin_at_their_scene(found: dict[str, Any]) -> None:
    assert found["caption"] == ["showing", "Uno dos, <tres>.", 320]
    assert 2 <= found["clip"] <= 4
    assert found["theatre"] is False


def test_json_is_copied(found: dict[str, Any]) -> None:
    line, said, whole = found["copied"]
    text = json.dumps(HOSTILE, ensure_ascii=False)
    assert line == f'"es": {text}'
    assert said == "Line copied. Look for it in scripts_json/SAGA_01_Episode_01.json, scene 2"
    assert json.loads(whole.partition("\n")[2])["text"]["es"] == HOSTILE


def test_filters(found: dict[str, Any]) -> None:
    every = ["s1", "s2", "s3"]
    assert found["filters"] == {
        "all": [every, 6],
        "en": [every, 3],
        "marked_en": [["s3"], 1],
        "marked": [["s3"], 2],
        "changed": [["s2"], 2],
        "search": [["s3"], 2],
        "none": [[], 0],
        "cleared": [every, 6],
    }


def test_machines_can_read_it_in_light_and_dark_on_small_screens_and_wide_ones(
    found: dict[str, Any],
) -> None:
    assert found["axe"] == []
    # No line is wider than the screen.
    assert [found[screen] for screen in ("dark", "phone", "wide")] == [True, True, True]


def test_a_page_copied_elsewhere_shows_its_pictures_and_plays_its_clips(
    found: dict[str, Any],
) -> None:
    assert found["apart"] == ["review/clips/uno.mp4", 320, None]


def test_the_index_shows_a_picture_of_each_page_and_leads_there(found: dict[str, Any]) -> None:
    assert found["index"] == [True, True]


def test_a_hundred_scenes_load_what_is_seen_and_wait(found: dict[str, Any]) -> None:
    many = found["many"]
    assert (many["scenes"], many["media"], many["frames"], many["found"]) == (100, 0, 0, 1)
    assert many["loaded"] < 40
    assert many["seconds"] < 2  # 0.1 as a rule
