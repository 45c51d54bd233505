"""`snakemake publish` for real: what the site holds, and which jobs each edit takes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from media.probe import probe
from web.front_matter import split
from workflow.channel import TINY, Channel, episode

SERIES = Path("data/sites/reelmake/series/saga-01")
WEB = {
    "seo": {
        "es": {"description": "Del mar: a la nube", "tags": ["Océano"], "keywords": ["Agua dulce"]}
    },
    "web": {"es": {"body": "## Uno\n\n---\n\n{{ 7 * 7 }}"}, "recommended_products": ["a-b"]},
}


@pytest.fixture(scope="module")
def sites(built: Channel, tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel whose pages were published."""
    channel = built.copy(tmp_path_factory.mktemp("published") / "channel")
    channel.write(episode(**WEB))
    run = channel.build("publish")
    made = {"draw_image": 1, "draw_thumbnails": 2, "write_pages": 2}
    assert (run.status, run.rules) == (0, made), run.said
    return channel


@pytest.fixture
def site(sites: Channel, tmp_path: Path) -> Channel:
    """Return a published channel that the test may change."""
    return sites.copy(tmp_path / "channel")


def page(channel: Channel, track: str = "es", root: str = "results/site") -> dict[str, Any]:
    place = channel.folder / root / SERIES / f"ep-01/content.{track}.md"
    return split(place.read_text(encoding="utf-8"), place)[0]


