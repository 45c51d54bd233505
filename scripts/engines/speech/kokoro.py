"""The `kokoro` engine: Kokoro-82M v1.0 by kokoro-onnx, on any processor, with word times."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from kokoro_onnx import Kokoro

    from engines.base import Speech

RECIPE = 1
MODEL = "kokoro/kokoro-v1.0.int8.timed.onnx"
VOICES = "kokoro/voices-v1.0.npz"
MODELS = (MODEL, VOICES)
PARALLEL = os.cpu_count() or 1

# espeak's names of the languages that the voices speak and that espeak phonemises well.
_LANGUAGES = {"es": "es", "fr": "fr-fr", "hi": "hi", "it": "it", "pt": "pt-br"}
_ENGLISH = {"en-GB": "en-gb"}

_SWITCH = re.compile(r"\((?:en|es|ca|fr|it|pt|hi|de|ja|zh)(?:us|gb|br|fr)?\)")

# A breath before the line: the model begins its first word softer and on time after a pause.
_BREATH = "... "

_SILENCE = 0.004  # what is quieter than this (-48 dBFS) is not speech
_HEAD_SECONDS = 0.08  # kept before the first sound, more than the 20 ms fade
_TAIL_SECONDS = 0.20  # kept after the last sound, more than the 50 ms fade


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return None: its packages are part of the installation and its model is fetched."""
    return None


def load(settings: Mapping[str, Any], models: Path) -> KokoroSpeech:
    """Return the engine with the model loaded."""
    import onnxruntime
    from kokoro_onnx import Kokoro

    options = onnxruntime.SessionOptions()
    # Lines are spoken side by side; a thread each beats several spinning ones for each.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        str(models / MODEL), options, providers=["CPUExecutionProvider"]
    )
    return KokoroSpeech(Kokoro.from_session(session, str(models / VOICES)))


class KokoroSpeech:
    """Speaks lines, several at once."""

    def __init__(self, kokoro: Kokoro) -> None:
        self._kokoro = kokoro

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line spoken by `spec["voice"]`; UserError for an unknown voice or language."""
        from engines.base import Speech
        from engines.speech.words import Sound, time_words

        self._require_voice(spec["voice"])
        language = espeak_language(spec["locale"])
        tokens = spec["text"].split()
        line = self._phonemes(_BREATH + " ".join(tokens), language)
        if not any(letter.isalpha() for letter in line):
            raise UserError(f"kokoro can say nothing for the line {spec['text'][:60]!r}")
        samples, rate, timings = self._kokoro.create_timed(
            line, spec["voice"], spec["speed"], language, is_phonemes=True, trim=False
        )
        head, tail = speech_bounds(samples, rate)
        sounds = [
            Sound(timing.phoneme, timing.start - head / rate, timing.end - head / rate)
            for timing in timings
        ]
        own = [self._phonemes(token, language) for token in tokens]
        words = time_words(tokens, own, sounds, (tail - head) / rate)
        return Speech(samples[head:tail], rate, words)

    def _phonemes(self, text: str, language: str) -> str:
        # espeak marks a word that it reads as another language's: (en)weekend(es). The marks would
        # be spoken.
        return _SWITCH.sub("", self._kokoro.tokenizer.phonemize(text, language))

    def _require_voice(self, voice: str) -> None:
        known = self._kokoro.get_voices()
        if voice not in known:
            near = difflib.get_close_matches(voice, known, 3, 0.4) or known
            raise UserError(f"kokoro has no voice {voice!r}; near it are {', '.join(near)}")


def espeak_language(locale: str) -> str:
    """Return espeak's name of the language of `locale`; UserError where Kokoro speaks it not."""
    language = locale.split("-")[0]
    if language == "en":
        return _ENGLISH.get(locale, "en-us")
    if language not in _LANGUAGES:
        raise UserError(
            f"kokoro does not speak {locale}; it speaks en, {', '.join(sorted(_LANGUAGES))}: "
            "choose another engine for this track"
        )
    return _LANGUAGES[language]


def speech_bounds(samples: np.ndarray, rate: int) -> tuple[int, int]:
    """Return the first and the end sample to keep: what sounds, and a little room around it."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > _SILENCE)
    if not len(loud):
        return 0, len(samples)
    head = max(0, int(loud[0]) - round(_HEAD_SECONDS * rate))
    tail = min(len(samples), int(loud[-1]) + round(_TAIL_SECONDS * rate))
    return head, tail
