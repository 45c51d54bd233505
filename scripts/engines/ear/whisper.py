"""The `whisper` ear: OpenAI's Whisper base by faster-whisper, int8, on any processor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel

    from engines.base import Heard

RECIPE = 1  # also raised when what is heard is compared otherwise (compare, tokens, sounds)
MODEL = "whisper/base.zip"
PARALLEL = os.cpu_count() or 1
PACKAGES = ("faster-whisper", "ctranslate2")

_RATE = 16000  # what the model listens at
_UNSPACED = {"zh", "yue", "ja", "th", "lo", "my"}  # languages written without blanks


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the ear determines what it hears."""
    return {"model": "base", "precision": "int8", "beam": _beam(settings)}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the model's file: its weights and its vocabulary in one."""
    return (MODEL,)


def load(settings: Mapping[str, Any], models: Path) -> WhisperEar:
    """Return the ear with the model loaded; `settings` may hold `beam` (5)."""
    import zipfile

    from faster_whisper import WhisperModel

    with zipfile.ZipFile(models / MODEL) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    # Takes are heard side by side; a thread each beats several for each.
    model = WhisperModel(
        "base",
        device="cpu",
        compute_type="int8",
        cpu_threads=1,
        num_workers=PARALLEL,
        files=files,
    )
    return WhisperEar(model, _beam(settings))


def _beam(settings: Mapping[str, Any]) -> int:
    return int(settings.get("beam", 5))


class WhisperEar:
    """Listens to voices, several at once."""

    def __init__(self, model: WhisperModel, beam: int) -> None:
        self._model = model
        self._beam = beam

    def listen(self, samples: np.ndarray, rate: int, locale: str) -> Heard:
        """Return what is said in mono float32 `samples`; a language it knows not, it guesses."""
        import soxr

        from engines.base import Heard, Word

        language = locale.split("-")[0]
        # Without temperature steps it hears the same every time, and never goes over a line thrice.
        segments, _ = self._model.transcribe(
            samples if rate == _RATE else soxr.resample(samples, rate, _RATE),
            language=language if language in self._model.supported_languages else None,
            beam_size=self._beam,
            word_timestamps=True,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        found = list(segments)
        heard: list[Word] = []
        for word in (word for segment in found for word in segment.words or []):
            text, start, end = word.word, round(float(word.start), 3), round(float(word.end), 3)
            # The model parts what is one word: "$20,000" is "$20" and ",000", "l'aigua" "l" and
            # "'aigua". The first of a word comes with the blank before it.
            if heard and text[:1] != " " and language not in _UNSPACED:
                text, start = heard[-1].text + text, heard.pop().start
            if text.strip():
                heard.append(Word(text.strip(), start, end))
        return Heard(" ".join(segment.text.strip() for segment in found), heard)
