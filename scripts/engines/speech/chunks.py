"""Long text in chunks: what a voice model is given at once, cut where a reader takes a breath.

A chunk ends with a sentence. Only a sentence longer than a chunk is cut within: after its last
comma, else at its last space, else (Chinese, Japanese, Thai) between two letters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from media.letters import graphemes

_CLOSING = "\"'’”»›)\\]}）］｝」』】〉》"
# A full stop ends a sentence where a space follows; those of East Asia stand without one.
_END = re.compile(rf"[.!?…؟۔।॥]+[{_CLOSING}]*\s|[。！？｡]+[{_CLOSING}]*\s?")
_CLAUSE = re.compile(rf"[,;:—–،؛]+[{_CLOSING}]*\s|[，、；：]+[{_CLOSING}]*\s?")
# Full stops that end a word, not the sentence; so do those of initials (J. R. R. Tolkien).
_ABBREVIATIONS = frozenset(
    ("sr", "sra", "srta", "dr", "dra", "dña", "prof", "núm", "pág", "p.ej", "ej", "mr", "mrs")
    + ("ms", "st", "vs", "e.g", "i.e", "vol", "cf")
)


def chunks(
    text: str, limit: int, size: Callable[[str], int] = len, *, even: bool = True
) -> list[str]:
    """Return `text` in as few chunks of at most `limit` characters as sentences allow.

    They are about equally long: a chunk of two words, left over at the end, would be spoken badly.
    Without `even` each is as long as can be. Another `size` than characters grows with every
    letter. Blanks become single spaces; nothing else changes.
    """
    atoms = [atom for sentence in sentences(text) for atom in _cut(sentence, limit, size)]
    if not atoms:
        return []
    if not even:
        return _packed(atoms, limit, size)
    # The lowest limit that takes no chunk more. More room never needs more chunks.
    low, high = max(size(atom.strip()) for atom in atoms), limit
    fewest = len(_packed(atoms, limit, size))
    while low < high:
        middle = (low + high) // 2
        if len(_packed(atoms, middle, size)) > fewest:
            low = middle + 1
        else:
            high = middle
    return _packed(atoms, low, size)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with the one space that follows it, if any."""
    line = " ".join(text.split())
    ends = [match.end() for match in _END.finditer(line) if _ends_sentence(line, match)]
    return [line[start:end] for start, end in pairwise([0, *ends, len(line)]) if start < end]


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    if line[match.end() : match.end() + 1].islower():  # "Bueno... ya veremos", "¿qué? dijo"
        return False
    if match.group().strip() != ".":
        return True
    word = line[: match.start()].rsplit(None, 1)[-1:] or [""]
    last = word[0].lstrip("¿¡(«“\"'")
    initial = len(last) == 1 and last.isalpha() and last.isupper()
    return not initial and last.lower() not in _ABBREVIATIONS


def _cut(sentence: str, limit: int, size: Callable[[str], int]) -> Iterator[str]:
    while size(sentence.rstrip()) > limit:
        # How many characters fit; at least one, or nothing would ever be cut off.
        fitting = bisect_right(
            range(1, len(sentence) + 1), limit, key=lambda end: size(sentence[:end])
        )
        at = _place(sentence, max(1, fitting))
        yield sentence[:at]
        sentence = sentence[at:]
    if sentence.strip():
        yield sentence


def _place(sentence: str, fitting: int) -> int:
    """Return where to cut: what stands before has at most `fitting` characters, blanks aside."""
    clauses = [
        match.end()
        for match in _CLAUSE.finditer(sentence, 0, fitting + 1)
        if len(match.group().rstrip()) and len(sentence[: match.end()].rstrip()) <= fitting
    ]
    # A comma near the beginning would leave a chunk of a few words.
    if clauses and clauses[-1] > fitting // 2:
        return clauses[-1]
    space = sentence.rfind(" ", 1, fitting + 1)
    if space > 0:
        return space + 1
    if clauses:
        return clauses[-1]
    return _between_letters(sentence, fitting)


def _between_letters(sentence: str, fitting: int) -> int:
    at = 0
    for letter in graphemes(sentence[: fitting + 16]):
        if at + len(letter) > fitting:
            break
        at += len(letter)
    return at or fitting


def _packed(atoms: Sequence[str], limit: int, size: Callable[[str], int]) -> list[str]:
    found: list[str] = []
    chunk = ""
    for atom in atoms:
        if chunk and size((chunk + atom).strip()) > limit:
            found.append(chunk.strip())
            chunk = ""
        chunk += atom
    return [*found, chunk.strip()]
