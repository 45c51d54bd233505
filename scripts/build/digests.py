"""The content of the person's own files, remembered by size and modification time.

A picture or a track of the person's own enters a take's name by its content, so touching or
copying it changes nothing. Reading hundreds of pictures at every start would take seconds.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from build.errors import UserError
from build.files import readable, write_if_changed
from build.own_files import LARGEST_MEDIA, flaw


class Digests:
    """sha256 of files, cached in one JSON file."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        try:
            known = json.loads(cache.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            known = {}
        self._known: dict[str, list[object]] = known if isinstance(known, dict) else {}
        self._used: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Return the sha256 of the file at `path` in hexadecimal letters; UserError for no file."""
        wrong = flaw(path, LARGEST_MEDIA)
        if wrong:
            raise UserError(f"{path} is of no use: {wrong}")
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        known = self._known.get(str(path))
        if known is None or known[:3] != stamp:
            try:
                with path.open("rb") as file:
                    known = [*stamp, hashlib.file_digest(file, "sha256").hexdigest()]
            except OSError as error:
                raise UserError(f"{path} cannot be read: {error.strerror}") from error
        self._used[str(path)] = known
        return str(known[3])

    def save(self) -> None:
        """Keep what was asked for, for the next start."""
        if self._used or self._known:
            write_if_changed(self._cache, readable(self._used))
