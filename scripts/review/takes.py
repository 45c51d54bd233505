"""Takes as they lie on the disk: what their sidecars say, and why one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.files import read_known
from build.job import SENTENCE, failure_sentence
from review.model import Made, Mark

# What of a spec is told, in this order, and how it is called.
_TOLD = {
    "voice": "voice",
    "speed": "speed",
    "seed": "seed",
    "take": "take",
    "style": "style",
    "reference": "reference",
    "spoken": "spoken as",
    "motion": "motion",
    "captions": "captions",
    "steps": "steps",
    "model": "model",
    "width": "width",
    "height": "height",
    "preset": "preset",
    "crf": "crf",
    "recipe": "recipe",
}


class Takes:
    """The folder of takes, and that of the logs of the jobs that make them."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._logs = logs

    def file(self, stem: str, suffix: str) -> Path:
        """Return where a take is, or would be."""
        return self._folder / f"{stem}{suffix}"

    def known(self, stem: str | None) -> dict[str, Any] | None:
        """Return what the sidecar of a take says; None where there is none that can be read."""
        return read_known(self.file(stem, ".json")) or None if stem else None

    def missing(self, what: str, stem: str) -> Mark:
        """Return the mark of a take that is not there, with the sentence its job failed with."""
        log = self._logs / f"{stem}.log"
        try:
            failed = f"\n{SENTENCE}" in f"\n{log.read_text(encoding='utf-8', errors='replace')}"
        except OSError:
            failed = False
        why = failure_sentence(log) if failed else None
        return Mark("missing", f"the {what} could not be made: {why}" if why else f"no {what} yet")


def made(stem: str, known: Mapping[str, Any] | None) -> Made:
    """Return how a take was made, as its sidecar tells."""
    engine = stem.split("/")[1]
    if known is None:
        return Made(stem, engine)
    spec, by = known.get("spec") or {}, known.get("made_by") or {}
    asked = [(name, _plain(spec[key])) for key, name in _TOLD.items() if key in spec]
    asked += [(str(key), _plain(value)) for key, value in by.items() if key != "usd"]
    return Made(stem, engine, asked, known.get("seconds"), by.get("usd"))


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " ".join(map(_plain, value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
