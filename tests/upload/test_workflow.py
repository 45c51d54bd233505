"""Uploads by the real Snakemake: what is asked for by whom, and what an edit sends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from films import let_pass

from services.loopback_youtube import Tube
from workflow.channel import TINY, OwnHome, copy_home, episode

RECEIPT = "results/S01E01/es/upload.json"
UPLOAD = {"upload_film", "keep_receipt"}
CONFIG = {
    **TINY,
    "tracks": ["es"],
    "youtube": {"channels": {"es": "sea"}, "privacy": "unlisted", "time_limit": 5},
}

THUMBNAILS = {"draw_thumbnails"}  # which builds of these tests leave out


@pytest.fixture
def channel(tube: Tube, tmp_path: Path) -> OwnHome:
    """Return a channel with an episode of one scene, a token, and a copy of the project."""
    made = OwnHome(tmp_path / "channel", CONFIG)
    copy_home(made.home)
    token = tmp_path / "tokens/sea.json"
    token.parent.mkdir()
    token.touch(0o600)
    token.write_text(json.dumps(tube.token()))
    made.variables = {
        "REELMAKE_YOUTUBE_URL": tube.address,
        "REELMAKE_YOUTUBE_TOKENS": str(token.parent),
    }
    made.write(episode(1, seo={"es": {"title": "Una gota", "tags": ["agua"]}}))
    return made


def sent(tube: Tube) -> tuple[int, int, int]:
    """Return how many videos there are, and how often one was opened and updated."""
    return len(tube.videos), tube.done("open"), tube.done("update")


def test_a_film_is_uploaded_once_whatever_is_edited(tube: Tube, channel: OwnHome) -> None:
    built = channel.dry_run()
    assert {"finish_video": 1}.items() <= built.rules.items()
    assert not UPLOAD & set(built.rules)  # a build never uploads

    shown, run = channel.dry_run("upload"), channel.build("upload")
    assert run.status == 0, run.said
    assert shown.jobs == run.jobs and set(built.rules) | UPLOAD | THUMBNAILS == set(run.rules)
    receipt = json.loads((channel.folder / RECEIPT).read_text())
    (video,) = tube.videos.values()
    assert receipt["video_id"] == video.id and receipt["title"] == video.snippet["title"]
    assert video.status["privacyStatus"] == "unlisted" and tube.half == []
    assert video.thumbnail and video.captions
    assert (channel.results / "uploads/sea/S01E01_es.jsonl").is_file()

    # Nothing: asked for again, a comment in a script of either kind, records lost.
    for name in ("upload_film.py", "upload/client.py"):
        path = channel.home / "scripts" / name
        path.write_text(path.read_text() + "# A comment.\n")
    channel.write({**channel.read(), "_note": "nothing"})
    channel.forget()
    assert channel.dry_run("upload").rules == {}

    # A new title: an update.
    script = channel.read()
    script["seo"]["es"]["title"] = "Dos gotas <b>"
    channel.write(script)
    run = channel.build("upload")
    # Its words stand on the thumbnail too.
    assert run.status == 0 and set(run.rules) == UPLOAD | THUMBNAILS
    assert video.snippet["title"] == "Dos gotas ‹b›"
    assert sent(tube) == (1, 1, 2)

    # A new film: it stops, and keeps the receipt, until it is to replace the video.
    script["scenes"][0]["text"]["es"] = "Otra escena."
    channel.write(script)
    run = channel.build("upload")
    assert run.status == 1 and "--config replace_upload=S01E01/es" in run.said
    assert json.loads((channel.folder / RECEIPT).read_text())["video_id"] == video.id
    assert sent(tube) == (1, 1, 2)
    run = channel.build(RECEIPT, "--config", "replace_upload=S01E01/es")
    assert run.status == 0, run.said
    assert set(run.rules) == UPLOAD
    fresh = json.loads((channel.folder / RECEIPT).read_text())
    assert fresh["replaced"] == [video.id] and sent(tube)[:2] == (2, 2)

    # Removed on YouTube, it is uploaded anew when asked for, though nothing changed here.
    tube.videos.pop(fresh["video_id"])
    let_pass(channel.results / "uploads/sea/S01E01_es.jsonl", 1)
    assert channel.dry_run("upload").rules == {}
    assert channel.dry_run("--config", "replace_upload=S01E01/es").rules == {}
    again = ("upload", "--config", "replace_upload=S01E01/es")
    assert set(channel.dry_run(*again).rules) == UPLOAD
    run = channel.build(*again)
    assert run.status == 0 and set(run.rules) == UPLOAD, run.said
    assert sent(tube)[:2] == (2, 3)


def test_what_is_not_uploaded_is_told(channel: OwnHome, tube: Tube) -> None:
    channel.configure({**CONFIG, "youtube": {"channels": {"garden": {"es": "garden"}}}})
    run = channel.dry_run("upload", "--config", "replace_upload=S01E02/es")
    assert "S01E01/es is not uploaded: youtube.channels" in run.said
    assert "replace_upload=S01E02/es is no film that is uploaded" in run.said
    run = channel.dry_run(RECEIPT)
    assert run.status == 1 and "there is no channel for S01E01/es" in run.said
