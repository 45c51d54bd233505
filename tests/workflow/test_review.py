"""Review pages in a build: when they are written again, and what they then say."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.channel import TINY, Channel

REVIEWED = {**TINY, "review": {"page": True}}
PAGES = {"write_review": 1, "write_review_index": 1}


@pytest.fixture(scope="module")
def reviewed(built: Channel, tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a built channel with its first page."""
    channel = built.copy(tmp_path_factory.mktemp("reviewed") / "channel")
    channel.configure(REVIEWED)
    run = channel.build()
    assert (run.status, run.rules) == (0, PAGES), run.said
    return channel


def words(channel: Channel) -> str:
    return (channel.results / "S01E01/review.html").read_text(encoding="utf-8")


def rewrite(channel: Channel, text: str) -> None:
    script = channel.read()
    script["scenes"][1]["text"]["es"] = text
    channel.write(script)


def test_an_edit_writes_the_page_that_names_it(reviewed: Channel, tmp_path: Path) -> None:
    channel = reviewed.copy(tmp_path / "channel")
    assert "This is the first page" in words(channel)
    kept = {path: path.stat().st_ino for path in channel.results.glob("S01E01/review/*/*")}
    assert len(kept) == 3 + 6 + 2  # pictures, voices, loudness
    rewrite(channel, "Otra escena.")
    run = channel.build()
    assert run.status == 0, run.said
    made = {"speak_line": 1, "cut_clip": 1, "finish_video": 1}
    assert {**made, **PAGES}.items() <= run.rules.items()
    page = words(channel)
    assert '<a href="#s2">Scene 2</a> es text' in page
    assert "<del>Escena dos.</del><ins>Otra escena.</ins>" in page
    assert page.count('<span class="mark changed">') == 1
    still = {path for path in kept if path.exists() and path.stat().st_ino == kept[path]}
    assert len(kept) - len(still) == 2  # the line's voice, the film's loudness
    # What changed beside the scenes is told in words, and that line no more.
    channel.configure({**REVIEWED, "sound": {"music_volume": 0.2}})
    assert channel.build().status == 0
    page = words(channel)
    assert 'Film es, en</a> <span dir="auto">music volume 0.08 → 0.2</span>' in page
    assert "es text" not in page and 'class="mark changed"' not in page
    # A comment, or another formatting, is nothing to look at.
    script = channel.read()
    script["scenes"][0]["comment"] = "shorter?"
    channel.write(script)
    assert channel.dry_run().jobs == frozenset()


def test_a_page_of_what_is_there_builds_nothing(reviewed: Channel, tmp_path: Path) -> None:
    channel = reviewed.copy(tmp_path / "channel")
    rewrite(channel, "Una escena que no se ha dicho.")
    asked = ["review", "--config", "review_only=true"]
    run = channel.build(*asked)
    assert (run.status, run.rules) == (0, PAGES), run.said
    page = words(channel)
    assert "no voice yet" in page
    assert "the film is older than the script" in page
    assert channel.dry_run(*asked).jobs == frozenset()
    # What makes the film outdated is told as well.
    channel.configure({**REVIEWED, "sound": {"music_volume": 0.2}})
    assert channel.dry_run(*asked).rules == PAGES
