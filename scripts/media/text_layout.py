"""From text to lines of placed glyphs: direction (UAX 9), shaping (HarfBuzz), line breaking.

Lengths are in ems (1.0 = the font size), so one shaping serves every size.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

import uharfbuzz as hb
from bidi import algorithm

from media.letters import graphemes
from media.text_faces import Style, choose, clean, faces

ELLIPSIS = "…"
# Kinsoku: what may not start and what may not end a line of Chinese or Japanese.
NO_START = set(
    "、。，．・：；？！）］｝〕〉》」』】〙〗’”ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥"
)
NO_END = set("（［｛〔〈《「『【〘〖‘“")


@dataclass(frozen=True)
class Cluster:
    """One letter as a reader counts them, the index of its face, and its bidi level."""

    text: str
    face: int
    level: int


@dataclass(frozen=True)
class Glyph:
    """A glyph of face number `face` with its origin in ems from the line's start, y upwards.

    `letter` counts the line's letters in reading order, blanks left out.
    """

    face: int
    glyph: int
    x: float
    y: float
    letter: int


@dataclass(frozen=True)
class Line:
    """A shaped line: how many letters (without blanks), advance width and ink box in ems.

    The box is (left, bottom, right, top).
    """

    glyphs: tuple[Glyph, ...]
    letters: int
    width: float
    ink: tuple[float, float, float, float]
    rtl: bool

    @property
    def left(self) -> float:
        """Return where the line starts: its origin, or its ink where that reaches further."""
        return min(0.0, self.ink[0])

    @property
    def span(self) -> float:
        """Return how wide the line is, ink that reaches over its advances included."""
        return max(self.width, self.ink[2]) - self.left


@lru_cache(maxsize=256)
def paragraphs(text: str, style: Style) -> tuple[tuple[Cluster, ...], ...]:
    """Split text at its newlines, then each paragraph into clusters with face and level."""
    found = []
    for paragraph in clean(text).split("\n"):
        letters = graphemes(paragraph.strip(" "))
        levels = embedding_levels("".join(letters))
        starts = [0, *accumulate(map(len, letters))]
        made: list[Cluster] = []
        face: int | None = None
        for letter, start in zip(letters, starts, strict=False):
            drawn, face = choose(letter, style, face)
            made.append(Cluster(drawn, face, levels[start]))
        found.append(tuple(made))
    return tuple(line for line in found if line) or ((),)


def embedding_levels(text: str) -> list[int]:
    """Return the bidi level of each character (even: left to right, odd: right to left)."""
    if not any(unicodedata.bidirectional(c) in ("R", "AL", "AN", "RLE", "RLO") for c in text):
        return [0] * len(text)
    base = algorithm.get_base_level(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for index, entry in enumerate(storage["chars"]):
        entry["index"] = index
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    known = {entry["index"]: entry["level"] for entry in storage["chars"]}
    levels: list[int] = []
    for index in range(len(text)):  # joiners are taken out by rule X9: they go with their letter
        levels.append(known.get(index, levels[-1] if levels else base))
    return levels


def shape(letters: Sequence[Cluster], style: Style) -> Line:
    """Shape one line and put its runs in visual order (UAX 9, rule L2)."""
    numbers = list(accumulate((c.text != " " for c in letters), initial=0))
    runs = _runs(letters)
    for level in range(max((c.level for c in letters), default=0), 0, -1):
        runs = _reversed_from(runs, level)
    family = faces(style)
    glyphs: list[Glyph] = []
    boxes: list[tuple[float, float, float, float]] = []
    pen = 0.0
    for start, run in runs:
        face = family[run[0].face]
        em = face.face.upem
        ends = list(accumulate(len(c.text) for c in run))
        for info, at in _shaped(face, run, style):
            x, y = pen + at.x_offset / em, at.y_offset / em
            ink = face.get_glyph_extents(info.codepoint)
            if ink is not None and ink.width and ink.height:
                letter = numbers[start + bisect_right(ends, info.cluster)]
                glyphs.append(Glyph(run[0].face, info.codepoint, x, y, letter))
                left, top = x + ink.x_bearing / em, y + ink.y_bearing / em
                boxes.append((left, top + ink.height / em, left + ink.width / em, top))
            pen += at.x_advance / em
    ink_box = (
        min((b[0] for b in boxes), default=0.0),
        min((b[1] for b in boxes), default=0.0),
        max((b[2] for b in boxes), default=0.0),
        max((b[3] for b in boxes), default=0.0),
    )
    rtl = bool(letters and min(c.level for c in letters) % 2)
    return Line(tuple(glyphs), numbers[-1], pen, ink_box, rtl)


# Letters of one face and direction, and the index of their first.
_Run = tuple[int, Sequence[Cluster]]


def _runs(letters: Sequence[Cluster]) -> list[_Run]:
    runs: list[_Run] = []
    start = 0
    for _, group in groupby(letters, key=lambda c: (c.face, c.level)):
        run = list(group)
        runs.append((start, run))
        start += len(run)
    return runs


def _reversed_from(runs: list[_Run], level: int) -> list[_Run]:
    ordered: list[_Run] = []
    for high, group in groupby(runs, key=lambda run: run[1][0].level >= level):
        found = list(group)
        ordered += found[::-1] if high else found
    return ordered


def _shaped(
    face: hb.Font, run: Sequence[Cluster], style: Style
) -> list[tuple[hb.GlyphInfo, hb.GlyphPosition]]:
    buffer = hb.Buffer()
    buffer.add_str("".join(c.text for c in run))
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run[0].level % 2 else "ltr"
    buffer.language = style.locale
    hb.shape(face, buffer)
    return list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))


def advances(letters: Sequence[Cluster], style: Style) -> list[float]:
    """Return the advance of each cluster in ems, shaped among its neighbours."""
    widths = [0.0] * len(letters)
    for start, run in _runs(letters):
        face = faces(style)[run[0].face]
        ends = list(accumulate(len(c.text) for c in run))
        for info, at in _shaped(face, run, style):
            widths[start + bisect_right(ends, info.cluster)] += at.x_advance / face.face.upem
    return widths


def may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two clusters: at blanks, hyphens, and in CJK text."""
    if after == " " or after[0] in NO_START or before[0] in NO_END:
        return False
    if before in (" ", "\u200b") or before[-1] in "-‐–—/":
        return before == " " or before[-1] not in "-/" or after[0].isalpha()
    return _ideographic(before[0]) or _ideographic(after[0])


