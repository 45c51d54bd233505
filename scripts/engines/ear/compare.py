"""What a voice says beside what it was to say: words missing, added, misread, and when each sounds.

Written and heard words are aligned by how they sound: the cheapest sequence of steps, each of which
pairs one word with one or several (97 with noventa y siete, thermo haline with thermohaline), or
leaves one out; the price is the number of sounds that differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from rapidfuzz.distance import Levenshtein

from engines.base import Word
from engines.ear.sounds import Sounds
from engines.ear.tokens import Token, tokens
from engines.speech.words import fill_gaps

# A pair that shares this much of its sounds was read right and heard otherwise; of a number less,
# since 1984 may be read as a year, a quantity, or digit by digit.
_ALIKE, _ALIKE_NUMBER = 0.6, 0.45
# Most words that one is paired with: a number ("mil novecientos ochenta y cuatro"), another word.
_MOST_OF_NUMBER, _MOST = 8, 3
_JOINED = 0.01  # per word more in a pair, so that of two ways as good the plainer is taken


@dataclass(frozen=True)
class Difference:
    """Words of one kind in a row: missing, added or misread; in seconds from the take's start."""

    kind: str
    written: str
    heard: str
    start: float
    end: float


@dataclass(frozen=True)
class Comparison:
    """How many words are wrong of how many, what differs, and when each written word was heard.

    `wer` is the word error rate: wrong words per written word. `stretch` is by how many the wrong
    words outnumber the right ones where they do most, from some word to another: that of a clause
    left out is its length, however long the line is.
    """

    errors: int
    written_words: int
    wer: float
    stretch: int
    differences: list[Difference]
    words: list[Word]


@dataclass(frozen=True)
class _Step:
    """Tokens paired with one another: first and end of the written ones, and of the heard ones."""

    written: range
    heard: range
    alike: float

    @property
    def kind(self) -> str:
        return "missing" if not self.heard else "misread" if self.written else "added"


def compare(
    text: str,
    heard: Sequence[Word],
    seconds: float,
    language: str,
    sound: Sounds,
    spoken: Sequence[str] | None = None,
) -> Comparison:
    """Return how what was `heard` in a take of `seconds` differs from the written `text`.

    `spoken` is what is to be said for each of its words, where a lexicon has them said otherwise.
    """
    written = text.split()
    wanted = tokens(written if spoken is None else spoken, language, sound)
    found = tokens([word.text for word in heard], language, sound)
    steps = _align(wanted, found)
    wrong = [step for step in steps if not _read(step, wanted, found)]
    surplus = [_size(step) if step in wrong else -_size(step) for step in steps]
    errors = sum(count for count in surplus if count > 0)
    spans = _spans(steps, wanted, found, heard, len(written))
    begin = min(heard[0].start if heard else 0.0, seconds)
    finish = min(heard[-1].end if heard else seconds, seconds)
    words = fill_gaps(written, spans, begin, finish, seconds)
    return Comparison(
        errors=errors,
        written_words=len(wanted),
        wer=round(errors / max(1, len(wanted)), 4),
        stretch=_highest_sum(surplus),
        differences=_differences(steps, wrong, wanted, found, words, heard),
        words=[Word(one.text, round(one.start, 3), round(one.end, 3)) for one in words],
    )


def _align(wanted: Sequence[Token], found: Sequence[Token]) -> list[_Step]:
    """Return the cheapest steps through both; the price is the number of sounds that differ."""
    said = [token.sounds for token in wanted]
    sounded = [token.sounds for token in found]
    price = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(said) + 1):
        for j in range(len(sounded) + 1):
            for m, n in _reaches(wanted[i - 1 : i], found[j - 1 : j], i, j):
                differ = Levenshtein.distance("".join(said[i - m : i]), "".join(sounded[j - n : j]))
                total = price[i - m, j - n] + differ + _JOINED * max(0, m + n - 2)
                if total < price.get((i, j), math.inf):
                    price[i, j] = total
                    came[i, j] = (m, n)
    steps = []
    i, j = len(said), len(sounded)
    while i or j:
        m, n = came[i, j]
        both = ("".join(said[i - m : i]), "".join(sounded[j - n : j]))
        alike = Levenshtein.normalized_similarity(*both)
        steps.append(_Step(range(i - m, i), range(j - n, j), alike))
        i, j = i - m, j - n
    return steps[::-1]


def _reaches(
    one: Sequence[Token], other: Sequence[Token], i: int, j: int
) -> Iterator[tuple[int, int]]:
    """Yield how many written and heard tokens a step may take that ends with `one` and `other`."""
    if one:
        yield 1, 0
    if other:
        yield 0, 1
    if one and other:
        most = min(j, _MOST_OF_NUMBER if one[0].number else _MOST)
        yield from ((1, count) for count in range(1, 1 + most))
        most = min(i, _MOST_OF_NUMBER if other[0].number else _MOST)
        yield from ((count, 1) for count in range(2, 1 + most))


def _size(step: _Step) -> int:
    return len(step.written) or len(step.heard)  # a word that is heard as two is one mistake


def _highest_sum(values: Sequence[int]) -> int:
    """Return the highest sum of neighbouring `values` (Kadane's algorithm), at least 0."""
    return max(accumulate(values, lambda total, value: max(0, total + value), initial=0))


def _number(step: _Step, wanted: Sequence[Token], found: Sequence[Token]) -> bool:
    return any(wanted[i].number for i in step.written) or any(found[j].number for j in step.heard)


def _read(step: _Step, wanted: Sequence[Token], found: Sequence[Token]) -> bool:
    limit = _ALIKE_NUMBER if _number(step, wanted, found) else _ALIKE
    return bool(step.written and step.heard) and step.alike >= limit


def _spans(
    steps: Sequence[_Step],
    wanted: Sequence[Token],
    found: Sequence[Token],
    heard: Sequence[Word],
    count: int,
) -> list[tuple[float, float] | None]:
    """Return when each written word was heard, None where it was not."""
    spans: list[tuple[float, float] | None] = [None] * count
    for step in steps:
        if not (step.written and step.heard):
            continue
        start, end = _heard_span(step.heard, found, heard)
        whole = sum(len(wanted[i].sounds) for i in step.written)
        at = start
        for i in step.written:
            until = at + (end - start) * len(wanted[i].sounds) / whole
            known = spans[wanted[i].index]
            spans[wanted[i].index] = (known[0] if known else at, until)
            at = until
    return spans


def _heard_span(
    indices: range, found: Sequence[Token], heard: Sequence[Word]
) -> tuple[float, float]:
    return heard[found[indices[0]].index].start, heard[found[indices[-1]].index].end


def _differences(
    steps: Sequence[_Step],
    wrong: Sequence[_Step],
    wanted: Sequence[Token],
    found: Sequence[Token],
    words: Sequence[Word],
    heard: Sequence[Word],
) -> list[Difference]:
    differences = []
    kinds = groupby(steps, key=lambda step: step.kind if step in wrong else None)
    for kind, group in kinds:
        run = list(group)
        if kind is None:
            continue
        said = dict.fromkeys(wanted[i].index for step in run for i in step.written)
        sounded = dict.fromkeys(found[j].index for step in run for j in step.heard)
        spans = [words[index] for index in said] if kind == "missing" else []
        spans = spans or [heard[index] for index in sounded]
        differences.append(
            Difference(
                kind=kind,
                written=" ".join(words[index].text for index in said),
                heard=" ".join(heard[index].text for index in sounded),
                start=round(spans[0].start, 3),
                end=round(spans[-1].end, 3),
            )
        )
    return differences
