"""The scenes of a film as they were last built, from its takes.tsv and the takes' sidecars.

takes.tsv is written by the job that links a film, so it says what was built, not what is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.files import read_known
from forecast.changes import Scene


def scenes_before(table: Path) -> list[Scene]:
    """Return the scenes as they were last built, from a film's or an episode's takes.tsv.

    None where they never were.
    """
    # A film's row is number, picture, voice, clip; an episode's is the link's name and the take.
    try:
        _, *rows = table.read_text(encoding="utf-8").splitlines()
        cells = [row.split("\t") for row in rows]
        return [Scene(*takes) for name, *takes in cells if not name.startswith("bg_music")]
    except (OSError, ValueError, TypeError):
        return []


def spec_of(takes: Path, stem: str) -> Mapping[str, Any] | None:
    """Return what an earlier take was made from, None where its sidecar is gone."""
    spec = read_known(takes / f"{stem}.json").get("spec")
    return spec if isinstance(spec, Mapping) else None
