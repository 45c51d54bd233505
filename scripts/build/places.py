"""The folders that a build writes into: which they are, and whether they can be folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from build.errors import UserError
from build.plan import Plan

_WITHIN = ("raw", "padded", "clips", "subtitles", "review", "figures", ".checksums", ".built")


def folders_of(plan: Plan) -> set[Path]:
    """Return the folders that hold the takes, films and pages of `plan`."""
    results, takes = Path(plan.settings.results), Path(plan.settings.takes)
    folders = {results, *(takes / Path(stem).parent for stem in plan.takes)}
    for folder, episode in plan.episodes.items():
        folders |= {results / folder / part for part in ("", "common", *episode.tracks)}
    return folders


def within(folders: set[Path]) -> set[Path]:
    """Return the folders in `folders` into which something is written."""
    return {folder / part for folder in folders for part in _WITHIN}


def require_folders(folders: Iterable[Path]) -> None:
    """Raise UserError where one of `folders` is there and no folder, or could not be made."""
    for folder in folders:
        for place in (folder, *folder.parents):
            if place.is_dir():
                break
            if place.is_symlink():
                raise UserError(
                    f"{place} is a link that leads nowhere: remove it, or bring back what it leads "
                    "to, and build again"
                )
            if place.exists():
                raise UserError(
                    f"{place} is a file where a folder is wanted: move it away and build again"
                )
