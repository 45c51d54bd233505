"""The `bark` engine: Suno's Bark by transformers, a lively voice in thirteen languages.

It performs rather than reads: it may laugh, hesitate or leave a word out, so listen to its takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.gauge import counted
from engines.checkpoints import is_own, missing, model_folder, name_of
from engines.speech.refusals import require_spoken, require_voice, require_words, unspoken

if TYPE_CHECKING:
    from engines.base import Speech
    from engines.speech.bark_model import Bark

RECIPE = 1
PARALLEL = 1
ENVIRONMENT = "musicgen"
GPU = True
MEM_MB = 6000
PACKAGES = ("torch", "transformers")
WORDS = False

_LANGUAGES = ("de", "en", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ru", "tr", "zh")

# It rambles over about 13 seconds: letters a piece, fewer where a letter is a syllable.
_LONGEST, _LONGEST_SYLLABLES = 150, 50
_SYLLABLES = ("ja", "ko", "zh")
_PAUSE = 0.25  # seconds between pieces


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why the person's own checkpoint cannot be used, or None."""
    return missing(settings["model"], "transformers", "config.json")


def refuses(settings: Mapping[str, Any], locale: str, speed: float) -> str | None:
    """Return why no line is spoken in the tongue of `locale` at `speed`, or None."""
    if _language(locale) not in _LANGUAGES:
        return unspoken(locale, _LANGUAGES)
    if speed != 1.0:
        return f"speaks at a pace of its own, not at speed {speed:g}: set speed to 1.0"
    return None


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that is heard of the settings."""
    return {**name_of(settings["model"]), "temperature": float(settings["temperature"])}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the checkpoint's name in the catalogue; none for the person's own folder."""
    return () if is_own(settings["model"]) else (settings["model"],)


def load(settings: Mapping[str, Any], models: Path) -> BarkSpeech:
    """Return the engine with the model on the best device."""
    from engines.speech.bark_model import Bark

    model = Bark(model_folder(settings["model"], models))
    return BarkSpeech(model, float(settings["temperature"]))


class BarkSpeech:
    """Speaks lines, one at a time."""

    def __init__(self, model: Bark, temperature: float) -> None:
        self._model = model
        self._temperature = temperature

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line spoken by the preset `spec["voice"]`, without word times.

        The same wish gives the same samples on the same device with the same number of threads.
        UserError for an unknown voice or language, and for a speed other than 1.
        """
        from engines.base import Speech
        from engines.speech.chunks import chunks
        from engines.speech.silence import joined
        from engines.speech.words import spoken

        require_spoken("bark", refuses({}, spec["locale"], float(spec.get("speed", 1.0))))
        require_voice("bark", spec["voice"], self._model.voices())
        syllables = _language(spec["locale"]) in _SYLLABLES
        said = chunks(spoken(spec["text"]), _LONGEST_SYLLABLES if syllables else _LONGEST)
        require_words("bark", spec["text"], "".join(said))
        parts = [
            self._model.speak(
                piece,
                spec["voice"],
                seed_of(spec, index),
                self._temperature,
                len(piece) * (_LONGEST // _LONGEST_SYLLABLES if syllables else 1),
            )
            for index, piece in enumerate(counted(said, len(said), "speak"))
        ]
        samples = joined(parts, self._model.rate, _PAUSE)
        return Speech(samples, self._model.rate, [], self._model.told)


def _language(locale: str) -> str:
    """Return the language of `locale`."""
    return locale.split("-")[0]


def seed_of(spec: Mapping[str, Any], index: int) -> int:
    """Return the seed of a line's piece: of its text, chosen seed and take, and nothing else."""
    wish = f"{spec['text']}\n{spec.get('seed')}\n{spec.get('take') or 1}\n{index}"
    return int.from_bytes(hashlib.sha256(wish.encode()).digest()[:8]) >> 1
