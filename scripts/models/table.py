"""The models as a table for people: size, state, when verified, licence, who needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from build.seals import sha256_of
from build.units import size_text
from models.catalogue import Model
from models.manifest import Digest
from models.state import State, state_of

_HEAD = ("model", "size", "state", "verified", "licence", "needed by")


def table(
    catalogue: Mapping[str, Model],
    needed_by: Mapping[str, Sequence[str]],
    models: Path,
    digest: Digest = sha256_of,
) -> str:
    """Return a line per model of the catalogue, and under it what is wrong with it."""
    rows = [_HEAD]
    notes: dict[int, tuple[str, ...]] = {}
    for name, model in catalogue.items():
        state = state_of(model, models, digest)
        notes[len(rows)] = state.problems
        needed = ", ".join(needed_by.get(name, ())) or "-"
        rows.append((name, _size(model, state), *_shown(state), model.licence, needed))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for number, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
        lines += [f"    {note}" for note in notes.get(number, ())]
    return "\n".join(lines)


def _size(model: Model, state: State) -> str:
    if state.word == "partial":
        return f"{size_text(state.size)} of {size_text(model.size)}"
    return size_text(state.size or model.size)


def _shown(state: State) -> tuple[str, str]:
    return state.word, state.verified[:16].replace("T", " ") or "-"
