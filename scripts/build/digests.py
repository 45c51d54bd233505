"""The content of the person's own files, remembered by size and modification time.

A picture or a track of the person's own enters a take's name by its content, so touching or
copying it changes nothing. Reading hundreds of pictures at every start would take seconds.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from build.files import readable, write_if_changed


class Digests:
    """sha256 of files, cached in one JSON file."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        try:
            self._known: dict[str, list[object]] = json.loads(cache.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}
        self._used: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Return the sha256 of the file at `path` in hexadecimal letters."""
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        known = self._known.get(str(path))
        if known is None or known[:3] != stamp:
            with path.open("rb") as file:
                known = [*stamp, hashlib.file_digest(file, "sha256").hexdigest()]
        self._used[str(path)] = known
        return str(known[3])

    def save(self) -> None:
        """Keep what was asked for, for the next start."""
        if self._used or self._known:
            write_if_changed(self._cache, readable(self._used))
