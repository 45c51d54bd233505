"""The `chatterbox` engine: Chatterbox, which speaks with the voice of a reference recording.

English lines are spoken by its English model, all others by its multilingual one. Each is loaded
when the first line needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from build.gauge import counted
from engines.speech.refusals import require_spoken, require_words, unspoken

if TYPE_CHECKING:
    import numpy as np

    from engines.base import Speech

RECIPE = 1
ENVIRONMENT = "chatterbox"
GPU = True
MEM_MB = 10000
WORDS = False
VOICE_IS_FILE = True  # unless it is OWN_VOICE
PACKAGES = (
    "chatterbox-tts",
    "torch",
    "torchaudio",
    "transformers",
    "diffusers",
    "s3tokenizer",
    "resemble-perth",
)

OWN_VOICE = "default"
MODEL = "chatterbox"

_PAUSE_SECONDS = 0.35  # between chunks, from sound to sound

# The model stops by itself after 1000 tokens of 1/25 s, in the middle of a word.
_MOST_SECONDS = 1000 / 25
_ALMOST = 0.98  # a few of the tokens may be none that sound

_SHORTEST_REFERENCE = 3.0  # seconds
_LONGEST_REFERENCE = 600
_MOST_RATE = 384_000  # Hz
_LISTENED_SECONDS = 10  # of the reference, for the timbre
_QUIET_PEAK = 0.01  # -40 dB of full scale

_ADVICE = "close what else uses it"
# All that its library knows but Chinese, which that reads with tables that it would download in the
# middle of a build.
LANGUAGES = (
    *("ar", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "it", "ja", "ko", "ms", "nl"),
    *("no", "pl", "pt", "ru", "sv", "sw", "tr"),
)
_LANGUAGE = {"nb": "no", "nn": "no"}  # by its own names


def refuses(settings: Mapping[str, Any], locale: str, speed: float) -> str | None:
    """Return why no line is spoken in the tongue of `locale` at `speed`, or None."""
    if model_language(locale) not in LANGUAGES:
        return unspoken(locale, LANGUAGES)
    if speed != 1.0:
        return (
            f"speaks at its reference's pace, not at speed {speed:g}: set the track's speed to "
            "1.0, or record the reference at the pace you want"
        )
    return None


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the settings is heard in a take."""
    return {
        "model": MODEL,
        "temperature": settings.get("temperature", 0.8),
        "cfg": settings.get("cfg", 0.5),
        "exaggeration": settings.get("exaggeration", 0.5),
        "chunk": settings.get("chunk", 500),
    }


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the folder of the catalogue that it loads."""
    return (MODEL,)


def load(settings: Mapping[str, Any], models: Path) -> ChatterboxSpeech:
    """Return the engine; its models are loaded with the first line in a language of theirs."""
    # Before its import: nothing is looked up in a build. Its multilingual model would download a
    # segmenter of Chinese when it is loaded, whatever it is to speak.
    os.environ["HF_HUB_OFFLINE"] = "1"
    sys.modules["spacy_pkuseg"] = None  # type: ignore[assignment]
    return ChatterboxSpeech(models / MODEL, identity(settings))


class ChatterboxSpeech:
    """Speaks lines, one at a time."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        import torch

        from engines.torch_device import best_device, settle, told

        settle()
        self._device = best_device()
        self._told = told(self._device, torch.float32)  # as its weights are published
        self._folder = folder
        self._settings = settings
        self._loaded: dict[str, Any] = {}
        self._own: dict[str, Any] = {}
        self._voice: dict[str, str] = {}  # the voice that each loaded model is set to

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line as one speaker says it; `spec["sources"][0]` is the reference.

        Raises UserError for a reference that is no voice, for a language the model does not speak,
        and for a line that it does not bring to an end.
        """
        from engines.base import Speech
        from engines.speech.chunks import chunks
        from engines.speech.draws import seed_all, seed_of
        from engines.speech.silence import joined, sounds
        from engines.speech.words import spoken
        from engines.torch_device import enough_memory

        require_spoken("chatterbox", refuses({}, spec["locale"], spec["speed"]))
        parts = chunks(spoken(spec["text"]), self._settings["chunk"])
        require_words("chatterbox", spec["text"], "".join(parts))
        language = model_language(spec["locale"])
        name = "english" if language == "en" else "multilingual"
        model = self._model(name)
        seed = seed_of(spec)
        spoken_parts = []
        with enough_memory(self._device, "speak the line", _ADVICE):
            self._set_voice(name, model, spec)
            for index, part in enumerate(counted(parts, len(parts), "speak")):
                # Each chunk by a seed of its own: it sounds the same whatever is said before it.
                seed_all(seed + index)
                spoken_parts.append(self._say(model, part, language))
                if not sounds(spoken_parts[-1]):
                    raise UserError(f"chatterbox said nothing for {part[:60]!r}: make another take")
        samples = joined(spoken_parts, model.sr, _PAUSE_SECONDS)
        record = {**self._told, "model": name, "chunks": len(parts)}
        return Speech(samples, model.sr, [], record)

    def _model(self, name: str) -> Any:  # noqa: ANN401
        if name not in self._loaded:
            import chatterbox

            from engines.torch_device import enough_memory

            kinds = {
                "english": chatterbox.ChatterboxTTS,
                "multilingual": chatterbox.ChatterboxMultilingualTTS,
            }
            with enough_memory(self._device, f"load chatterbox's {name} model", _ADVICE):
                model = kinds[name].from_local(self._folder, str(self._device))
            self._loaded[name], self._own[name] = model, model.conds
            self._voice[name] = OWN_VOICE
        return self._loaded[name]

    def _set_voice(self, name: str, model: Any, spec: Mapping[str, Any]) -> None:  # noqa: ANN401
        """Give `model` the wished voice; what it heard of a reference is kept for the next line."""
        wish = spec["voice"]  # the digest of the reference
        if wish == self._voice[name]:
            return
        if wish == OWN_VOICE:
            model.conds = self._own[name]
        else:
            reference = Path(spec["sources"][0])
            require_reference(reference)
            model.prepare_conditionals(str(reference), self._settings["exaggeration"])
        self._voice[name] = wish

    def _say(self, model: Any, text: str, language: str) -> np.ndarray:  # noqa: ANN401
        wish = {
            "temperature": self._settings["temperature"],
            "cfg_weight": self._settings["cfg"],
            "exaggeration": self._settings["exaggeration"],
        }
        if language != "en":
            wish["language_id"] = language
        with _no_hooks_left(model):
            samples = model.generate(text, **wish).squeeze(0).numpy()
        if len(samples) >= _ALMOST * _MOST_SECONDS * model.sr:
            raise UserError(
                f"chatterbox was still speaking after {_MOST_SECONDS:.0f} s of {text[:60]!r}: make "
                "another take of the line, or lower engines.chatterbox.chunk"
            )
        return samples


@contextmanager
def _no_hooks_left(model: Any) -> Iterator[None]:  # noqa: ANN401
    # The multilingual model watches its own attention by three hooks a call and never takes them
    # away: every line would be slower than the one before.
    yield
    for layer in model.t3.tfmr.layers:
        layer.self_attn._forward_hooks.clear()


def model_language(locale: str) -> str:
    """Return the model's name of the language of `locale`."""
    language = locale.split("-")[0].lower()
    return _LANGUAGE.get(language, language)


