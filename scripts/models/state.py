"""What is there of a model: all of it, a part, something else than was fetched, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from build.seals import sha256_of
from models.catalogue import FileModel, Model
from models.manifest import MANIFEST, Digest, damage, read_manifest
from models.repository import LOCK, REVISION, commit_of

Word = Literal["there", "unverified", "partial", "altered", "missing"]


@dataclass(frozen=True)
class State:
    """How a model stands: in a word, what is wrong with it, when it was verified, its bytes.

    `unverified` is a file of the right size without a manifest: fetching it reads it, no more.
    """

    word: Word
    problems: tuple[str, ...] = ()
    verified: str = ""
    size: int = 0

    def evidence(self) -> str:
        """Return letters that are others for another state."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def state_of(model: Model, models: Path, digest: Digest = sha256_of) -> State:
    """Return how `model` stands under the folder `models`.

    Only sizes and times are looked at; `digest` reads a file where its time is not the recorded.
    """
    place = models / model.name
    manifest = read_manifest(models / model.manifest)
    size = _size(place)
    if manifest is None and (models / model.manifest).exists():
        return State("altered", ("its manifest cannot be read",), size=size)
    if manifest is None:
        whole = isinstance(model, FileModel) and size == model.size
        return State("unverified" if whole else "partial" if size else "missing", size=size)
    folder = place.parent if isinstance(model, FileModel) else place
    problems = [*_outdated(model, manifest, place), *damage(folder, manifest, digest)]
    word: Word = "altered" if problems else "there"
    return State(word, tuple(problems), str(manifest.get("verified", "")), size)


def _outdated(model: Model, manifest: Mapping[str, Any], place: Path) -> list[str]:
    if isinstance(model, FileModel):
        wanted = [file["sha256"] for file in manifest["files"].values()] == [model.sha256]
    else:
        fetched = [manifest.get(key) for key in ("source", "revision", "patterns")]
        wanted = fetched == [model.repository, commit_of(model, place), list(model.files)]
    return [] if wanted else ["config/models.yaml asks for another version"]


def _size(place: Path) -> int:
    if place.is_file():
        return place.stat().st_size
    notes = {MANIFEST, REVISION, LOCK}
    files = (path for path in place.rglob("*") if path.is_file() and path.name not in notes)
    return sum(path.stat().st_size for path in files)
