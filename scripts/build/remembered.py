"""What an edit list held when its film was last built.

A list is written over while the Snakefile is read, before anything is built. What it held is kept
beside it, in `.built/`, if that was built; so a plan can say what changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.files import read_known, write_text

# The file that says that an edit list was built: it is newer than the list.
_LAST = {
    "edit.json": "takes.tsv",
    "edit.subtitles.json": "subtitles.srt",
    "edit.mix.json": "final.mp4",
    "edit.final.json": "final.mp4",
    "edit.thumbnails.json": "thumbnail.png",
    "edit.distinct.json": "distinct.mp4",
    "edit.web.json": "published.json",
    "edit.upload.json": "upload.json",
}
_KEPT = ".built"


def remember(path: Path, held: str) -> None:
    """Keep what the edit list at `path` `held` until now, if a film was built from it."""
    try:
        built = (path.parent / _LAST[path.name]).stat().st_mtime_ns >= path.stat().st_mtime_ns
    except (KeyError, OSError):
        return
    if built:
        write_text(path.parent / _KEPT / path.name, held)


def settings_before(path: Path) -> Mapping[str, Any] | None:
    """Return what the edit list at `path` held when it was last built, None where that is unknown.

    Nothing else but the list itself was built where the film is newer than the list.
    """
    try:
        last = path.parent / _LAST[path.name]
        current = last.stat().st_mtime_ns >= path.stat().st_mtime_ns
    except (KeyError, OSError):
        return None
    return read_known(path if current else path.parent / _KEPT / path.name) or None
