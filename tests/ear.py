"""The product's own ear for tests: Whisper base, fetched once into the checkout's models folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engines.ear import whisper
from models.assembly import fetch_file_model
from models.catalogue import FileModel, read_catalogue

HOME = Path(__file__).resolve().parents[1]
_RATE = 16000


def transcribe(path: Path, language: str) -> tuple[str, list[tuple[str, float, float]]]:
    """Return what is said in a sound or video file, and each word heard with its seconds."""
    from faster_whisper import decode_audio

    heard = _ear().listen(decode_audio(str(path), sampling_rate=_RATE), _RATE, language)
    return heard.text, [(word.text, word.start, word.end) for word in heard.words]


@cache
def _ear() -> whisper.WhisperEar:
    return whisper.load({}, fetched("whisper"))


def fetched(*engines: str) -> Path:
    """Return the models folder with the models of these engines in it."""
    for name, model in read_catalogue(HOME / "config/models.yaml").items():
        if name.split("/")[0] in engines and isinstance(model, FileModel):
            fetch_file_model(model, HOME / "models")
    return HOME / "models"
