"""Files laid into a site: copies of their own, whole, checked, and never outside the site."""

from __future__ import annotations

import fcntl
import shutil
import sys
from pathlib import Path

from build.errors import UserError
from build.files import publish
from build.seals import sha256_of

_FICLONE = 0x40049409  # Linux: share the blocks until one of the two files changes


def inside(site: Path, path: Path) -> Path:
    """Return `site`/`path` with its folder made; UserError when a link leads it out of the site."""
    place = site / path
    try:
        stays = place.parent.resolve().is_relative_to(site.resolve())
    except (OSError, RuntimeError):  # links that lead to one another; which it is, is by version
        stays = False
    if not stays:
        raise UserError(
            f"{place.parent} leads out of the site folder {site} by a link; put a folder there"
        )
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder {place.parent} cannot be made: {error.strerror}") from error
    if place.is_dir():
        raise UserError(f"{place} is a folder, where a file is to be written; move it away")
    return place


def lay(source: Path, place: Path) -> str:
    """Make `place` a copy of `source` of its own, unless it is one; return its sha256.

    Never a link: what the site has must outlast the results.
    """
    wanted = sha256_of(source)
    if not place.is_symlink() and place.is_file() and sha256_of(place) == wanted:
        return wanted
    with publish(place) as temporary:
        _copy(source, temporary)
        if sha256_of(temporary) != wanted:
            raise UserError(
                f"{place}: the copy of {source} came out otherwise than the file; the disk may be "
                "failing, or the file changed meanwhile: run it again"
            )
    return wanted


def _copy(source: Path, place: Path) -> None:
    if sys.platform == "linux":
        try:
            with source.open("rb") as read, place.open("wb") as written:
                fcntl.ioctl(written.fileno(), _FICLONE, read.fileno())
        except OSError:
            pass  # another file system, or one that cannot share blocks
        else:
            return
    shutil.copyfile(source, place)  # by sendfile or clonefile, where there is one
