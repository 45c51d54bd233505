"""A line's text in pieces, each with the time it sounds, to light words up as they are spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# A piece and when it sounds, in milliseconds from the start of the voice; None for what is not
# spoken, or nobody knows when.
Piece = tuple[str, int | None, int | None]


def pieces(text: str, words: Iterable[Mapping[str, Any]]) -> list[Piece]:
    """Return `text` cut at its `words` (text, start and end in seconds), nothing left out.

    A word that the text does not hold behind the one before it stays dark.
    """
    found: list[Piece] = []
    at = 0
    for word in words:
        spoken = str(word["text"]).strip()
        place = text.find(spoken, at) if spoken else -1
        if place < 0:
            continue
        if place > at:
            found.append((text[at:place], None, None))
        at = place + len(spoken)
        found.append((text[place:at], round(word["start"] * 1000), round(word["end"] * 1000)))
    if at < len(text):
        found.append((text[at:], None, None))
    return found
