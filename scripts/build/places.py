"""The folders that a build writes into: which they are, and whether they can be folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from build.errors import UserError
from build.plan import Plan

# What lies in the folder of results, of an episode and of a film.
_OF_RESULTS = ("figures", "logs")
_OF_EPISODES = ("common/.built", "review")
_OF_FILMS = ("raw", "padded", "clips", "subtitles", "subtitles/.checksums", ".checksums", ".built")


def folders_of(plan: Plan) -> set[Path]:
    """Return the folders that hold the takes, films and pages of `plan`."""
    results = Path(plan.settings.results)
    folders = {results, *_take_folders(plan)}
    for folder, episode in plan.episodes.items():
        folders |= {results / folder / part for part in ("", "common", *episode.tracks)}
    return folders


def within(plan: Plan) -> set[Path]:
    """Return the folders in those of `plan`: of links, fragments, figures, checksums, memories."""
    results = Path(plan.settings.results)
    folders = {results / part for part in _OF_RESULTS}
    folders |= {folder / ".checksums" for folder in _take_folders(plan)}
    for folder, episode in plan.episodes.items():
        folders |= {results / folder / part for part in _OF_EPISODES}
        folders |= {
            results / folder / track / part for track in episode.tracks for part in _OF_FILMS
        }
    return folders


def _take_folders(plan: Plan) -> set[Path]:
    folders = {stem.rpartition("/")[0] for stem in plan.takes}
    return {Path(plan.settings.takes, folder) for folder in folders}


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


def require_writable(folders: Iterable[Path]) -> None:
    """Raise UserError where one of `folders`, or the one it is to be made in, is read-only.

    Snakemake would end in a traceback, some jobs later.
    """
    for folder in sorted(folders):
        place = next(place for place in (folder, *folder.parents) if place.is_dir())
        if not os.access(place, os.W_OK | os.X_OK):
            raise UserError(
                f"{place} cannot be written to: give yourself the right to, or see whether its "
                "disk is mounted read-only, then build again"
            )
