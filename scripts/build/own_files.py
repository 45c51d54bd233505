"""The person's own files, judged before they are read: what never ends or never comes is none.

A FIFO waits for a writer, a device never ends, and a file of 1 TB takes hours to hash; each would
hold up the reading of all scripts.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.seals import sha256_of

_MB = 2**20
_OPEN = frozenset("{}<>")  # a path with {x} in it would be a wildcard, and stop the whole build
# What a spec calls the sha256 of a file that the take is made from.
_CONTENTS = ("content", "reference", "voice")
# No picture that can be drawn is larger, and no track or intro either.
LARGEST_PICTURE = 1024 * _MB
LARGEST_MEDIA = 16 * 1024 * _MB


def is_file(path: Path) -> bool:
    """Tell whether there is a file at `path`; no name makes it fail."""
    # A name too long for the file system, or in a closed folder, names no file either.
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


def is_there(path: Path) -> bool:
    """Tell whether there is anything but a folder at `path`; no name makes it fail."""
    with suppress(OSError, ValueError):
        return path.exists() and not path.is_dir()
    return False


def flaw(path: Path, most: int) -> str | None:
    """Return why the file at `path` is of no use, `most` bytes being allowed; None where it is."""
    if not _OPEN.isdisjoint(str(path)):
        return "its name holds { } < or >, which Snakemake reads as its own"
    try:
        status = path.stat()
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if not stat.S_ISREG(status.st_mode):
        return "it is no ordinary file"
    if status.st_size == 0:
        return "it is empty"
    if status.st_size > most:
        return f"it is larger than {most // _MB} MB"
    if not os.access(path, os.R_OK):
        return "it may not be read by you"
    return None


def read_own_text(path: Path, most: int) -> str:
    """Return the UTF-8 text in the file at `path`, without a byte order mark, lines ended by \\n.

    UserError where it is no ordinary file, larger than `most` bytes, or no UTF-8.
    """
    try:
        # Not asked first what it is: between two looks it may become another. Opening a FIFO so
        # does not wait.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise UserError(f"{path} is no ordinary file; put one there, or remove it")
            data = file.read(most + 1)
    except IsADirectoryError:
        raise UserError(f"{path} is a folder where a file is wanted; rename it") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > most:
        raise UserError(f"{path} is larger than {most // _MB} MB; divide it, or see what it holds")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def require_as_planned(sources: Iterable[Path], spec: Mapping[str, Any]) -> None:
    """Raise UserError where one of `sources` is no longer what the take of `spec` is named for.

    To be asked once they were read, before the take is published: a file that was saved anew while
    the build ran would otherwise stand under the old one's name for good. A take that another is
    made from is named for what asked for it, and no content.
    """
    contents = {spec[key] for key in _CONTENTS if key in spec}
    for source in sources:
        if contents and sha256_of(source) not in contents:
            raise UserError(f"{source} was changed while the build ran: build again")
