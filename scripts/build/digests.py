"""The content of the person's own files, remembered by size and modification time.

A picture or a track of the person's own enters a take's name by its content, so touching or
copying it changes nothing. Reading hundreds of pictures at every start would take seconds. What is
remembered is sealed: a letter that a disk changed in it would be another take.
"""

from __future__ import annotations

from pathlib import Path

from build.clock import require_past
from build.errors import UserError
from build.files import readable, write_if_changed
from build.intact import read_sidecar
from build.own_files import LARGEST_MEDIA, flaw
from build.seals import sha256_of
from build.sidecars import with_checksum


class Digests:
    """sha256 of files, cached in one JSON file."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        try:
            self._known: dict[str, list[object]] = read_sidecar(cache)["files"]
        except (OSError, KeyError, RecursionError, UserError):
            self._known = {}
        self._used: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Return the sha256 of the person's own file at `path` in hexadecimal letters.

        UserError for no file, and where its time is in the future: no job that reads it could end
        well.
        """
        wrong = flaw(path, LARGEST_MEDIA)
        if wrong:
            raise UserError(f"{path} is of no use: {wrong}")
        require_past(path)
        return self.of_any(path)

    def of_any(self, path: Path) -> str:
        """Return the sha256 of the file at `path`, whatever its time."""
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        known = self._known.get(str(path))
        if known is None or known[:3] != stamp:
            try:
                known = [*stamp, sha256_of(path)]
            except OSError as error:
                raise UserError(f"{path} cannot be read: {error.strerror}") from error
        self._used[str(path)] = known
        return str(known[3])

    def save(self) -> None:
        """Keep what was asked for, for the next start."""
        if self._used or self._known:
            write_if_changed(self._cache, readable(with_checksum({"files": self._used})))
