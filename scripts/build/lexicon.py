"""How words are spoken, apart from how they are written: a line's spoken form by a lexicon.

A line and the lexicon's entries are cut into units: words with their accents and joiners, numbers,
single letters of what is written without blanks, blanks, single signs. An entry is found where its
units stand in a row: whole words, and never a part of one. The longest entry counts. One in small
letters is found in any case (km/h, KM/H), one with capitals as it stands and all in capitals (Nice,
NICE, not nice).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

# Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, kana, Chinese.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_JOINERS = "\u200c\u200d"  # within words of Persian and Indic scripts
_ALIKE = str.maketrans("’‐‑", "'--")  # apostrophes and hyphens that people do not tell apart

Units = tuple[str, ...]


class Lexicon:
    """Says how lines are spoken. `entries` are spoken forms by how they are written."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._exact: dict[Units, str] = {}
        self._any_case: dict[Units, str] = {}
        for written, spoken in entries.items():
            said = _normal(spoken)
            found = tuple(_keys(_normal(written)))
            if written == written.lower():
                self._any_case[_folded(found)] = said
            else:
                self._exact.setdefault(tuple(unit.upper() for unit in found), said)
        for written, spoken in entries.items():  # as it stands wins over another in capitals
            if written != written.lower():
                self._exact[tuple(_keys(_normal(written)))] = _normal(spoken)
        self._lengths: dict[str, list[int]] = {}
        for units in sorted((*self._exact, *self._any_case), key=len, reverse=True):
            lengths = self._lengths.setdefault(units[0].casefold(), [])
            if len(units) not in lengths:
                lengths.append(len(units))

    def spoken(self, text: str) -> list[str] | None:
        """Return what is said for each word of `text.split()`, or None where nothing changes.

        Joined by blanks, without what is empty, it is the line to speak. Where several words are
        said as fewer, a word holds what is said for itself and the empty ones before it.
        """
        if not self._lengths:
            return None
        normal = _normal(text)
        keys = _keys(normal)
        folded = _folded(keys)
        if self._lengths.keys().isdisjoint(folded):
            return None
        parts = [""]
        units = _units(normal)
        at = 0
        replaced = False
        while at < len(units):
            found = self._entry(keys, folded, at)
            length, said = found or (1, units[at])
            if found or said != " ":
                blank = " " if (replaced or found) and _would_merge(parts[-1], said) else ""
                words = units[at : at + length].count(" ") + 1
                parts[-1:] = _shared(parts[-1] + blank, said.split(), words)
            else:
                parts.append("")
            replaced = found is not None
            at += length
        return None if parts == normal.split() else parts

    def _entry(self, keys: Sequence[str], folded: Units, at: int) -> tuple[int, str] | None:
        for length in self._lengths.get(folded[at], ()):
            end = at + length
            for entries, units in ((self._exact, keys), (self._any_case, folded)):
                said = entries.get(tuple(units[at:end]))
                if said is not None:
                    return length, said
        return None


def _shared(before: str, said: Sequence[str], words: int) -> Iterator[str]:
    """Yield what is said for each of so many written `words`, `before` in front of the first."""
    for index in range(words):
        own = said[index * len(said) // words : (index + 1) * len(said) // words]
        yield before + " ".join(own) if own else ""
        before = "" if own else before


def _would_merge(one: str, other: str) -> bool:
    # «97%» with «%: por ciento» is 97 por ciento; Chinese needs no blank.
    return bool(one and other) and all(
        unicodedata.category(letter)[0] in "LMN" and not _IS_UNSPACED.match(letter)
        for letter in (one[-1], other[0])
    )


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _units(text: str) -> list[str]:
    return _pattern().findall(text)


def _keys(text: str) -> list[str]:
    return _units(text.translate(_ALIKE))


def _folded(units: Sequence[str]) -> Units:
    return tuple(unit.casefold() for unit in units)


@cache
def _pattern() -> re.Pattern[str]:
    # A number ends where letters begin: km is found in 5km. In H2O it does not begin a word.
    within = rf"\w{_JOINERS}{_marks()}"
    return re.compile(
        rf"\d+(?:[.,]\d+)*|[{_UNSPACED}][{_JOINERS}{_marks()}]*"
        rf"|[{within}](?:(?![{_UNSPACED}])[{within}])*|.",
        re.DOTALL,
    )


def _marks() -> str:
    """Return the accents and vowel signs of all scripts, which are no letters to `re`."""
    codes = (code for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
    runs = groupby(enumerate(codes), lambda pair: pair[1] - pair[0])
    spans = ([code for _, code in run] for _, run in runs)
    return "".join(f"{chr(span[0])}-{chr(span[-1])}" for span in spans)
