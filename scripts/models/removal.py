"""Models that nobody needs, removed: only what the catalogue knows, nothing of a person's own."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from build.units import size_text
from models.catalogue import Model
from models.disk import disk_errors_told
from models.state import state_of


def unneeded(
    catalogue: Mapping[str, Model], needed: Collection[str], models: Path
) -> dict[str, int]:
    """Return the models, as far as any of them is there, that are not `needed`: name to bytes."""
    found = {}
    for name, model in catalogue.items():
        there = (models / name).exists() or (models / model.manifest).exists()
        if there and name not in needed:
            found[name] = state_of(model, models, digest=lambda path: "").size
    return found


def removal_told(removed: Mapping[str, int], models: str) -> str:
    """Return the sentence that says what is removed."""
    if not removed:
        return f"No model under {models} is unneeded: every one there is named by an engine."
    each = ", ".join(f"{name} ({size_text(size)})" for name, size in removed.items())
    return f"Remove the models under {models} that no configured engine needs: {each}"


def remove(model: Model, models: Path) -> None:
    """Remove `model` and its manifest, and the folders that this leaves empty."""
    place = models / model.name
    with disk_errors_told(models):
        (models / model.manifest).unlink(missing_ok=True)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == models or any(folder.iterdir()):
                break
            folder.rmdir()
