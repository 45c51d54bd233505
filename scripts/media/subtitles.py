"""Subtitles of a spoken line: where the text is divided and when each block is shown.

A line is cut into atoms that stay whole (words; single letters of Chinese and Japanese) and the
cheapest division into blocks is found by dynamic programming over them, as Knuth and Plass break
paragraphs (Software: Practice and Experience 11, 1981). Lengths are in letters as people see them
(grapheme clusters, after Unicode UAX 29); a wide one, as 漢 or an emoji, counts as two.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from build.errors import UserError
from engines.base import Word
from media.frames import frame_to_ms, ms_to_frame
from media.letters import graphemes, heard, runs, stands_alone, width, words_of


@dataclass(frozen=True)
class Rules:
    """Longest block and line in letters, and the shortest time a block is shown in seconds."""

    block: int = 70
    line: int = 35
    min_seconds: float = 1.0


@dataclass(frozen=True)
class Block:
    """What is shown at once: one line or two joined by a newline, and when, in milliseconds."""

    text: str
    start_ms: int
    end_ms: int

    def frames(self, fps: int) -> tuple[int, int]:
        """Return the first frame it is shown with, and the first without it."""
        return ms_to_frame(self.start_ms, fps), ms_to_frame(self.end_ms, fps)


# Shorter gaps between two blocks are closed: a screen that is empty for less only flickers.
_GAP_SECONDS = 0.5
# What each block costs by being there: usually, and where time is too short for any to spare.
_USUAL, _DEAR = 1.0, 1000.0

_SENTENCE = ".!?…。！？｡؟۔।॥"
_CLAUSE = ",;:—–，、；：،؛"
_CLOSING = "\"'’”»›)]}）］｝」』】〉》"
_NEVER_LAST = "¿¡«‹“‘([{（［｛「『【〈《"
_NEVER_FIRST = _SENTENCE + _CLAUSE + _CLOSING + "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々%"
# What it costs to part atoms where no line should break; within a word it costs more.
_UGLY = 4.0
_TITLES = {"Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.", "D."}


def blocks(
    text: str, words: Sequence[Word], frames: int, fps: int, rules: Rules | None = None
) -> list[Block]:
    """Return the blocks of the line `text`, spoken within `frames`, in order and apart.

    `words` are the times of all words of the text from the line's start; where there are none, or
    they are other words, time is shared out by letters. Raises UserError when there are more
    blocks than frames.
    """
    rules = rules or Rules()
    atoms = _atoms(text, min(rules.line, rules.block))
    if not atoms:
        return []
    when = clock(heard(text), words, frames / fps)
    shortest = math.ceil(round(rules.min_seconds * fps, 6))
    parts = _divide(atoms, rules, when, _USUAL)
    if len(parts) * shortest > frames:
        parts = _divide(atoms, rules, when, _DEAR)
    if len(parts) > frames:
        raise UserError(
            f"the line {text[:60]!r} is too long to have been spoken in {frames} frames: listen "
            "to its voice, and make another take of it"
        )
    # Rounded to a millionth first: 2.4 s summed up from 0.3 s are 72 frames, not a hair more.
    begins = [math.floor(round(when(part[0].offset)[0] * fps, 6)) for part in parts]
    ends = [math.ceil(round(when(part[-1].last)[1] * fps, 6)) for part in parts]
    spans = _spans(begins, ends, frames, shortest, round(_GAP_SECONDS * fps))
    return [
        Block(_lines(part, rules), frame_to_ms(start, fps), frame_to_ms(end, fps))
        for part, (start, end) in zip(parts, spans, strict=True)
    ]


def join(scenes: Sequence[Sequence[Block]], starts: Sequence[int], fps: int) -> list[Block]:
    """Return the blocks of all `scenes`, each counted from the frame in `starts` it begins at."""
    return [
        Block(block.text, block.start_ms + offset, block.end_ms + offset)
        for scene, offset in zip(scenes, (frame_to_ms(start, fps) for start in starts), strict=True)
        for block in scene
    ]


@dataclass(frozen=True)
class _Atom:
    """A piece that stays on one line. `offset` counts the characters before it, without spaces."""

    text: str
    offset: int
    left: int  # where it stands, were all of the text one line
    right: int
    spaced: bool  # a space stands before it
    torn: bool  # it goes on with a word too long for a line

    @property
    def last(self) -> int:
        """The offset of its last character."""
        return self.offset + len(heard(self.text)) - 1


def _atoms(text: str, longest: int) -> list[_Atom]:
    found: list[_Atom] = []
    offset = column = 0
    for word in words_of(text, longest):
        spaced = True
        for run in runs(word, stands_alone):
            for torn, piece in enumerate(_pieces(run, longest)):
                left, column = column + spaced, column + spaced + width(piece)
                found.append(_Atom(piece, offset, left, column, spaced, torn > 0))
                offset += len(heard(piece))
                spaced = False
    return found


def _pieces(run: str, longest: int) -> Iterator[str]:
    whole = width(run)
    size = max(2, math.ceil(whole / math.ceil(whole / longest)))
    piece, taken = "", 0
    for letter in graphemes(run):
        if taken + width(letter) > size:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + letter, taken + width(letter)
    yield piece


def _divide(
    atoms: Sequence[_Atom], rules: Rules, when: Callable[[int], tuple[float, float]], each: float
) -> list[Sequence[_Atom]]:
    """Return `atoms` in the cheapest blocks; `each` is what a block costs by being there."""
    count = len(atoms)
    shown = [when(atom.offset)[0] for atom in atoms]
    shown.append(when(atoms[-1].last)[1])
    gaps = [_gap_cost(before, after) for before, after in pairwise(atoms)] + [0.0]
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for first in range(count):
        starts = first == 0 or gaps[first - 1] == 0
        mixed = False  # a sentence ends before the block does
        for last in range(first, count):
            part = atoms[first : last + 1]
            span = _span(part)
            if span > rules.block:
                break
            ends = gaps[last] == 0
            if span <= rules.line or next(_second_lines(part, rules), None) is not None:
                cost = each + gaps[last] + (1 - span / rules.block) ** 2
                whole = starts and ends
                cost += 1.0 if mixed and not whole else 0.0
                if len(part) == 1 or span < 10:  # an orphan, unless it is all of a sentence
                    cost += 0.5 if whole else 2.0
                cost += 3.0 * max(0.0, 1 - (shown[last + 1] - shown[first]) / rules.min_seconds)
                if best[first] + cost < best[last + 1]:
                    best[last + 1], came[last + 1] = best[first] + cost, first
            mixed = mixed or ends
    parts = []
    while count:
        parts.append(atoms[came[count] : count])
        count = came[count]
    return parts[::-1]


def _span(part: Sequence[_Atom]) -> int:
    return part[-1].right - part[0].left


def _gap_cost(before: _Atom, after: _Atom) -> float:
    """Return how ugly it is to part two atoms, from 0 (a sentence ends) to 6 (within a word)."""
    if after.torn:
        return 6.0
    marks = not any(map(str.isalnum, after.text))
    joined = marks or not after.spaced
    if (joined and after.text[0] in _NEVER_FIRST) or before.text[-1] in _NEVER_LAST:
        return _UGLY
    mark = before.text.rstrip(_CLOSING)[-1:]
    if mark and mark in _SENTENCE and before.text not in _TITLES:
        return 0.3 if after.text[0].islower() else 0.0
    if mark and mark in _CLAUSE:
        return 0.3
    return 1.5 if after.spaced and len(before.text) <= 3 else 1.0  # el, the, amb, …


def _second_line(part: Sequence[_Atom], rules: Rules) -> int | None:
    """Return which atom begins the second line, for lines as equal as can be; None for none."""
    start, end = part[0].left, part[-1].right

    def cost(index: int) -> tuple[bool, int, int]:
        before, after = part[index - 1], part[index]
        uneven = abs((before.right - start) - (end - after.left))
        return _gap_cost(before, after) >= _UGLY, uneven, index

    return min(_second_lines(part, rules), key=cost, default=None)


def _second_lines(part: Sequence[_Atom], rules: Rules) -> Iterator[int]:
    """Yield which atoms could begin a second line."""
    start, end = part[0].left, part[-1].right
    # Readers take a last line of digits for the number of the next block.
    digits = len(part)
    while digits and part[digits - 1].text.isdecimal():
        digits -= 1
    for index, (before, after) in enumerate(pairwise(part[:digits]), start=1):
        left, right = before.right - start, end - after.left
        # The newline counts as the space it stands for.
        if max(left, right) > rules.line or left + 1 + right > rules.block:
            continue
        yield index


def _lines(part: Sequence[_Atom], rules: Rules) -> str:
    second = _second_line(part, rules) if _span(part) > rules.line else None
    text = part[0].text
    for index, atom in enumerate(part[1:], start=1):
        text += ("\n" if index == second else " " * atom.spaced) + atom.text
    return text


def clock(text: str, words: Sequence[Word], seconds: float) -> Callable[[int], tuple[float, float]]:
    """Return what tells when the character at an offset of `text`, without spaces, is heard.

    `words` are those of all of `text`; where there are none, or they are other words, their time
    (or all `seconds`) is shared out by letters.
    """
    spoken = [heard(word.text) for word in words]
    times = [time for word in words for time in (word.start, word.end)]
    if not all(map(math.isfinite, times)):
        times = []
    if not times or "".join(spoken) != text:
        spoken, times = [text], [times[0], times[-1]] if times else [0.0, seconds]
        if times[0] >= times[1]:
            times = [0.0, seconds]
    times = list(accumulate((min(max(time, 0.0), seconds) for time in times), max))
    begins = list(accumulate((len(word) for word in spoken), initial=0))

    def when(offset: int) -> tuple[float, float]:
        index = bisect_right(begins, offset) - 1
        start, length = times[2 * index], times[2 * index + 1] - times[2 * index]
        share = offset - begins[index]
        return (
            start + length * share / len(spoken[index]),
            start + length * (share + 1) / len(spoken[index]),
        )

    return when


def _spans(
    begins: Sequence[int], ends: Sequence[int], frames: int, shortest: int, gap: int
) -> list[tuple[int, int]]:
    """Return first frame and end of each block, moved as little as keeps them long and apart."""
    room = max(1, min(shortest, frames // len(begins)))
    starts: list[int] = []
    for begin in begins:
        starts.append(max(begin, starts[-1] + room if starts else 0))
    limit = frames
    for index in reversed(range(len(starts))):
        starts[index] = limit = min(starts[index], limit - room)
    spans = []
    for start, end, after in zip(starts, ends, [*starts[1:], frames], strict=True):
        end = max(end, start + room)
        spans.append((start, after if after - end < gap else end))
    return spans
