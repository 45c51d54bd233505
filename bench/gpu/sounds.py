"""Lines by kokoro and pieces by musicgen: the adapter in one process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.gpu.wishes import music, text

if TYPE_CHECKING:
    from bench.gpu.row import Make

ROOT = Path(__file__).resolve().parents[2]
_LINE = {"voice": "am_michael", "locale": "en-US", "speed": 1.0}


def engine(row: dict[str, Any]) -> Make:
    """Return what speaks a line, or composes a piece of the row's `seconds`."""
    return _kokoro(row) if row["engine"] == "kokoro" else _musicgen(row)


def _kokoro(row: dict[str, Any]) -> Make:
    from engines.speech import kokoro

    loaded = kokoro.load(row["settings"], ROOT / "models")

    def speak(number: int) -> tuple[float, dict[str, Any]]:
        speech = loaded.speak({**_LINE, "text": text(number)})
        return len(speech.samples) / speech.rate, {"device": "cpu, one thread"}

    return speak


def _musicgen(row: dict[str, Any]) -> Make:
    import yaml

    from engines.music import musicgen

    usual = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))["engines"]
    settings = {**usual["musicgen"], **row["settings"], "model": row["checkpoint"]}
    loaded = musicgen.load(settings, Path())

    def compose(number: int) -> tuple[float, dict[str, Any]]:
        piece = loaded.compose({"prompt": music(number), "seconds": row["seconds"]})
        return len(piece.samples) / 48000, dict(piece.record)

    return compose
