"""Checksums of joins: what makes a finished film verifiable to the bit.

A take has a sidecar with its sha256. What has none (joins, finals, subtitles, thumbnails) gets its
sha256 in <folder>/.checksums/<name>.sha256, in the form of `sha256sum -c`. It is no output of a
rule, so a lost one makes nothing again, and it counts only where it can be read.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from build.files import named, publish, scratch

FOLDER = ".checksums"
_FORM = re.compile(r"([0-9a-f]{64})  \S.*\n")


def seal_of(path: Path) -> Path:
    """Return where the checksum of the file at `path` stands."""
    return path.parent / FOLDER / f"{path.name}.sha256"


@contextlib.contextmanager
def publish_sealed(path: Path) -> Iterator[Path]:
    """As `build.files.publish`, and leave a checksum of what was written.

    The old one goes before the new file comes: killed in between, a file has none, never a wrong
    one.
    """
    with publish(path) as temporary:
        yield temporary
        digest = sha256_of(temporary)
        seal_of(path).unlink(missing_ok=True)
    seal = seal_of(path)
    seal.parent.mkdir(exist_ok=True)
    # Not synced: a checksum that a power cut takes away is missed by nobody.
    with scratch(seal) as temporary:
        temporary.write_text(f"{digest}  ../{path.name}\n", encoding="utf-8")
        temporary.replace(seal)


def write_sealed(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with the line ends it has, whole or not at all, with a checksum."""
    with publish_sealed(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def sealed(path: Path) -> str | None:
    """Return the sha256 that the file at `path` was written with; None where nothing tells it."""
    try:
        found = _FORM.fullmatch(seal_of(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return found[1] if found else None


def sha256_of(path: Path) -> str:
    """Return the sha256 of the file at `path` in hexadecimal letters."""
    with named(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
