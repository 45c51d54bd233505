"""The page's own folder: small copies of what it shows, each made once.

A copy bears the time of what it was made from, so it is known whether it still is that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from build.errors import UserError
from build.files import publish


class Copies:
    """The copies under `folder`, as seen from the page beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[Path] = set()

    def of(self, source: Path, name: str, make: Callable[[Path, Path], object]) -> str | None:
        """Return where the page finds the copy `name` of `source`; None where there is nothing.

        `make` writes it. A `source` that is broken, cut off for one, has no copy.
        """
        place = self._folder / name
        try:
            made = source.stat().st_mtime_ns
        except OSError:
            return None
        self._kept.add(place)
        if not place.is_file() or place.stat().st_mtime_ns != made:
            try:
                with publish(place) as temporary:
                    make(source, temporary)
                    os.utime(temporary, ns=(made, made))
            except UserError:
                return None
        return f"{self._folder.name}/{name}"

    def sweep(self) -> None:
        """Remove copies that the page shows no more, and what a killed job left half-written."""
        for name in ("pictures", "voices", "clips", "thumbnails"):
            for place in (self._folder / name).glob("*"):
                if place not in self._kept:
                    place.unlink(missing_ok=True)
