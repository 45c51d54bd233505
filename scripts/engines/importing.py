"""From a file of an earlier system to a take on disk: checked, brought into shape, never altered.

Its sidecar says where it came from, so that nobody takes it for the engine's own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import publish
from build.seals import sha256_of
from engines.makers import write_sidecar

_ADVICE = "it was not imported; put a whole file there, or leave import_from out"
_WHOLE = 0.95  # of its length, which for some MP3 is an estimate


def import_picture(
    spec: Mapping[str, Any], source: Path, output: Path, sidecar: Path, fit: str
) -> str | None:
    """Write the picture `source` as the take of `spec`; return how it was fitted, if it had to be.

    UserError where it is no whole picture.
    """
    from PIL import Image

    from engines.image.file import FileImage

    began = time.monotonic()
    size = (spec["width"], spec["height"])
    try:
        drawn = FileImage().draw(
            {"sources": [source], "width": size[0], "height": size[1], "fit": fit}
        )
    except UserError as error:
        raise UserError(f"{error}: {_ADVICE}") from error
    with Image.open(source) as opened:
        had = opened.size
    known = {} if had == size else {"fitted": f"{_size(had)}, fitted to {_size(size)} ({fit})"}
    with publish(output) as temporary:
        drawn.image.save(temporary, format="PNG", compress_level=4)
    origin = {**_origin(source), **known}
    write_sidecar(sidecar, output, spec, time.monotonic() - began, imported=origin)
    return known.get("fitted")


def import_voice(spec: Mapping[str, Any], source: Path, output: Path, sidecar: Path) -> None:
    """Write the voice `source` as the take of `spec`, at its own rate; when words sound is unknown.

    UserError where it is no whole voice.
    """
    import soundfile

    from media.sound import read_wav, write_wav

    began = time.monotonic()
    samples, rate = read_wav(source, _ADVICE)
    # An MP3 that is cut off reads as a short one; only its head tells how long it was.
    if len(samples) < _WHOLE * soundfile.info(source).frames:
        raise UserError(f"{source} is cut off: {_ADVICE}")
    with publish(output) as temporary:
        write_wav(temporary, samples, rate)
    write_sidecar(
        sidecar,
        output,
        spec,
        time.monotonic() - began,
        samples=len(samples),
        rate=rate,
        words=[],
        imported=_origin(source),
    )


def _origin(source: Path) -> dict[str, str]:
    modified = datetime.fromtimestamp(source.stat().st_mtime, UTC)
    return {
        "from": str(source),
        "modified": modified.isoformat(timespec="seconds"),
        "sha256": sha256_of(source),
    }


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
