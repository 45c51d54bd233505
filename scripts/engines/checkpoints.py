"""Which checkpoint an engine loads, and what of the settings enters a take's name.

Only the standard library: this is read while the Snakefile is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_EDGE = 1 << 16  # bytes hashed at each end of a large file: tensors' names and shapes, last weights


def is_own(model: str) -> bool:
    """Tell whether `model` is a folder of the person's own, not a name of the catalogue."""
    return "/" in model or model.startswith((".", "~"))


def own_folder(model: str) -> Path:
    """Return the person's own folder that `model` says."""
    return Path(model).expanduser()


def model_folder(model: str, models: Path) -> Path:
    """Return the folder of the checkpoint `model`; `models` holds those of the catalogue."""
    return own_folder(model) if is_own(model) else models / model


def missing(model: str, library: str = "diffusers", proof: str = "model_index.json") -> str | None:
    """Return why the person's own checkpoint cannot be used, or None.

    `proof` is the file by which a checkpoint of `library` is known.
    """
    if is_own(model) and not (own_folder(model) / proof).is_file():
        return f"{model} is not a folder with a {library} checkpoint: it has no {proof}"
    return None


def name_of(model: str) -> dict[str, str]:
    """Return what names the checkpoint: its name, or what is in the person's own folder.

    A folder may be moved without a take being drawn again; other weights in it are another name.
    """
    if is_own(model):
        return {"model": f"own-{fingerprint(own_folder(model))}"}
    return {"model": model}


def fingerprint(folder: Path) -> str:
    """Return 16 letters for what `folder` holds: small files whole, of large ones size and ends.

    Reading 20 GB of weights whenever the Snakefile is read would take a minute.
    """
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts):
            continue
        size = path.stat().st_size
        digest.update(f"{relative.as_posix()}\n{size}\n".encode())
        with path.open("rb") as file:
            digest.update(file.read(_EDGE))
            if size > 2 * _EDGE:
                file.seek(-_EDGE, 2)
            digest.update(file.read())
    return digest.hexdigest()[:16]


def with_defaults(settings: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return `settings` with what they leave out as in `defaults`."""
    return {**defaults, **{key: value for key, value in settings.items() if value is not None}}
