"""Whisper as CTranslate2 loads it: weights, vocabulary and settings in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of model.bin, joined of its parts in order, and the files that go with it.

    Stored, not compressed, and under a fixed date: the same bytes every time.
    """
    weights = [path for path in sorted(parts) if "model.bin.part" in path]
    files = {"model.bin": b"".join(parts[path] for path in weights)}
    files |= {path.rsplit("/", 1)[-1]: data for path, data in parts.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        for name in ("model.bin", *_FILES):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return packed.getvalue()
