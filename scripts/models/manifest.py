"""A model's manifest: every file of it with size, sha256 and mtime as they were when verified.

It is written last, so a model whose manifest is there was whole once; `damage` tells whether it
still is. This stands on the standard library alone: workers in their own environments ask it too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import read_known, readable, write_text
from build.seals import sha256_of

MANIFEST = "manifest.json"
Digest = Callable[[Path], str]
_KNOWN = {"size", "sha256", "mtime_ns"}


def manifest_path(name: str, is_folder: bool) -> str:
    """Return where the manifest of the model `name` is, under the models folder."""
    return f"{name}/{MANIFEST}" if is_folder else f"{name}.{MANIFEST}"


def write_manifest(
    manifest: Path, folder: Path, sha256: Mapping[str, str], **known: object
) -> None:
    """Write the manifest of files in `folder`, given with their verified sha256 by path in it."""
    files = {}
    for path, digest in sha256.items():
        stat = (folder / path).stat()
        files[path] = {"size": stat.st_size, "sha256": digest, "mtime_ns": stat.st_mtime_ns}
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    write_text(manifest, readable({"files": files, "verified": now, **known}))


def read_manifest(manifest: Path) -> dict[str, Any] | None:
    """Return what the manifest says, or None where there is none or it cannot be read."""
    found = read_known(manifest)
    files = found.get("files")
    whole = isinstance(files, dict) and all(
        isinstance(known, dict) and known.keys() >= _KNOWN for known in files.values()
    )
    return found if whole else None


def version_of(models: Path, name: str) -> str:
    """Return which weights `name` holds: its repository's commit, or its file's sha256."""
    known = read_manifest(models / manifest_path(name, (models / name).is_dir())) or {"files": {}}
    digests = (file["sha256"] for file in known["files"].values())
    return str(known.get("revision") or next(digests, ""))


def is_here(manifest: Path) -> bool:
    """Tell whether the files of a model's `manifest` are beside it, as large as when verified."""
    known = read_manifest(manifest)
    if known is None:
        return False
    try:
        return all(
            (manifest.parent / path).stat().st_size == file["size"]
            for path, file in known["files"].items()
        )
    except OSError:
        return False


def damage(folder: Path, manifest: Mapping[str, Any], digest: Digest = sha256_of) -> list[str]:
    """Return what is wrong with the files of a manifest, in a few words each.

    Files of the recorded size and time are taken as they are; others of that size are read by
    `digest`, since a copy has another time and is whole all the same.
    """
    found = []
    for path, known in sorted(manifest["files"].items()):
        try:
            stat = (folder / path).stat()
        except OSError:
            found.append(f"{path} is gone")
            continue
        if stat.st_size != known["size"]:
            found.append(f"{path} has {stat.st_size} bytes where it had {known['size']}")
        elif stat.st_mtime_ns != known["mtime_ns"] and digest(folder / path) != known["sha256"]:
            found.append(f"{path} has other content than was fetched")
    return found


def require_whole(models: Path, name: str) -> None:
    """Raise UserError where the model `name` is not there, or is not what was verified."""
    place = models / name
    manifest = read_manifest(models / manifest_path(name, place.is_dir()))
    if manifest is None or not place.exists():
        raise UserError(f"the model {place} is not there: run `snakemake models`")
    wrong = damage(place if place.is_dir() else place.parent, manifest)
    if wrong:
        raise UserError(f"the model {place} is altered ({wrong[0]}): run `snakemake models`")