def _ideographic(char: str) -> bool:
    """Say whether a letter is written without blanks (Hangul is not: Korean breaks at blanks)."""
    return (
        "\u2e80" <= char <= "\u312f"
        or "\u31a0" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uff9f"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def wrap(
    letters: Sequence[Cluster], widths: Sequence[float], limit: float, anywhere: bool = False
) -> list[tuple[int, int]] | None:
    """Break a paragraph into as few lines of at most `limit` ems as can be, balanced in length.

    Returns (first, end) cluster indices without the blanks at line ends, or None where a word is
    wider than `limit`; with `anywhere` such a word is broken between its letters.
    """
    first = _greedy(letters, widths, limit, anywhere)
    if first is None or len(first) < 2:
        return first
    low, high = limit / 2, limit
    best = first
    for _ in range(12):
        middle = (low + high) / 2
        tried = _greedy(letters, widths, middle, anywhere)
        if tried is not None and len(tried) == len(first):
            best, high = tried, middle
        else:
            low = middle
    return best


def _greedy(
    letters: Sequence[Cluster], widths: Sequence[float], limit: float, anywhere: bool
) -> list[tuple[int, int]] | None:
    lines: list[tuple[int, int]] = []
    start, chance, index = 0, 0, 0
    used = 0.0
    while index < len(letters):
        if index > start and may_break(letters[index - 1].text, letters[index].text):
            chance = index
        used += widths[index]
        if used > limit and letters[index].text != " " and index > start:
            if chance <= start:
                if not anywhere:
                    return None
                chance = index
            lines.append(_trimmed(letters, start, chance))
            start = index = chance
            used = 0.0
            continue
        if used > limit and not anywhere and letters[index].text != " ":
            return None
        index += 1
    lines.append(_trimmed(letters, start, len(letters)))
    return lines


def _trimmed(letters: Sequence[Cluster], start: int, end: int) -> tuple[int, int]:
    while end > start and letters[end - 1].text == " ":
        end -= 1
    return start, end
