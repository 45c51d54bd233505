"""Burned-in captions: what stands in the picture from which frame on.

A caption comes and goes with its block of text, as subtitles do; with `words`, the word that is
being spoken is lit up, from the frame in which it begins until the next word of the block does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engines.base import Word
from media.letters import graphemes, heard, runs, unparted, words_of
from media.subtitles import Rules, blocks, clock


@dataclass(frozen=True)
class Caption:
    """A text shown from frame `start` up to, not with, `end`.

    `lit` are the letters lit up, counted in reading order without blanks.
    """

    start: int
    end: int
    text: str
    lit: range = range(0)


def captions(
    text: str, words: Sequence[Word], frames: int, fps: int, *, letters: int, by_word: bool
) -> list[Caption]:
    """Return the captions of the line `text`, spoken within `frames`, in order and apart.

    `words` are its word times; `letters` is the longest block.
    """
    rules = Rules(block=letters, line=letters, min_seconds=0.5)
    spoken = _begins(text, words, frames / fps) if by_word else []
    found: list[Caption] = []
    first = 0  # the block's first character, without spaces
    for block in blocks(text, words, frames, fps, rules):
        start, end = block.frames(fps)
        said = heard(block.text)
        inside = [word for word in spoken if first <= word[0] < first + len(said)]
        starts = [min(max(math.floor(second * fps), start), end) for _, _, second in inside]
        found += _plain(Caption(start, starts[0] if starts else end, block.text))
        for (offset, length, _), begin, until in zip(
            inside, starts, [*starts[1:], end][: len(starts)], strict=True
        ):
            before = len(graphemes(said[: offset - first]))
            after = len(graphemes(said[: offset - first + length]))
            found += _plain(Caption(begin, until, block.text, range(before, after)))
        first += len(said)
    return found


def _plain(caption: Caption) -> list[Caption]:
    return [caption] if caption.start < caption.end else []


def _begins(text: str, words: Sequence[Word], seconds: float) -> list[tuple[int, int, float]]:
    """Return offset and length, in characters without spaces, and time of each word of `text`."""
    spoken = [heard(word.text) for word in words]
    if "".join(spoken) != heard(text):
        spoken = [heard(word) for word in words_of(text, 10_000)]
    # What is written without blanks is lit up letter by letter.
    spoken = [part for word in spoken for part in runs(word, unparted)]
    when = clock(heard(text), words, seconds)
    found = []
    offset = 0
    for word in spoken:
        if word:
            # Rounded to a millionth first: 0.3 s at 30 frames a second is frame 9, not a hair less.
            found.append((offset, len(word), round(when(offset)[0], 6)))
        offset += len(word)
    return found
