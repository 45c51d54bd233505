"""What lies in a takes folder: whole takes with size, age and cost, and what killed builds left."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from build.files import TEMPORARY, read_known
from build.seals import seal_of
from engines.adapter import maker_of
from upkeep.items import FILES, stems

# A take's files: its own, its sidecar, what an ear heard in it. Anything else is a person's.
_NAME = re.compile(r"([a-z0-9-]+-[0-9a-f]{16})(?:\.[a-z0-9_]+-[0-9a-f]{16})?\.(png|wav|mp4|json)")


@dataclass(frozen=True)
class Found:
    """Files that belong together: a take, or what something else left.

    `size` in bytes; `used` is when it was made, or something was made from it, in seconds since
    1970; `seconds` is how long it took to make. `usd` is what it cost, 0 where nothing, None where
    nobody knows. `dear` where it was imported, or a service made it.
    """

    name: str
    files: tuple[str, ...]
    size: int
    used: float
    seconds: float = 0.0
    usd: float | None = 0.0
    dear: bool = False
    imported: bool = False


def takes_in(folder: Path) -> dict[str, list[Path]]:
    """Return the files of every take under the takes `folder`, by its stem."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for kind in FILES:
        for engine in _folders(folder / kind):
            for entry in os.scandir(engine):
                match = _NAME.fullmatch(entry.name)
                if match and entry.is_file(follow_symlinks=False):
                    found[f"{kind}/{engine.name}/{match[1]}"].append(Path(entry.path))
    return found


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (Path(entry.path) for entry in os.scandir(folder) if entry.is_dir())


def describe(unwanted: Mapping[str, list[Path]]) -> list[Found]:
    """Return what is known of takes, the one that was of use most recently last.

    What was made from an unwanted take is unwanted too, so their own times say when it was of use.
    """
    sidecars = {stem: _sidecar(files, stem) for stem, files in unwanted.items()}
    found = {stem: _found(stem, files, sidecars[stem]) for stem, files in unwanted.items()}
    for stem, sidecar in sidecars.items():
        for source in stems(sidecar.get("spec", {})):
            if source in found:
                used = max(found[source].used, found[stem].used)
                found[source] = replace(found[source], used=used)
    return sorted(found.values(), key=lambda one: (one.used, one.name))


def _sidecar(files: list[Path], stem: str) -> Mapping[str, Any]:
    name = stem.rsplit("/", 1)[-1]
    for file in files:
        if file.name == f"{name}.json":
            return read_known(file)
    return {}


def _found(stem: str, files: list[Path], known: Mapping[str, Any]) -> Found:
    kind, engine, _ = stem.split("/")
    seals = [seal_of(file) for file in files if seal_of(file).exists()]
    stats = [file.stat() for file in files]
    maker = maker_of(kind, engine) if kind in ("images", "speech") else None
    # Of an engine that is no more nobody knows what it cost.
    paid = kind in ("images", "speech") and (maker is None or maker.service)
    imported = "imported" in known
    cost = known.get("made_by", {}).get("usd") if paid and not imported else 0.0
    return Found(
        name=stem,
        files=tuple(str(file) for file in [*sorted(files), *seals]),
        size=sum(stat.st_size for stat in stats),
        used=max(stat.st_mtime for stat in stats),
        seconds=float(known.get("seconds", 0)),
        usd=cost,
        dear=paid or imported,
        imported=imported,
    )


def left_half_made(results: Path) -> list[Found]:
    """Return the temporary files that killed builds left anywhere under `results`."""
    found = []
    for place, _, names in os.walk(results):
        for name in names:
            path = Path(place) / name
            if name.startswith(TEMPORARY):
                stat = path.lstat()
                about = f"left half-made: {path.relative_to(results)}"
                found.append(Found(about, (str(path),), stat.st_size, stat.st_mtime))
    return sorted(found, key=lambda one: (one.used, one.name))
