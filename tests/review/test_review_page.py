"""The page as text: whatever a script holds stands in it as it is, and none of it is run."""

from __future__ import annotations

import json
import os
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from review_folder import HOSTILE, SECONDS, TEXT, edit_list, film, scene

from media.loudness_curve import loudness_curve
from review.changes import changes, film_changes, snapshot
from review.charts import HEIGHT, area, height, path
from review.index import groups, summary
from review.look import Look
from review.model import Review
from review.page import index, page, script_json
from review.takes import Takes


class Reader(HTMLParser):
    """Reads a page as a browser does: the text of each element with a class, and the scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.elements.append((tag, found))
        if tag not in ("img", "input", "meta", "link", "track", "source", "path", "use"):
            self._open.append(found.get("class", tag))
            self.texts.setdefault(self._open[-1], []).append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data


def look(results: Path, edit: dict[str, Any], *, place: str = "S01E01") -> Review:
    """Return what the page of `edit` shows."""
    takes = Takes(results / "takes", results / "logs")
    return Look(edit, results / place, takes).review({}, [], None)


def texts(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


def test_hostile_texts_are_shown_and_never_run(results: Path) -> None:
    edit = edit_list([scene(1, ["es", "en"], texts(HOSTILE), picture=HOSTILE)], title=HOSTILE)
    before = edit_list([scene(1, ["es", "en"], texts(f"x {HOSTILE}"))])
    was, now = (
        snapshot(one, {"es": {"final": {"title": title}}})
        for one, title in ((before, "Mar"), (edit, HOSTILE))
    )
    said, gone = changes(was["scenes"], now["scenes"])
    takes = Takes(results / "takes", results / "logs")
    otherwise = film_changes(was, now)
    seen = Look(edit, results / "S01E01", takes).review(said, gone, "yesterday", otherwise)
    read = Reader(page(seen, "now"))
    assert len(otherwise) == 1 and summary(seen, "now")["changed"] == 2
    assert "pictures are drawn by storyboard, not by zimage (&lt;no GPU&gt;)" in page(seen, "now")
    assert read.texts["text"] == [HOSTILE, HOSTILE]
    assert [found for tag, found in read.elements if tag == "script"] == [
        {"type": "application/json", "id": "pieces"},
        {},
    ]
    assert not [key for _, found in read.elements for key in found if key.startswith("on")]
    copied = [found["data-copy"] for _, found in read.elements if "data-copy" in found]
    assert copied[1] == f'"es": {json.dumps(HOSTILE, ensure_ascii=False)}'
    name, _, document = copied[0].partition("\n")
    assert name == "scripts_json/SAGA_01_Episode_01.json, scene 1"
    assert json.loads(document)["text"]["es"] == HOSTILE


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_reads_back(results: Path, text: str) -> None:
    read = Reader(page(look(results, edit_list([scene(1, ["es"], texts(text))])), "now"))
    assert read.texts["text"] == [text]


@given(st.text())
def test_json_ends_no_element(text: str) -> None:
    written = str(script_json([text]))
    assert not set(written) & set("<>&")
    assert json.loads(written) == [text]


def test_what_is_there_is_found(results: Path) -> None:
    seen = look(results, edit_list([scene(n, ["es", "en"], texts(TEXT)) for n in (1, 2)]))
    line = seen.scenes[1].lines[0]
    assert (line.voice, line.start, line.length) == ("review/voices/uno.mp3", SECONDS, SECONDS)
    assert line.clip == f"es/final.mp4#t={SECONDS:.3f},{2 * SECONDS:.3f}"
    assert [piece for piece in line.pieces if piece[1] is not None][1] == ("dos,", 700, 5000)
    assert seen.films[0].thumbnails == [("review/thumbnails/es_v1.jpg", "Mar")]
    assert (seen.marks, seen.films[1].fallback) == ([], ["google (no key)"])
    assert seen.seconds == 0.5 + 0.2 + 0.3  # a take that is used twice was made once
    for copy in (line.voice, seen.scenes[0].picture.copy):
        assert copy
        assert (results / "S01E01" / copy).stat().st_size > 500


def test_copies_are_kept_and_what_is_shown_no_more_goes(results: Path, tmp_path: Path) -> None:
    shutil.copytree(results, tmp_path / "results", copy_function=shutil.copy2)
    here = tmp_path / "results"
    edit = edit_list([scene(1, ["es"], texts(TEXT))])
    voice = here / "S01E01" / (look(here, edit).scenes[0].lines[0].voice or "")
    made = voice.stat()
    (voice.parent / "old.mp3").touch()
    look(here, edit)
    assert (voice.stat().st_ino, os.listdir(voice.parent)) == (made.st_ino, ["uno.mp3"])
    # A take that was made again under its name is copied again.
    os.utime(here / "takes/speech/espeak/uno.wav")
    look(here, edit)
    assert voice.stat().st_ino != made.st_ino


def test_what_is_missing_broken_or_outdated_is_marked(results: Path, tmp_path: Path) -> None:
    shutil.copytree(results, tmp_path / "results", copy_function=shutil.copy2)
    here = tmp_path / "results"
    lost = {"voice": "speech/espeak/lost", "clip": "clips/libx264/lost"}
    one = scene(1, ["es"], texts(TEXT))
    one["lines"]["es"] |= lost
    log = here / "logs/speech/espeak/lost.log"
    log.parent.mkdir(parents=True)
    log.write_text("details\nerror: the voice is hoarse\n")
    (here / "takes/images/storyboard/torn.png").write_bytes(b"\x89PNG\r\n")
    two = scene(2, ["es"], texts(TEXT), picture="images/storyboard/torn")
    marks = look(here, edit_list([one, two])).marks
    assert [(number, track, mark.kind) for number, track, mark in marks] == [
        (None, "es", "outdated"),
        (1, "es", "missing"),
        (2, None, "broken"),
    ]
    assert marks[1][2].sentence == "the voice could not be made: the voice is hoarse"
    three = look(here, edit_list([two, one])).scenes
    assert [scene.lines[0].start for scene in three] == [0, SECONDS]
    # Where the film is not of now, a scene plays from its own clip.
    assert [scene.lines[0].clip for scene in three] == ["review/clips/uno.mp4", None]


def addresses(page: Path) -> set[str]:
    """Return every address of a page that leads to a file."""
    keys = ("href", "src", "poster", "data-clip", "data-voice")
    read = Reader(page.read_text(encoding="utf-8"))
    found = {own[key] for _, own in read.elements for key in keys if key in own}
    return {one.partition("#")[0] for one in found if not one.startswith(("#", "data:"))}


def test_an_episode_folder_copied_elsewhere_has_all_that_its_page_leads_to(
    results: Path, tmp_path: Path
) -> None:
    shutil.copytree(results, tmp_path / "results", copy_function=shutil.copy2)
    place = tmp_path / "results/S01E01"
    edit = edit_list([scene(n, ["es", "en"], texts(TEXT)) for n in (1, 2)])
    for clip, films in (("es/final.mp4", 2), ("review/clips/uno.mp4", 0)):
        if not films:
            for track in ("es", "en"):
                (place / f"{track}/final.mp4").unlink()
        (place / "review.html").write_text(page(look(tmp_path / "results", edit), "now"))
        apart = tmp_path / f"apart/{films}"
        shutil.copytree(place, apart)
        found = addresses(apart / "review.html") - {"../review.html"}  # the index of all
        assert {clip, "review/pictures/sea.jpg", "review/voices/uno.mp3"} <= found
        assert [one for one in found if not (apart / one).is_file()] == []


def test_the_index(results: Path, tmp_path: Path) -> None:
    seen = look(results, edit_list([scene(1, ["es"], texts(TEXT))]))
    place = tmp_path / "S01E02/review"
    place.mkdir(parents=True)
    (place / "summary.json").write_text(json.dumps(summary(seen, "now")))
    known = {"project": None, "saga": 1, "title": HOSTILE}
    both = [{**known, "folder": name, "episode": name} for name in ("S01E02", "S01E01")]
    found = groups({"episodes": both}, tmp_path)
    assert [one["known"] is None for one in found[0]["episodes"]] == [True, False]
    read = Reader(index(found, [HOSTILE]))
    assert [found["href"] for tag, found in read.elements if tag == "a"] == ["S01E02/review.html"]
    assert not [tag for tag, _ in read.elements if tag == "script"]


def test_the_loudness_of_a_tone(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", seconds=4)
    found = loudness_curve(tmp_path / "film.mp4")
    # A sine of -20 dB full scale in both channels is -20 + 3 - 3.01 LUFS (EBU Tech 3341).
    assert abs(found.integrated + 20) < 0.3
    assert abs(found.short_term[-2] + 20) < 0.3
    assert abs(len(found.momentary) - 40) <= 1
    assert len(loudness_curve(tmp_path / "film.mp4", points=10).momentary) <= 10


def test_charts_stay_in_their_frame() -> None:
    assert [height(value) for value in (-70.0, -36.0, -21.0, -6.0, 0.0)] == [
        HEIGHT,
        HEIGHT,
        HEIGHT / 2,
        0,
        0,
    ]
    assert path([-6.0, -36.0], 10) == "M10.0 0.0L20.0 100.0"
    assert area([-6.0], 10) == "M10.0 100L10.0 0.0L10.0 100Z"
    assert (path([], 1), area([], 1)) == ("", "")
