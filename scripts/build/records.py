"""Snakemake's own records, `.snakemake`: nothing of a film depends on them.

So damage is cleared: Snakemake ignores a record that is cut off, but ends in a traceback at one of
other bytes. And what a killed build had finished is kept.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from build.errors import UserError
from build.intact import is_whole

FOLDER = Path(".snakemake")


def require_records_folder(folder: Path = FOLDER) -> None:
    """Raise UserError where Snakemake could not keep its records."""
    place = folder if folder.exists() or folder.is_symlink() else folder.parent
    if not place.is_dir():
        raise UserError(
            f"{folder.absolute()} is where Snakemake keeps its records, and no folder: remove it"
        )
    if not os.access(place, os.W_OK | os.X_OK):
        raise UserError(
            f"{place.absolute()} cannot be written, and Snakemake keeps its records there: build "
            "from a folder of your own (`snakemake -s <Reelmake's folder>/Snakefile`)"
        )


def keep_whole_takes(takes: Path, folder: Path = FOLDER) -> list[Path]:
    """Have Snakemake keep the takes that a killed build had finished, and return their files.

    It marks what a job is to make, and makes again what is still marked: what may have been paid
    for would be paid twice. A take that agrees with its sidecar is whole, whenever its job ended.
    """
    kept = []
    marks = folder / "incomplete"
    for mark in marks.rglob("*"):
        path = _marked(mark.relative_to(marks)) if mark.is_file() else None
        if path and path.is_relative_to(takes) and is_whole(path):
            mark.unlink(missing_ok=True)
            kept.append(path)
    return kept


def _marked(mark: Path) -> Path | None:
    """Return the output that Snakemake means by a mark; None where it is none of its own."""
    letters = "".join(part.removeprefix("@") for part in mark.parts)
    try:
        return Path(base64.b64decode(letters, altchars=b"-_", validate=True).decode())
    except ValueError:
        return None


def clear_unreadable(folder: Path = FOLDER) -> int:
    """Remove the records that Snakemake cannot read, and return how many they were."""
    damaged = [
        path
        for part in ("metadata", "incomplete")
        for path in (folder / part).rglob("*")
        if path.is_file() and not _readable(path)
    ]
    for path in damaged:
        path.unlink(missing_ok=True)
    return len(damaged)


def _readable(path: Path) -> bool:
    from snakemake.persistence import MetadataRecord

    try:
        MetadataRecord.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError:
        return True  # Snakemake passes it over
    except (OSError, ValueError):
        return False
    return True
