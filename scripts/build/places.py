"""The folders that a build writes into, looked at before Snakemake stumbles over one of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from build.errors import UserError


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
