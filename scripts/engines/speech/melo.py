"""The `melo` engine: MeloTTS, quick on a processor alone.

MeloTTS looks for its models in the hub and, when it is imported, for what all its languages need,
whatever it is to speak: six tokenizers and two dictionaries. Here it finds the first in the models
folder, shown to it as the hub's own cache by links, and the others in its own packages.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.speech.refusals import require_spoken, require_words, unspoken

if TYPE_CHECKING:
    from engines.base import Speech

RECIPE = 1
ENVIRONMENT = "melo"
GPU = True
MEM_MB = 4000
WORDS = False
PACKAGES = ("melotts", "torch", "transformers", "librosa")

OWN_VOICE = "default"
_ADVICE = "close what else uses it"


@dataclass(frozen=True)
class Language:
    """A language as MeloTTS calls it, and the hub's repository of its voices."""

    code: str
    voices: str


LANGUAGES = {
    "en": Language("EN", "myshell-ai/MeloTTS-English"),
    "es": Language("ES", "myshell-ai/MeloTTS-Spanish"),
}

# Each repository's name in config/models.yaml. Of the BERTs of languages that are not spoken, only
# the tokenizers are there.
CATALOGUE = {
    "myshell-ai/MeloTTS-English": "melo-english",
    "myshell-ai/MeloTTS-Spanish": "melo-spanish",
    "bert-base-uncased": "melo-bert-english",
    "dccuchile/bert-base-spanish-wwm-uncased": "melo-bert-spanish",
    "bert-base-multilingual-uncased": "melo-bert-multilingual",
    "dbmdz/bert-base-french-europeana-cased": "melo-bert-french",
    "tohoku-nlp/bert-base-japanese-v3": "melo-bert-japanese",
    "kykim/bert-kor-base": "melo-bert-korean",
}


def refuses(settings: Mapping[str, Any], locale: str, speed: float) -> str | None:
    """Return why no line is spoken in the tongue of `locale`, or None."""
    name = _language(locale)
    if name not in LANGUAGES:
        return unspoken(locale, LANGUAGES)
    if name not in _wished(settings):
        return (
            f"has no models for {locale}: add {name} to engines.melo.languages, which says whose "
            "are fetched"
        )
    return None


def _wished(settings: Mapping[str, Any]) -> list[str]:
    return settings.get("languages") or ["es"]


def _language(locale: str) -> str:
    return locale.split("-")[0].lower()


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the folders of the catalogue that it loads: `settings` may hold `languages` ([es])."""
    return tuple(_repositories(settings).values())


def _repositories(settings: Mapping[str, Any]) -> dict[str, str]:
    spoken = {LANGUAGES[name].voices for name in _wished(settings)}
    other = {language.voices for language in LANGUAGES.values()} - spoken
    return {repository: name for repository, name in CATALOGUE.items() if repository not in other}


def load(settings: Mapping[str, Any], models: Path) -> MeloSpeech:
    """Return the engine; a language is loaded with its first line."""
    cache = hub_cache(settings, models)
    # Before MeloTTS is imported: its libraries read these once.
    os.environ |= {
        "HF_HUB_CACHE": cache.name,
        "TRANSFORMERS_CACHE": cache.name,
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "NLTK_DATA": cache.name,
    }
    _give_nltk_its_dictionary(Path(cache.name))
    _choose_japanese_dictionary()
    return MeloSpeech(settings, cache)


def hub_cache(settings: Mapping[str, Any], models: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a hub's cache that shows the folders of `models` that are loaded, and no others.

    It lies with the build's workers, which are ended without clearing up, and goes with them.
    """
    from engines.protocol import run_folder

    cache = tempfile.TemporaryDirectory(prefix="hub-", dir=run_folder())
    wished = {name: models / folder for name, folder in _repositories(settings).items()}
    show_as_hub(wished, Path(cache.name))
    return cache


