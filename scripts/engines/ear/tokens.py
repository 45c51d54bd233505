"""A line as the words that are compared: without punctuation, units and currencies in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from engines.ear.sounds import Sounds
from media.letters import graphemes

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})
_APART = re.compile(r"[\s\-‐‑‒–—―/…]+")
_GROUPS = re.compile(r"(?<=\d)[.,'  \u202f](?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"(?<=\d)\.(?=[ºª])")
_BEFORE = re.compile(r"([$€£¥])\s?(\d+(?:[.,]\d+)?)")
# What opens, a number, its unit, what closes.
_AMOUNT = re.compile(r"([(\[¿¡«“\"]*)(\d[\d.,:]*)?\s?([^\d\s.,;:!?»”\")]+)([.,;:!?»”\")…]*)")
_MARKS = "$€£¥%‰&+°ºª"

# Units after a number, as they are spoken; the order of a currency's sign is not its place.
_UNITS = {
    "es": {
        "km/h": "kilómetros por hora", "m/s": "metros por segundo", "km²": "kilómetros cuadrados",
        "m²": "metros cuadrados", "m³": "metros cúbicos", "km": "kilómetros", "cm": "centímetros",
        "mm": "milímetros", "m": "metros", "kg": "kilos", "g": "gramos", "l": "litros",
        "°C": "grados", "ºC": "grados", "°": "grados", "h": "horas", "min": "minutos",
        "s": "segundos", "%": "por ciento", "€": "euros", "$": "dólares", "£": "libras",
    },
    "en": {
        "km/h": "kilometers per hour", "mph": "miles per hour", "m/s": "meters per second",
        "km²": "square kilometers", "m²": "square meters", "m³": "cubic meters",
        "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "m": "meters",
        "kg": "kilograms", "g": "grams", "l": "liters", "°C": "degrees celsius",
        "°F": "degrees fahrenheit", "°": "degrees", "h": "hours", "min": "minutes",
        "s": "seconds", "%": "percent", "€": "euros", "$": "dollars", "£": "pounds",
    },
    "ca": {
        "km/h": "quilòmetres per hora", "m/s": "metres per segon", "km²": "quilòmetres quadrats",
        "m²": "metres quadrats", "m³": "metres cúbics", "km": "quilòmetres", "cm": "centímetres",
        "mm": "mil·límetres", "m": "metres", "kg": "quilos", "g": "grams", "l": "litres",
        "°C": "graus", "ºC": "graus", "°": "graus", "h": "hores", "min": "minuts", "s": "segons",
        "%": "per cent", "€": "euros", "$": "dòlars", "£": "lliures",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """One word to compare: the index of the written word it comes from, and how it sounds."""

    index: int
    sounds: str
    number: bool


def tokens(words: Sequence[str], language: str, sound: Sounds) -> list[Token]:
    """Return what of `words` is spoken; one may be several tokens (ninety-seven), or none (–)."""
    found: list[Token] = []
    for text, index in _spelled(words, language):
        for part in _parts(text):
            said = sound(part)
            if said:
                found.append(Token(index, said, any(letter.isdigit() for letter in part)))
    return found


def _spelled(words: Sequence[str], language: str) -> list[tuple[str, int]]:
    """Return the words with units and currencies spelled, each with its index in `words`."""
    units = _UNITS.get(language, {})
    spelled: list[tuple[str, int]] = []
    for index, word in enumerate(words):
        text = unicodedata.normalize("NFC", word).translate(_APOSTROPHES)
        text = _BEFORE.sub(r"\2 \1", _ORDINAL.sub("", _GROUPS.sub("", text)))
        after = index > 0 and words[index - 1][-1:].isdigit()
        spelled.append((_with_units(text, units, after), index))
    return spelled


def _with_units(text: str, units: dict[str, str], after_number: bool) -> str:
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match[2] or after_number) or match[3] not in units:
        return text
    return f"{match[1]}{match[2] or ''} {units[match[3]]}{match[4]}"


def _parts(text: str) -> list[str]:
    parts = []
    for part in _APART.split(text):
        kept = part.strip("".join({letter for letter in part if _silent(letter)}))
        if any(unicodedata.east_asian_width(letter) == "W" for letter in kept):
            parts += [one for one in graphemes(kept) if not _silent(one)]
        elif kept:
            parts.append(kept)
    return parts


def _silent(letter: str) -> bool:
    return not (letter[0].isalnum() or letter in _MARKS)
