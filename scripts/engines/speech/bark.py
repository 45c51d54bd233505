"""The `bark` engine: Suno's Bark by transformers, a lively voice in thirteen languages.

It performs rather than reads: it may laugh, hesitate or leave a word out, so listen to its takes.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.image.diffusion.naming import is_own, missing, model_folder, name_of

if TYPE_CHECKING:
    import numpy as np

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

_SENTENCE_PAUSE, _OTHER_PAUSE = 0.25, 0.08  # seconds between pieces
_WINDOW_SECONDS = 0.01
_SILENCE = 0.02  # of the loudest moment: -34 dB
_HEAD_SECONDS, _TAIL_SECONDS = 0.05, 0.12  # kept around what sounds
_FADE_SECONDS = 0.01


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why the person's own checkpoint cannot be used, or None."""
    return missing(settings["model"], "transformers", "config.json")


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
        from engines.speech.bark_text import ends_sentence, letters, pieces
        from engines.speech.words import spoken

        _require_language(spec["locale"])
        if float(spec.get("speed", 1.0)) != 1.0:
            raise UserError(
                f"bark speaks at a pace of its own and cannot speak at speed {spec['speed']:g}: "
                "set speed to 1.0, or choose another engine for this track"
            )
        self._require_voice(spec["voice"])
        said = pieces(spoken(spec["text"]))
        if not any(letter.isalnum() for letter in "".join(said)):
            raise UserError(f"bark can say nothing for the line {spec['text'][:60]!r}")
        parts = [
            trimmed(
                self._model.speak(
                    piece, spec["voice"], _seed(spec, index), self._temperature, letters(piece)
                ),
                self._model.rate,
            )
            for index, piece in enumerate(said)
        ]
        pauses = [_SENTENCE_PAUSE if ends_sentence(piece) else _OTHER_PAUSE for piece in said]
        samples = joined(parts, pauses, self._model.rate)
        return Speech(samples, self._model.rate, [], self._model.told)

    def _require_voice(self, voice: str) -> None:
        known = self._model.voices()
        if voice not in known:
            near = difflib.get_close_matches(voice, known, 3, 0.4) or known[:5]
            raise UserError(f"bark has no voice {voice!r}; near it are {', '.join(near)}")


def _require_language(locale: str) -> None:
    if locale.split("-")[0] not in _LANGUAGES:
        raise UserError(
            f"bark does not speak {locale}; it speaks {', '.join(_LANGUAGES)}: "
            "choose another engine for this track"
        )


def _seed(spec: Mapping[str, Any], index: int) -> int:
    wish = f"{spec['text']}\n{spec.get('seed')}\n{spec.get('take') or 1}\n{index}"
    return int.from_bytes(hashlib.sha256(wish.encode()).digest()[:8]) >> 1


def trimmed(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return `samples` without the silence before and after the speech, with soft edges."""
    import numpy as np

    size = round(_WINDOW_SECONDS * rate)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    levels = np.sqrt(np.square(whole).mean(axis=1))
    loud = np.flatnonzero(levels > _SILENCE * levels.max(initial=0.0))
    if not len(loud):
        return samples[:0]
    first = max(0, int(loud[0]) * size - round(_HEAD_SECONDS * rate))
    last = (int(loud[-1]) + 1) * size + round(_TAIL_SECONDS * rate)
    kept = samples[first:last].astype(np.float32)
    ramp = np.linspace(0, 1, min(round(_FADE_SECONDS * rate), len(kept)), dtype=np.float32)
    kept[: len(ramp)] *= ramp
    kept[len(kept) - len(ramp) :] *= ramp[::-1]
    return kept


def joined(parts: list[np.ndarray], pauses: list[float], rate: int) -> np.ndarray:
    """Return `parts` one after another, after each but the last its pause in seconds."""
    import numpy as np

    gaps = [np.zeros(round(pause * rate), np.float32) for pause in pauses[:-1]]
    rows = [row for pair in zip(parts, gaps, strict=False) for row in pair]
    return np.concatenate([*rows, parts[-1]])
