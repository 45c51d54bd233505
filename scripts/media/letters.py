"""Letters as people see and count them: grapheme clusters (Unicode UAX 29), wide ones, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

# Thai and Lao, Burmese, Khmer, and what more Burmese has.
_UNPARTED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\ua9e0", "\ua9fe"),
    ("\uaa60", "\uaa7f"),
)


def graphemes(text: str) -> list[str]:
    """Return the letters of `text` as people see them: accents, emoji and flags stay whole."""
    found: list[str] = []
    for letter in text:
        if found and _continues(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _continues(cluster: str, letter: str) -> bool:
    code, last = ord(letter), ord(cluster[-1])
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Mc", "Cf"} or 0x1F3FB <= code <= 0x1F3FF:  # marks, joiners, skin
        return True
    if code in (0x0E33, 0x0EB3):  # the vowel am of Thai and Lao, half of it a mark (GB9a)
        return True
    if last == 0x200D:  # a joiner holds emoji together
        return category == "So"
    if 0x1F1E6 <= code <= 0x1F1FF:  # two letters make a flag
        return len(cluster) == 1 and 0x1F1E6 <= last <= 0x1F1FF
    if 0x1160 <= code <= 0x11FF:  # vowels and finals of a Korean syllable in parts
        return 0x1100 <= last <= 0x11FF or 0xAC00 <= last <= 0xD7A3
    # An Indic vowel killer ties the next consonant to the one before.
    return unicodedata.combining(cluster[-1]) == 9 and category == "Lo"


def width(text: str) -> int:
    """Return how many letters wide `text` is; a wide one, as 漢 or an emoji, counts as two."""
    wide = {"W", "F"}
    return sum(1 + (unicodedata.east_asian_width(g[0]) in wide) for g in graphemes(text))


def printed(text: str) -> str:
    """Return `text` without control characters."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})


def heard(text: str) -> str:
    """Return `text` without spaces and control characters."""
    return "".join(printed(text).split())


def stands_alone(letter: str) -> bool:
    """Tell whether lines may break around `letter`: Chinese and Japanese, but not Korean."""
    first = letter[0]
    wide = unicodedata.east_asian_width(first) in {"W", "F", "H"}
    return wide and unicodedata.category(first)[0] in "LP" and not "\uac00" <= first <= "\ud7a3"


def unparted(letter: str) -> bool:
    """Tell whether `letter` is of a script that has no blanks between words."""
    first = letter[0]
    within = any(start <= first <= end for start, end in _UNPARTED)
    return stands_alone(letter) or (within and unicodedata.category(first)[0] == "L")


def runs(word: str, alone: Callable[[str], bool]) -> Iterator[str]:
    """Yield `word` in parts: each letter that stands `alone`, and what stands between them."""
    run, after = "", False
    for letter in graphemes(word):
        before, after = after, alone(letter)
        if run and (after or before):
            yield run
            run = ""
        run += letter
    yield run


def words_of(text: str, longest: int) -> Iterator[str]:
    """Yield what spaces part; no-break ones (« … », 10 km) hold a word together while it fits."""
    for word in re.split(r"[^\S\u00a0\u2007\u202f]+", printed(text)):
        yield from word.split() if width(word) > longest else filter(None, [word.strip()])
