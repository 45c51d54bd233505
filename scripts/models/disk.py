"""What a disk can refuse, in a sentence: no room, no right to write."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.errors import UserError
from build.units import size_text

_FULL = {errno.ENOSPC, errno.EDQUOT}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors_told(folder: Path) -> Iterator[None]:
    """Raise UserError for a full disk, and for a folder that cannot be written to."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise UserError(
                f"the disk of {folder} is full; what was fetched is kept, so make room "
                "(`snakemake clean_models` removes models nobody needs) and run this again"
            ) from error
        if error.errno in _CLOSED:
            raise UserError(unwritable(folder)) from error
        raise


def require_room(folder: Path, wanted: int) -> None:
    """Raise UserError where fewer than `wanted` bytes are free on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise UserError(
            f"{folder} needs {size_text(wanted)} more and its disk has {size_text(free)} free; "
            "make room, or set `models` in config.yaml to a folder on a larger disk"
        )


def can_write(folder: Path) -> bool:
    """Tell whether files can be made in `folder`, or where it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def unwritable(folder: Path) -> str:
    """Return the sentence for a folder that nothing can be written to."""
    return (
        f"{folder} cannot be written to; have its owner run `snakemake models`, or set `models` "
        "in config.yaml to a folder of your own"
    )
