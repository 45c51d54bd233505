"""A line in pieces that are short enough for Bark, which rambles beyond about 13 seconds."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 150  # letters; English takes about 11 seconds for them
_WIDE = 3  # how many letters a letter of Chinese, Japanese or Korean lasts

_CLOSING = "\"'’”»›)\\]}）］｝」』】〉》"
# Where a line may be cut, best first: after a sentence, after a clause, between words, anywhere.
_CUTS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf".+?(?:[.!?…]+[{_CLOSING}]*\s+|[。！？]+[{_CLOSING}]*\s*|\Z)",
        rf".+?(?:[,;:—–]+[{_CLOSING}]*\s+|[，、；：]+[{_CLOSING}]*\s*|\Z)",
        r"\S+\s*",
        r".",
    )
)
_ENDED = re.compile(rf"[.!?…。！？][{_CLOSING}]*\Z")


def pieces(text: str, longest: int = LONGEST) -> list[str]:
    """Return `text` in pieces of at most `longest` letters, cut at sentence ends where it can be.

    Together they say the same words in the same order.
    """
    return [piece.strip() for piece in _cut(" ".join(text.split()), longest, 0) if piece.strip()]


def ends_sentence(piece: str) -> bool:
    """Tell whether a sentence ends with `piece`."""
    return bool(_ENDED.search(piece))


def letters(text: str) -> int:
    """Return how long `text` is to say, in letters of the Latin alphabet."""
    return sum(_WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str, longest: int, level: int) -> list[str]:
    if letters(text.strip()) <= longest or level == len(_CUTS):
        return [text]
    packed: list[str] = []
    for part in _CUTS[level].findall(text):
        for smaller in _cut(part, longest, level + 1):
            if packed and letters((packed[-1] + smaller).strip()) <= longest:
                packed[-1] += smaller
            else:
                packed.append(smaller)
    return packed
