"""One film's page into the site: page, video, thumbnail, metadata of its saga, and the receipt.

The page is written last, so a site that shows it has all that it names. Nothing is ever removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import read_json, readable, write_if_changed, write_text
from build.intact import as_made
from build.seals import sha256_of
from build.web import MEMORY, TEMPLATE
from media.probe import probe
from web.assets import inside, lay
from web.front_matter import dump, join, load, read, split
from web.page import body, front_matter, page_matter
from web.series import hold, metadata, published


@dataclass
class _Site:
    """The site's folder, the files written there, and what is to be told."""

    root: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrote(self, place: Path, sha256: str) -> None:
        found = place.lstat()
        self.files.append(
            {
                "path": place.relative_to(self.root).as_posix(),
                "sha256": sha256,
                "size": found.st_size,
                "mtime_ns": found.st_mtime_ns,
            }
        )

    def lay(self, source: Path, path: Path) -> None:
        place = inside(self.root, path)
        self.wrote(place, lay(source, place))


def publish_page(edit: Mapping[str, Any], video: Path, receipt: Path, lock: Path) -> list[str]:
    """Write the page that `edit` describes, of the film `video`; return notes for the person.

    `lock` is a file that all pages written at the same time are given.
    """
    if not video.is_file():
        raise UserError(f"there is no film {video} to write a page of; build it first")
    picture = as_made(edit["picture"])
    as_made(video)
    site = _Site(_root(edit))
    stamp = video.stat()
    folder, track = Path(edit["folder"]), edit["track"]
    episode = folder / f"ep-{edit['number']:02}"
    found = probe(video)
    seconds = Fraction(found.frames) / Fraction(found.fps).limit_denominator(1001)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ours, text = front_matter(edit, seconds, now), body(edit, TEMPLATE)
    name = ours["media"]["site_video_id"]
    # A page that cannot be read stops it all before anything is written.
    page = inside(site.root, episode / f"content.{track}.md")
    there = read(page)
    before = None if there is None else split(there, page)
    site.lay(video, episode / "assets" / f"{name}.mp4")
    site.lay(picture, episode / "assets" / f"thumbnail_{track}.png")
    if edit["number"] == 1:
        site.lay(picture, folder / f"cover_{track}.png")
    _write_page(site, page, (ours, text), before, receipt.with_name(MEMORY))
    meta = _write_metadata(site, folder / f"meta.{track}.yaml", edit, lock)
    document = {
        "site": edit["site"],
        "written_at": datetime.now(UTC).isoformat(),
        "files": site.files,
        "shared": [meta.relative_to(site.root).as_posix()],
        "video": [stamp.st_size, stamp.st_mtime_ns],
    }
    write_text(receipt, readable(document))
    return site.notes


def _root(edit: Mapping[str, Any]) -> Path:
    root = Path(edit["site"])
    if edit["site_is_given"] and not root.is_dir():
        raise UserError(f"config, web.folder: there is no folder {root}; make it, or name another")
    root.mkdir(parents=True, exist_ok=True)
    return root


def _write_page(
    site: _Site,
    page: Path,
    new: tuple[dict[str, Any], str],
    before: tuple[dict[str, Any], str] | None,
    memory: Path,
) -> None:
    """Write a page over what a person changed there.

    What is about to be written is remembered first: after a kill, ours is not taken for theirs.
    """
    (ours, text), (theirs, there) = new, before or ({}, "")
    written = _remembered(memory, site.root)
    matter = page_matter(ours, theirs, [known["front_matter"] for known in written])
    known = {
        "site": str(site.root),
        "front_matter": {**ours, "published_at": matter["published_at"]},
        "body": _letters(text),
    }
    write_if_changed(memory, readable([*written, known]))
    if there and there != text and _letters(there) not in [known["body"] for known in written]:
        site.notes.append(
            f"{page}: its text was changed on the site and stays; to have it written again, "
            "remove the text below the front matter"
        )
        text = there
    if page.is_symlink() or before != (matter, text):
        write_text(page, join(matter, text))
    write_if_changed(memory, readable([known]))
    site.wrote(page, sha256_of(page))


def _remembered(memory: Path, site: Path) -> list[dict[str, Any]]:
    """Return what was written last into this site, and what was about to be."""
    found = read_json(memory) if memory.exists() else []
    return [known for known in found if known["site"] == str(site)]


def _write_metadata(site: _Site, path: Path, edit: Mapping[str, Any], lock: Path) -> Path:
    place = inside(site.root, path)
    with hold(lock):
        theirs = load(read(place) or "", place)
        wanted = metadata(edit, theirs, published(place.parent, edit["track"]))
        if place.is_symlink() or theirs != wanted:
            write_if_changed(place, dump(wanted))
    return place


def _letters(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
