"""A film's loudness for its chart, measured once and kept beside the page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import read_known, readable, write_text
from media.loudness_curve import loudness_curve
from media.probe import probe

# Raised by hand when the measurement comes out otherwise.
_RECIPE = 1


def film_loudness(film: Path, folder: Path, name: str) -> dict[str, Any] | None:
    """Return length and loudness of `film`; None where it cannot be read.

    What was measured stands in `folder` under `name`, with the size and time of the film.
    """
    place, stamp = folder / f"{name}.json", film.stat()
    known = [_RECIPE, stamp.st_size, stamp.st_mtime_ns]
    found = read_known(place)
    if found.get("film") == known:
        return found
    try:
        seen = probe(film)
        found = {"film": known, "seconds": seen.frames / seen.fps, **asdict(loudness_curve(film))}
    except (UserError, ZeroDivisionError):
        return None
    write_text(place, readable(found))
    return found
