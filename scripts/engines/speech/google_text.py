"""A long line in parts that the Text-to-Speech API takes: split at sentences where that will do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

LIMIT = 5000  # bytes of UTF-8 in one request

# Where to cut, from the best place to the worst: after a sentence, after a clause, at a space.
_CUTS = (
    r"[.!?…][\"'»”’)\]]?\s+|[。！？]\s*",
    r"[,;:—]\s+|[，、；：]\s*",
    r"\s+",
)


def parts(text: str, limit: int = LIMIT) -> list[str]:
    """Return `text` in order in pieces of at most `limit` bytes (at least 4), none of them empty.

    Nothing is lost but the white space where it is cut.
    """
    pieces = (piece.strip() for piece in _packed(_pieces(text.strip(), limit, _CUTS), limit))
    return [piece for piece in pieces if piece]


def _pieces(text: str, limit: int, cuts: Sequence[str]) -> Iterator[str]:
    """Yield `text` in pieces that fit, each with the white space behind it."""
    if _size(text) <= limit:
        yield text
    elif cuts:
        ends = [match.end() for match in re.finditer(cuts[0], text)]
        for start, end in pairwise([0, *ends, len(text)]):
            # A piece that fits is kept whole; another is cut at the next best places.
            yield from _packed(_pieces(text[start:end], limit, cuts[1:]), limit)
    else:
        yield from _letters(text, limit)


def _packed(pieces: Iterable[str], limit: int) -> list[str]:
    """Return neighbours of `pieces` joined as long as they fit together."""
    packed: list[str] = []
    for piece in pieces:
        if packed and _size(packed[-1] + piece) <= limit:
            packed[-1] += piece
        else:
            packed.append(piece)
    return packed


def _letters(text: str, limit: int) -> Iterator[str]:
    start, size = 0, 0
    for place, letter in enumerate(text):
        letter_size = len(letter.encode())
        if size + letter_size > limit:
            yield text[start:place]
            start, size = place, 0
        size += letter_size
    yield text[start:]


def _size(text: str) -> int:
    return len(text.rstrip().encode())