def tree(channel: Channel) -> dict[str, str]:
    root = channel.folder / "results/site"
    return {
        str(path.relative_to(root / SERIES)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_the_tree(sites: Channel) -> None:
    found = tree(sites)
    assert set(found) == {
        *(f"{name}.{track}.yaml" for name in ("meta",) for track in ("es", "en")),
        *(f"cover_{track}.png" for track in ("es", "en")),
        *(f"ep-01/content.{track}.md" for track in ("es", "en")),
        *(f"ep-01/assets/thumbnail_{track}.png" for track in ("es", "en")),
        "ep-01/assets/S01E01-ES-Película-pequeña.mp4",
        "ep-01/assets/S01E01-EN-Small-film.mp4",
    }
    film = sites.results / "S01E01/es/final.mp4"
    video = sites.folder / "results/site" / SERIES / "ep-01/assets/S01E01-ES-Película-pequeña.mp4"
    assert found["ep-01/assets/S01E01-ES-Película-pequeña.mp4"] == (
        hashlib.sha256(film.read_bytes()).hexdigest()
    )
    assert not video.is_symlink()
    assert video.stat().st_ino != film.stat().st_ino
    assert probe(video).frames
    matter = page(sites)
    published = matter.pop("published_at")
    assert matter == {
        "title": "Película pequeña",
        "slug": "pelicula-pequena",
        "episode_number": 1,
        "season": 1,
        "description": "Del mar: a la nube",
        "visual_mode": None,
        "tags": ["oceano"],
        "keywords": ["Agua dulce"],
        "media": {
            "duration_seconds": 60,
            "youtube_id": None,
            "site_video_id": "S01E01-ES-Película-pequeña",
            "thumbnail": "assets/thumbnail_es.png",
        },
        "recommended_products": ["a-b"],
    }
    assert published.endswith("Z")
    receipt = json.loads((sites.results / "S01E01/es/published.json").read_text())
    named = {file["path"].removeprefix(f"{SERIES}/"): file["sha256"] for file in receipt["files"]}
    assert named == {name: digest for name, digest in found.items() if name in named}
    assert len(named) == 4


def test_edits_of_the_page_write_pages_and_never_a_film(site: Channel) -> None:
    before = page(site)
    script = site.read()
    script["seo"]["es"]["tags"] = ["Nube"]
    script["web"]["es"]["body"] = "Otra"
    site.write(script)
    site.forget()  # without its records too
    planned = site.dry_run("publish")
    (site.results / "S01E01/es/upload.json").write_text('{"video_id": "dQw4w9WgXcQ"}')
    run = site.build("publish")
    assert planned.jobs == run.jobs == {("write_pages", "results/S01E01/es/published.json")}
    media = {**before["media"], "youtube_id": "dQw4w9WgXcQ"}
    assert page(site) == {**before, "tags": ["nube"], "media": media}
    assert site.dry_run("publish", "all").jobs == frozenset()


def test_what_was_removed_is_written_again_and_what_was_added_stays(site: Channel) -> None:
    series = site.folder / "results/site" / SERIES
    before = tree(site)
    video = series / "ep-01/assets/S01E01-ES-Película-pequeña.mp4"
    video.write_bytes(b"cut short")
    (series / "meta.en.yaml").unlink()
    own = series / "ep-01/assets/notes.txt"
    own.write_text("mine")
    planned = site.dry_run("publish")
    site.forget()
    run = site.build("publish")
    assert planned.jobs == run.jobs
    assert run.rules == {"write_pages": 2}
    after = tree(site)
    assert after.pop("ep-01/assets/notes.txt")
    assert after == before
    site.forget()
    run = site.build("publish")
    assert (run.status, run.jobs) == (0, frozenset()), run.said


def test_publish_only_takes_what_is_there_and_builds_no_film(site: Channel) -> None:
    script = site.read()
    script["scenes"][1]["text"]["es"] = "Otra cosa."
    script["seo"]["en"] = {"tags": ["New"]}
    site.write(script)
    site.write(episode(title={"es": "Dos", "en": "Two"}), "SAGA_01_Episode_02.json")
    run = site.build("publish", "--config", "publish_only=true")
    assert run.status == 0, run.said
    assert run.rules == {"write_pages": 1}
    missing = "results/S01E02/en/final.mp4 is not there, so no page of it is written"
    assert run.said.count(missing) == 1
    assert page(site, "en")["tags"] == ["new"]
    # A film that was built since gets its page, and one that changed a new one.
    for track in ("es", "en"):
        shutil.copy(site.results / f"S01E01/{track}/final.mp4", site.results / f"S01E02/{track}")
    os.utime(site.results / "S01E01/es/final.mp4")
    planned = site.dry_run("--config", "publish_only=true")
    run = site.build("--config", "publish_only=true")
    assert (run.status, run.rules) == (0, {"draw_thumbnails": 2, "write_pages": 3}), run.said
    assert run.jobs == planned.jobs


def test_a_film_that_was_cut_off_gets_no_page(site: Channel) -> None:
    before = tree(site)
    film = site.results / "S01E01/es/final.mp4"
    film.write_bytes(film.read_bytes()[:-1000])
    run = site.build("publish", "--config", "publish_only=true")
    assert run.status == 1
    assert "es/final.mp4 is not as it was made: run `snakemake verify" in run.said
    assert tree(site) == before


def test_a_site_elsewhere_and_a_job_that_fails(site: Channel) -> None:
    site.configure({**TINY, "web": {"folder": "../checkout", "complete_at": 1}})
    run = site.build("publish")
    assert run.status == 1
    assert "config, web.folder: there is no folder ../checkout; make it" in run.said
    (site.folder.parent / "checkout").mkdir()
    run = site.build("publish")
    assert (run.status, run.rules) == (0, {"write_pages": 2}), run.said
    meta = site.folder.parent / "checkout" / SERIES / "meta.es.yaml"
    assert "complete: true\n" in meta.read_text(encoding="utf-8")
    assert page(site, root="../checkout")["title"] == "Película pequeña"
    # Drafts never get there.
    planned = site.dry_run("publish", "--config", "preset=draft")
    assert planned.rules["write_pages"] == 2
    edit = site.results / "draft/S01E01/es/edit.web.json"
    assert json.loads(edit.read_text())["site"] == "results/draft/site"
