"""A finished episode is left out of the graph, and nothing that is to be made is lost by that."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from build.files import read_json
from build.finished import in_order
from workflow.channel import TINY, Channel, episode, scene

SECOND = "SAGA_01_Episode_02.json"
WHOLE = ("--config", "skip_finished=false")


@pytest.fixture(scope="module")
def two(built: Channel, tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel of two finished episodes, with their pages."""
    channel = built.copy(tmp_path_factory.mktemp("two") / "channel")
    channel.configure({**TINY, "review": {"page": True}})
    channel.write({**episode(1), "title": {"es": "Otra", "en": "Another"}}, SECOND)
    run = channel.build()
    assert run.status == 0, run.said
    return channel


def record(channel: Channel, folder: str = "S01E01") -> Path:
    return channel.results / folder / "finished.json"


def a_clip(channel: Channel) -> Path:
    return min((channel.results / "takes/clips").rglob("*.mp4"))


def test_a_build_leaves_a_record_that_the_next_believes(two: Channel, tmp_path: Path) -> None:
    channel = two.copy(tmp_path / "channel")
    assert channel.dry_run().jobs == frozenset()
    # A record that does not know of a file, which no build leaves, shows that it is believed:
    known = json.loads(record(channel).read_text())
    film = "results/S01E01/es/final.mp4"
    del known["files"][film]
    record(channel).write_text(json.dumps(known))
    (channel.folder / film).unlink()
    assert channel.dry_run().jobs == frozenset()
    # Not where the graph is looked at for something else, or asked for by name.
    assert channel.dry_run(*WHOLE).rules["finish_video"] == 1
    assert channel.dry_run(film).rules == {"finish_video": 1}
    assert channel.dry_run("--forceall").rules["finish_video"] == 3 + 1
    assert len(channel.build("--summary").said.splitlines()) > 30


def an_edit(channel: Channel) -> None:
    script = channel.read(SECOND)
    script["scenes"].append(scene(2))
    script["title"]["es"] = "Título nuevo"
    channel.write(script, SECOND)


def an_older_clip(channel: Channel) -> None:
    there = a_clip(channel).stat()
    a_clip(channel).write_bytes(b"cut short")
    os.utime(a_clip(channel), ns=(there.st_atime_ns, there.st_mtime_ns))


def another_clip(channel: Channel) -> None:
    a_clip(channel).write_bytes(a_clip(channel).read_bytes() + b"more")


def no_film(channel: Channel) -> None:
    (channel.results / "S01E02/en/final.mp4").unlink()


def a_garbled_record(channel: Channel) -> None:
    known = json.loads(record(channel).read_text())
    record(channel).write_text(json.dumps({"key": known["key"], "fields": 1}))
    (channel.results / "S01E01/en/final.mp4").unlink()


def another_setting(channel: Channel) -> None:
    channel.configure({**TINY, "review": {"page": True}, "sound": {"music_volume": 0.2}})


@pytest.mark.parametrize(
    "change", [an_edit, an_older_clip, another_clip, no_film, a_garbled_record, another_setting]
)
def test_the_same_jobs_run_as_without_records(
    two: Channel, tmp_path: Path, change: Callable[[Channel], None]
) -> None:
    channel = two.copy(tmp_path / "channel")
    change(channel)
    expected = channel.dry_run(*WHOLE)
    said = channel.dry_run()
    assert said.jobs == expected.jobs, said.said
    assert bool(said.jobs) == (change is not an_older_clip)
    if change is an_edit:
        run = channel.build()
        assert run.jobs == said.jobs, run.said
        assert {Path(made).parts[1] for rule, made in run.jobs if rule == "finish_video"} == {
            "S01E02"
        }
        index = (channel.results / "review.html").read_text(encoding="utf-8")
        assert "Película pequeña" in index
        assert "Título nuevo" in index
        assert channel.dry_run().jobs == channel.dry_run(*WHOLE).jobs == frozenset()


def test_what_was_heard_since_is_shown(two: Channel, tmp_path: Path) -> None:
    channel = two.copy(tmp_path / "channel")
    channel.configure({**TINY, "review": {"page": True}, "ear": {"listen": False}})
    assert channel.build().rules == {"write_review": 2, "write_review_index": 1}
    assert channel.dry_run().jobs == frozenset()
    shown = read_json(channel.results / "S01E01/edit.review.json")
    line = shown["scenes"][0]["lines"]["es"]
    heard = channel.results / f"takes/{line['heard']}.json"
    heard.parent.mkdir(parents=True, exist_ok=True)
    heard.write_text("{}", encoding="utf-8")
    expected = channel.dry_run(*WHOLE)
    assert expected.rules == {"write_review": 2, "write_review_index": 1}  # both say that line
    assert channel.dry_run().jobs == expected.jobs


def test_pages_that_are_asked_for_bring_the_index_along(two: Channel, tmp_path: Path) -> None:
    channel = two.copy(tmp_path / "channel")
    channel.configure(TINY)
    an_edit(channel)
    assert channel.build().status == 0
    asked = channel.dry_run("review")
    assert asked.status == 0, asked.said
    assert asked.rules == {"write_review": 1, "write_review_index": 1}
    assert asked.jobs == channel.dry_run("review", *WHOLE).jobs


def test_a_clock_that_was_ahead_hinders_no_page(two: Channel, tmp_path: Path) -> None:
    channel = two.copy(tmp_path / "channel")
    ahead = 3600 * 10**9
    for path in channel.results.rglob("*"):
        moment = path.lstat().st_mtime_ns + ahead
        os.utime(path, ns=(moment, moment), follow_symlinks=False)
    an_edit(channel)
    run = channel.build()
    assert run.status == 0, run.said
    assert channel.dry_run(*WHOLE).jobs == frozenset()


def test_what_changes_while_a_build_runs_is_not_taken_for_built(tmp_path: Path) -> None:
    script, film, link = files = [str(tmp_path / name) for name in ("script", "film", "link")]
    Path(script).touch()
    Path(film).touch()
    Path(link).symlink_to(film)
    for second, file in enumerate(files, 1):
        os.utime(file, (second, second), follow_symlinks=False)
    assert in_order([script], [film])
    assert in_order([script], [script])
    assert not in_order([film], [film, script])
    assert in_order([], [script])
    assert in_order([film], [])
    assert in_order([link], [film])  # the link is newer, not the film that is read
    assert in_order([film], [link])
    os.utime(film, (4, 4))
    assert not in_order([film], [link])
