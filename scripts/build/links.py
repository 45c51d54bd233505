"""Links: takes shown under their scene numbers, relative, so that the results can be moved.

Symbolic, never hard: Snakemake touches every output after its job, which through a hard link
would touch the take and make its other users look out of date.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from build.files import scratch
from build.owner import require_owner


def link(place: Path, take: Path) -> None:
    """Make `place` a relative link to `take`, replacing what was there in one step."""
    target = os.path.relpath(take, place.parent)
    if place.is_symlink() and str(place.readlink()) == target:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with scratch(place) as new:
        new.unlink(missing_ok=True)  # of a killed process of the same number
        new.symlink_to(target)
        require_owner()
        new.replace(place)


def link_all(folder: Path, takes: Mapping[str, Path], stale: Sequence[str]) -> None:
    """Make each name of `takes` in `folder` a link, and remove links that `stale` patterns find.

    Only links are removed, so a file that a person put there stays.
    """
    for name, take in takes.items():
        link(folder / name, take)
    for pattern in stale:
        for place in folder.glob(pattern):
            if place.is_symlink() and place.relative_to(folder).as_posix() not in takes:
                place.unlink()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as tab-separated text."""
    return "".join("\t".join(row) + "\n" for row in rows)