def show_as_hub(folders: Mapping[str, Path], cache: Path) -> None:
    """Lay out `folders`, by the names of their repositories, as huggingface_hub keeps a cache."""
    (cache / "version.txt").write_text("1")  # else transformers 4 takes it for one of before 2022
    for repository, folder in folders.items():
        place = cache / f"models--{repository.replace('/', '--')}"
        (place / "refs").mkdir(parents=True)
        (place / "snapshots").mkdir()
        revision = "0" * 40
        (place / "refs/main").write_text(revision)
        (place / "snapshots" / revision).symlink_to(folder.resolve())


class MeloSpeech:
    """Speaks lines, one at a time."""

    def __init__(
        self, settings: Mapping[str, Any], cache: tempfile.TemporaryDirectory[str]
    ) -> None:
        import torch

        from engines.torch_device import best_device, settle, told

        settle()
        self._device = best_device()
        self._told = told(self._device, torch.float32)  # as its weights are published
        self._settings = settings
        self._cache = cache  # goes with the process
        self._loaded: dict[str, Any] = {}

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the spoken line; UserError for a voice or a language that it has not."""
        from engines.base import Speech
        from engines.speech.draws import seed_all, seed_of
        from engines.speech.silence import trimmed
        from engines.speech.words import spoken
        from engines.torch_device import enough_memory

        text = " ".join(spoken(spec["text"]).split())
        require_words("melo", spec["text"], text)
        require_spoken("melo", refuses(self._settings, spec["locale"], spec["speed"]))
        model = self._model(LANGUAGES[_language(spec["locale"])])
        speaker = speaker_of(dict(model.hps.data.spk2id.items()), spec["voice"])
        seed_all(seed_of(spec))
        with enough_memory(self._device, "speak the line", _ADVICE):
            samples = model.tts_to_file(text, speaker, speed=spec["speed"], quiet=True)
        rate = model.hps.data.sampling_rate
        return Speech(trimmed(samples, rate), rate, [], self._told)

    def _model(self, language: Language) -> Any:  # noqa: ANN401
        if language.code not in self._loaded:
            from melo.api import TTS

            from engines.torch_device import enough_memory

            with enough_memory(self._device, f"load melo's {language.code}", _ADVICE):
                model = TTS(language=language.code, device=str(self._device))
                # Its BERT is loaded with the first words, and draws at random meanwhile: the first
                # line would sound otherwise than when it is spoken later.
                speaker = speaker_of(dict(model.hps.data.spk2id.items()), OWN_VOICE)
                model.tts_to_file("A.", speaker, quiet=True)
            self._loaded[language.code] = model
        return self._loaded[language.code]


def _give_nltk_its_dictionary(place: Path) -> None:
    # MeloTTS's English reads the CMU dictionary through NLTK, which would download it. MeloTTS has
    # the same one beside its code.
    found = importlib.util.find_spec("melo")
    if found is None or found.origin is None:
        raise UserError("melo's environment has no MeloTTS in it: delete it and deploy it again")
    with (Path(found.origin).parent / "text/cmudict_cache.pickle").open("rb") as file:
        syllables = pickle.load(file)
    lines = (
        f"{word} 1 {' '.join(phone for syllable in parts for phone in syllable)}\n"
        for word, parts in syllables.items()
    )
    (place / "corpora").mkdir()
    with zipfile.ZipFile(place / "corpora/cmudict.zip", "w") as archive:
        archive.writestr("cmudict/cmudict", "".join(lines))


def _choose_japanese_dictionary() -> None:
    # MeloTTS opens one at its import, whatever it is to speak: the large one, which would have to
    # be downloaded after the installation. The small one is part of its package.
    import unidic
    import unidic_lite

    if not Path(unidic.DICDIR, "dicrc").is_file():
        unidic.DICDIR = unidic_lite.DICDIR


def speaker_of(speakers: Mapping[str, int], voice: str) -> int:
    """Return the number of the speaker `voice`, the first of `speakers` for OWN_VOICE."""
    if voice == OWN_VOICE:
        return min(speakers.values())
    if voice not in speakers:
        raise UserError(f"melo has no voice {voice!r} here; it has {', '.join(speakers)}")
    return speakers[voice]
