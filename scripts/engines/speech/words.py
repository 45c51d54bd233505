"""When each written word sounds, from when each phoneme of the sentence sounds.

Splitting the sentence's phonemes at spaces would be wrong: espeak fuses "of the" into one and
speaks a number as several. So every written word is phonemised on its own, and both strings of
phonemes are aligned (difflib); what lies between two aligned words goes to the one on its side of
the pause; a word without any aligned phoneme shares the gap it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from engines.base import Word

# Pictographs, dingbats, flags, skin tones, and what joins them. Engines would read out their names.
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f\U000e0020-\U000e007f]")


def spoken(text: str) -> str:
    """Return `text` with a space in the place of every part of an emoji, so as long as before."""
    return _EMOJI.sub(" ", text)


@dataclass(frozen=True)
class Sound:
    """One phoneme of the sentence (a space is a word's end), in seconds."""

    phoneme: str
    start: float
    end: float


def time_words(
    tokens: Sequence[str], phonemes: Sequence[str], sounds: Sequence[Sound], seconds: float
) -> list[Word]:
    """Return each of `tokens` with its time: in order, without overlap, within `seconds`.

    `phonemes` are each token's own, as if it stood alone; `sounds` those of the whole sentence.
    """
    sounded = [sound for sound in sounds if _is_letter(sound.phoneme)]
    letters = [
        (index, letter)
        for index, own in enumerate(phonemes)
        for letter in own
        if _is_letter(letter)
    ]
    spans = _aligned(letters, sounded, len(tokens))
    _reach_pauses(spans, sounds)
    begin = sounded[0].start if sounded else 0.0
    return fill_gaps(tokens, spans, begin, sounded[-1].end if sounded else seconds, seconds)


def _is_letter(phoneme: str) -> bool:
    return phoneme.isalpha()  # stress marks too: they are modifier letters


def _aligned(
    letters: Sequence[tuple[int, str]], sounded: Sequence[Sound], count: int
) -> list[tuple[float, float] | None]:
    spans: list[tuple[float, float] | None] = [None] * count
    said = [sound.phoneme for sound in sounded]
    matcher = SequenceMatcher(None, [letter for _, letter in letters], said, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            index = letters[block.a + step][0]
            sound = sounded[block.b + step]
            start, end = spans[index] or (sound.start, sound.end)
            spans[index] = (min(start, sound.start), max(end, sound.end))
    return spans


def _reach_pauses(spans: list[tuple[float, float] | None], sounds: Sequence[Sound]) -> None:
    # Phonemes that did not align belong to the word on their side of the next space.
    known = [index for index, span in enumerate(spans) if span]
    for one, other in pairwise(known):
        if other != one + 1:
            continue
        first, second = spans[one], spans[other]
        assert first
        assert second
        between = [s for s in sounds if s.start >= first[1] - 1e-9 and s.end <= second[0] + 1e-9]
        ends = [s for s in between if not _is_letter(s.phoneme)]
        if ends:
            spans[one] = (first[0], ends[0].start)
            spans[other] = (ends[-1].end, second[1])


def fill_gaps(
    tokens: Sequence[str],
    spans: Sequence[tuple[float, float] | None],
    begin: float,
    finish: float,
    seconds: float,
) -> list[Word]:
    """Return `tokens` at their `spans`, in order and within `seconds`.

    Those without one share the gap they stand in by their letters; `begin` and `finish` are where
    the sound starts and ends.
    """
    begin, finish = min(begin, seconds), min(finish, seconds)
    words: list[Word] = []
    index = 0
    at = max(begin, 0.0)
    while index < len(tokens):
        span = spans[index]
        if span:
            start = min(max(span[0], at), seconds)
            at = min(max(span[1], start), seconds)
            words.append(Word(tokens[index], start, at))
            index += 1
            continue
        last = index
        while last < len(tokens) and not spans[last]:
            last += 1
        following = spans[last] if last < len(tokens) else None
        until = max(at, following[0] if following else finish)
        shares = [len(token) for token in tokens[index:last]]
        step = (until - at) / sum(shares)
        for token, share in zip(tokens[index:last], shares, strict=True):
            end = min(at + step * share, seconds)
            words.append(Word(token, min(at, end), end))
            at = end
        index = last
    return words
