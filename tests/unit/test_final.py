"""Chapters, languages and metadata of a finished film."""

from __future__ import annotations

from pathlib import Path

import av
from hypothesis import given
from hypothesis import strategies as st

from media.final import Chapter, chapters, language_code, metadata


def test_chapters_cover_the_film_from_its_first_frame() -> None:
    found = chapters(90, [30, 45], ["One", "Two"], 60, "Film")
    assert found == [
        Chapter(0, 90, "Film"),
        Chapter(90, 120, "One"),
        Chapter(120, 165, "Two"),
        Chapter(165, 225, "•"),
    ]


def test_without_intro_the_first_scene_begins_the_film() -> None:
    assert chapters(0, [30], ["One"], 0, "Film") == [Chapter(0, 30, "One")]


def test_languages_as_mp4_wants_them() -> None:
    found = [language_code(locale) for locale in ("es-ES", "en-US", "ca-ES", "pt-BR", "zh-CN")]
    assert found == ["spa", "eng", "cat", "por", "zho"]


HOSTILE = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("=;#\\[]\n'\""), min_size=1
).filter(str.split)


@given(HOSTILE, HOSTILE)
def test_text_stays_text_in_the_metadata(title: str, chapter: str) -> None:
    edit = {"title": title, "episode": "S01E01", "fps": 30}
    text = metadata(edit, [Chapter(0, 30, chapter)])
    assert text.startswith(";FFMETADATA1\ntitle=")
    path = Path("/dev/shm" if Path("/dev/shm").is_dir() else "/tmp") / "reelmake-test.ffmeta"
    path.write_text(text, encoding="utf-8")
    with av.open(str(path), format="ffmetadata") as container:
        assert container.metadata["title"].strip() == " ".join(title.split())
        (mark,) = container.chapters()
    assert mark["metadata"]["title"].strip() == " ".join(chapter.split())
    path.unlink()
