"""How a written word sounds, by espeak: 97 and noventa y siete, Katherine and Catherine are alike.

Comparing sounds, not letters, makes numbers in digits, ordinals, accents and names spelled
otherwise the same word, in every language that espeak reads; elsewhere letters are compared.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable

# From a written word to its sounds, one character each.
Sounds = Callable[[str], str]

_VOICES = {"en": "en-us", "en-GB": "en-gb", "fr": "fr-fr", "pt-PT": "pt", "pt": "pt-br"}
_SWITCH = re.compile(r"\([a-z-]+\)")  # espeak marks a word that it reads as another language's
_LOCK = threading.Lock()  # espeak holds its state for the whole process


def letters(word: str) -> str:
    """Return the letters and digits of `word` in lower case, without accents."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def sounds_of(locale: str) -> Sounds:
    """Return what tells how a word of the language of `locale` sounds; its letters where unknown.

    Stress, length and blanks are left out: what is left is one letter of the phonetic alphabet for
    each sound.
    """
    import espeakng_loader
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    language = locale.split("-")[0]
    with _LOCK:
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        espeak = EspeakWrapper()
        try:
            espeak.set_voice(_VOICES.get(locale, _VOICES.get(language, language)))
        except RuntimeError:
            return letters
    known: dict[str, str] = {}

    def sound(word: str) -> str:
        if word not in known:
            if any(unicodedata.east_asian_width(letter) == "W" for letter in word):
                known[word] = letters(word)  # espeak would say "Chinese letter"
            else:
                with _LOCK:
                    said = _SWITCH.sub("", espeak.text_to_phonemes(word))
                found = unicodedata.normalize("NFD", said)
                known[word] = "".join(s for s in found if unicodedata.category(s) in ("Ll", "Lo"))
                known[word] = known[word] or letters(word)
        return known[word]

    return sound
