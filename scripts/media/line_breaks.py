"""Where a title's lines end: as large as can be, evenly, after a pause, without a lone last word.

Works on the clusters and advances (ems) of `media.text_layout`. Every number of lines is weighed;
which one wins depends on the room.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from media.text_layout import Cluster, may_break

_MOST_LINES, _MOST_LETTERS = 8, 300  # more is no title
# What is weighed against each other: an uneven line, by (length / mean length - 1) squared; size
# given up, by its logarithm; a line more, since it hides more of the picture; a last line of one
# short word; an end at a word that leans on the next; a torn Japanese phrase; an end at a pause.
_UNEVEN, _SIZE, _LINE, _WIDOW = 0.5, 1.0, 0.04, 3.0
_LEANING, _TORN, _PAUSE = 0.06, 0.12, -0.04
_SHORT = 0.6  # of the mean line
# Besides every word of one or two letters.
_LEAN = frozenset(
    "the and for with from your los las una del que por con sin els les uns amb per "  # noqa: SIM905
    "der die das den dem des und ein eine mit von für для при или без под над про".split()
)
_PAUSES = frozenset(",.:;!?…|–—،؟؛、。！？：")

Lines = list[tuple[int, int]]


def title_lines(
    letters: Sequence[Cluster],
    widths: Sequence[float],
    room: tuple[float, float],
    size: float,
    pitch: float,
) -> Lines | None:
    """Return the (first, end) of a title's lines, set at most `size` large in `room`, in pixels.

    Lines are `pitch` ems apart. None where the text is empty or too long for a title.
    """
    if not 0 < len(letters) <= _MOST_LETTERS:
        return None
    breaks = _breaks(letters)
    reach = list(accumulate(widths, initial=0.0))
    best: tuple[float, Lines] | None = None
    for count in range(1, min(_MOST_LINES, len(breaks)) + 1):
        cost, lines = _broken(letters, reach, breaks, count)
        widest = max(reach[end] - reach[first] for first, end in lines)
        reached = min(size, room[0] / max(widest, 1e-6), room[1] / (count * pitch))
        cost += _SIZE * math.log(size / reached) + _LINE * count
        if best is None or cost < best[0]:
            best = (cost, lines)
    return best[1] if best else None


def _breaks(letters: Sequence[Cluster]) -> dict[int, float]:
    """Return where lines may end, with what each place costs; the text's end costs nothing."""
    return {
        place: _cost(letters, place)
        for place in range(1, len(letters))
        if may_break(letters[place - 1].text, letters[place].text)
    } | {len(letters): 0.0}


def _cost(letters: Sequence[Cluster], place: int) -> float:
    end = _without_blanks(letters, 0, place)
    before, after = letters[end - 1].text[0], letters[place].text[0]
    if before in _PAUSES or _pictured(before) or _pictured(after):
        return _PAUSE
    if end == place:
        return _TORN if _torn(before, after) else 0.0
    word = "".join(c.text for c in letters[:end]).rsplit(" ", 1)[-1]
    leans = word.isalpha() and (len(word) <= 2 or word.lower() in _LEAN)
    return _LEANING if leans else 0.0


def _pictured(letter: str) -> bool:
    """Say whether a letter is an emoji or another sign that stands for itself."""
    return unicodedata.category(letter) == "So"


def _torn(before: str, after: str) -> bool:
    """Say whether a break would part a Japanese phrase: they end in hiragana, begin with others."""
    return bool(_script(before)) and (_script(before) != "hiragana" or _script(after) == "hiragana")


def _script(letter: str) -> str:
    if "\u3040" <= letter <= "\u309f":
        return "hiragana"
    if "\u30a0" <= letter <= "\u30ff":
        return "katakana"
    return "han" if "\u3400" <= letter <= "\u9fff" else ""


def _broken(
    letters: Sequence[Cluster], reach: Sequence[float], breaks: dict[int, float], count: int
) -> tuple[float, Lines]:
    """Return the cheapest breaking into `count` lines, and its cost."""
    mean = reach[-1] / count or 1.0
    places = list(breaks)
    # The cheapest way to each place in so many lines: its cost and its lines.
    ways: dict[int, tuple[float, Lines]] = {0: (0.0, [])}
    for number in range(1, count + 1):
        further: dict[int, tuple[float, Lines]] = {}
        ends = places[-1:] if number == count else places[:-1]
        for start, (so_far, lines) in ways.items():
            for place in ends:
                if place <= start:
                    continue
                end = _without_blanks(letters, start, place)
                length = reach[end] - reach[start]
                cost = so_far + _UNEVEN * (length / mean - 1) ** 2 + breaks[place]
                if number == count > 1 and length < _SHORT * mean and _one_word(letters, start):
                    cost += _WIDOW
                if place not in further or cost < further[place][0]:
                    further[place] = (cost, [*lines, (start, end)])
        ways = further
    return ways[len(letters)]


def _one_word(letters: Sequence[Cluster], start: int) -> bool:
    return all(letter.text != " " for letter in letters[start:])


def _without_blanks(letters: Sequence[Cluster], start: int, end: int) -> int:
    while end > start + 1 and letters[end - 1].text == " ":
        end -= 1
    return end