def require_reference(path: Path) -> None:
    """Raise UserError where the sound file at `path` is no voice to speak with."""
    import numpy as np
    import soundfile

    what = f"the reference voice {path}"
    try:
        head = soundfile.info(path)
        if head.frames > _LONGEST_REFERENCE * head.samplerate or head.samplerate > _MOST_RATE:
            raise UserError(
                f"{what} is longer than {_LONGEST_REFERENCE // 60} minutes, or of a strange rate "
                f"({head.samplerate} Hz): give {_LISTENED_SECONDS} s of one person speaking"
            )
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise UserError(f"{what} cannot be read as sound ({error}): give a WAV") from error
    seconds = len(samples) / rate
    if seconds < _SHORTEST_REFERENCE:
        raise UserError(
            f"{what} is {seconds:.1f} s long: give at least {_SHORTEST_REFERENCE:.0f} s, better "
            f"{_LISTENED_SECONDS} s, of one person speaking"
        )
    heard = samples[: _LISTENED_SECONDS * rate].mean(axis=1)
    if not np.isfinite(heard).all() or np.abs(heard).max() < _QUIET_PEAK:
        raise UserError(
            f"{what} is silent in its first {_LISTENED_SECONDS} s, the part that is listened to: "
            "begin it with speech"
        )
