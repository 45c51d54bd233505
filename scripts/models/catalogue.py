"""The catalogue of models, config/models.yaml: each file, where it comes from, its sha256."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Part:
    """Files inside a published package: `package` as pip (name==version) or npm (name@version)
    writes it, `members` a path in it or a pattern of paths."""

    manager: str
    package: str
    members: str


@dataclass(frozen=True)
class Model:
    """One model file: its path under the models folder and how it is made of its parts."""

    path: str
    sha256: str
    size: int
    licence: str
    make: str
    parts: tuple[Part, ...]


def read_catalogue(path: Path) -> dict[str, Model]:
    """Return the models that the catalogue at `path` lists, by their path."""
    found = {}
    for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        parts = tuple(
            Part("pip", part["pip"], part["members"])
            if "pip" in part
            else Part("npm", part["npm"], part["members"])
            for part in entry["parts"]
        )
        found[name] = Model(
            name, entry["sha256"], entry["size"], entry["licence"], entry["make"], parts
        )
    return found
