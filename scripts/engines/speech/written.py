"""A line that the lexicon changes: what to speak, and its word times as those of what is written.

Engines know nothing of it: they speak the spoken form as if that were the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engines.base import Word


def to_speak(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the spec for the engine: with `spoken`, what is said for each word, as its text."""
    wish = dict(spec)
    if "spoken" in wish:
        wish["text"] = " ".join(filter(None, wish.pop("spoken")))
    return wish


def as_written(words: Sequence[Word], spec: Mapping[str, Any]) -> list[Word]:
    """Return the times of the written words, from those `words` of the line `to_speak`.

    A word takes the time of all that is said for it; words that are said together share theirs by
    letters. Nothing is returned where the engine told of other words than it was given.
    """
    if "spoken" not in spec:
        return list(words)
    if len(words) != len(to_speak(spec)["text"].split()):
        return []
    found: list[Word] = []
    together: list[str] = []
    at = 0
    for token, part in zip(spec["text"].split(), spec["spoken"], strict=True):
        together.append(token)
        if part:
            count = len(part.split())
            found += _shared(together, words[at].start, words[at + count - 1].end)
            at += count
            together = []
    return found


def _shared(tokens: Sequence[str], start: float, end: float) -> list[Word]:
    step = (end - start) / sum(map(len, tokens))
    words: list[Word] = []
    for token in tokens:
        until = min(start + step * len(token), end)
        words.append(Word(token, start, until))
        start = until
    return words
