"""The `kokoro` engine: Kokoro-82M v1.0 by kokoro-onnx, on any processor, with word times."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.speech.refusals import require_spoken, require_voice, require_words, unspoken

if TYPE_CHECKING:
    from kokoro_onnx import Kokoro

    from engines.base import Speech

RECIPE = 2
PACKAGES = ("kokoro-onnx", "onnxruntime")
MODEL = "kokoro/kokoro-v1.0.int8.timed.onnx"
VOICES = "kokoro/voices-v1.0.npz"
PARALLEL = os.cpu_count() or 1

# espeak's names of the languages that the voices speak and that espeak phonemises well.
_LANGUAGES = {"es": "es", "fr": "fr-fr", "hi": "hi", "it": "it", "pt": "pt-br"}
_ENGLISH = {"en-GB": "en-gb"}

_SWITCH = re.compile(r"\((?:en|es|ca|fr|it|pt|hi|de|ja|zh)(?:us|gb|br|fr)?\)")

# What the setting `breath` puts before a line. Off by default: the model voices the dots, or says
# the first consonant before them ("S… top!"). Measured on 24 lines by em_alex and am_michael, 16
# had such a sound before their first word with it, none without.
_BREATH = "... "

# A gap the model leaves between sentences is lengthened to this; where it reads on without one,
# nothing is put in. Not after commas: it often reads over them, and the silence would land in the
# nearest stop consonant.
_SENTENCE_PAUSE = 0.25

# The model sounds a phoneme about two of its 25 ms frames before its durations say, measured on
# onsets after a pause (medians of four voices: 25 to 70 ms).
_LEAD_SECONDS = 0.05


def refuses(settings: Mapping[str, Any], locale: str, speed: float) -> str | None:
    """Return why no line is spoken in the tongue of `locale`, or None."""
    spoken = ["en", *sorted(_LANGUAGES)]
    return None if locale.split("-")[0] in spoken else unspoken(locale, spoken)


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the settings is heard."""
    return {"breath": True} if settings.get("breath") else {}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the model and its voices."""
    return MODEL, VOICES


def load(settings: Mapping[str, Any], models: Path) -> KokoroSpeech:
    """Return the engine with the model loaded; `settings` may hold `breath` (false)."""
    import onnxruntime
    from kokoro_onnx import Kokoro

    options = onnxruntime.SessionOptions()
    # Lines are spoken side by side; a thread each beats several spinning ones for each.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        str(models / MODEL), options, providers=["CPUExecutionProvider"]
    )
    kokoro = Kokoro.from_session(session, str(models / VOICES))
    return KokoroSpeech(kokoro, _BREATH if settings.get("breath", False) else "")


class KokoroSpeech:
    """Speaks lines, several at once."""

    def __init__(self, kokoro: Kokoro, breath: str = "") -> None:
        self._kokoro = kokoro
        self._breath = breath

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line spoken by `spec["voice"]`; UserError for an unknown voice or language."""
        from engines.base import Speech
        from engines.speech.silence import HEAD_SECONDS, TAIL_SECONDS, cut, sound_bounds
        from engines.speech.words import Sound, spoken, time_words

        require_voice("kokoro", spec["voice"], self._kokoro.get_voices())
        language = espeak_language(spec["locale"])
        tokens = spec["text"].split()
        line = self._phonemes(self._breath + spoken(" ".join(tokens)), language)
        require_words("kokoro", spec["text"], line)
        samples, rate, timings = self._kokoro.create_timed(
            line,
            spec["voice"],
            spec["speed"],
            language,
            is_phonemes=True,
            trim=False,
            sentence_pause=_SENTENCE_PAUSE,
            clause_pause=0.0,
        )
        first, last = sound_bounds(samples)
        head = max(0, first - round(HEAD_SECONDS * rate))
        tail = last + round(TAIL_SECONDS * rate)
        shift = head / rate + _LEAD_SECONDS
        sounds = [
            Sound(timing.phoneme, timing.start - shift, timing.end - shift) for timing in timings
        ]
        own = [self._phonemes(spoken(token), language) for token in tokens]
        words = time_words(tokens, own, sounds, (last - head) / rate)
        return Speech(cut(samples, head, tail), rate, words)

    def _phonemes(self, text: str, language: str) -> str:
        # espeak marks a word that it reads as another language's: (en)weekend(es). The marks would
        # be spoken.
        return _SWITCH.sub("", self._kokoro.tokenizer.phonemize(text, language))


def espeak_language(locale: str) -> str:
    """Return espeak's name of the language of `locale`; UserError where Kokoro speaks it not."""
    require_spoken("kokoro", refuses({}, locale, 1.0))
    language = locale.split("-")[0]
    return _ENGLISH.get(locale, "en-us") if language == "en" else _LANGUAGES[language]
