"""Chords that move: the form of a piece, its progressions, and voice-led voicings of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from engines.music.ambient.moods import Mood, Progression

# A chord's length beside its neighbours'; the sum of each row is its length.
_RHYTHMS = ((1.0, 1.0, 1.0, 1.0), (1.25, 0.75, 1.0, 1.0), (1.0, 1.0, 1.25, 0.75))
# Related keys, in semitones: a fifth up or down, a whole tone down.
_KEYS = (0, 7, -5, 5, -2)
_CHORDS_A_SECTION = 4
_SECTIONS_A_CYCLE = 4


@dataclass(frozen=True)
class Chord:
    """A chord on the beat grid. `root` and `tones` are pitch classes, `scale` the key's."""

    start: float  # beats
    beats: float
    root: int
    tones: tuple[int, ...]  # four, the root first
    scale: tuple[int, ...]  # seven


@dataclass(frozen=True)
class Section:
    """A stretch of chords. Sections of one `letter` share their material; `force` is 0 to 1."""

    letter: str
    force: float
    chords: tuple[Chord, ...]


def write_form(mood: Mood, seconds: float, rng: np.random.Generator) -> list[Section]:
    """Return the sections of the piece: A A' B A'', and for long pieces other cycles of the same.

    Cycles after the first bring new progressions in related keys; the last comes home.
    """
    wished = mood.beats * 60 / mood.bpm * rng.uniform(0.94, 1.06)
    count = max(2, round(seconds / wished))
    parts = max(1, round(count / _CHORDS_A_SECTION))
    if parts > _SECTIONS_A_CYCLE:  # whole cycles, so that the piece never ends in mid-form
        parts = _SECTIONS_A_CYCLE * round(parts / _SECTIONS_A_CYCLE)
    sizes = _split(count, parts)
    tonic = int(rng.integers(12))
    cycles = -(-len(sizes) // _SECTIONS_A_CYCLE)
    material: dict[str, Progression] = {}
    sections: list[Section] = []
    beat = 0.0
    for index, size in enumerate(sizes):
        cycle, place = divmod(index, _SECTIONS_A_CYCLE)
        if place == 0:
            away = 0 < cycle < cycles - 1
            key = tonic + int(rng.choice(_KEYS)) if away else tonic
            names = f"A{cycle % 5}", f"B{cycle % 5}"
        letter = names[1] if place == 2 else names[0]
        known = letter in material
        if not known:
            bank = mood.away if place == 2 else mood.home
            material[letter] = bank[int(rng.integers(len(bank)))]
        degrees = _stretched(material[letter], size)
        if known:
            degrees = _varied(degrees, mood.scale, rng)
        rhythm = _RHYTHMS[int(rng.integers(len(_RHYTHMS)))]
        chords = []
        for slot, degree in enumerate(degrees):
            beats = mood.beats * rhythm[slot % 4]
            chords.append(_chord(degree, mood.scale, key, beat, beats, rng))
            beat += beats
        force = (0.70, 0.85, 1.0, 0.75)[place] * rng.uniform(0.94, 1.06)
        sections.append(Section(letter, force, tuple(chords)))
    return sections


def _split(count: int, parts: int) -> list[int]:
    return [count * (part + 1) // parts - count * part // parts for part in range(parts)]


def _stretched(degrees: Progression, size: int) -> list[int]:
    if size < len(degrees):
        return [*degrees[: size - 1], degrees[-1]]
    more = [degree for degree in degrees if degree != degrees[-1]]
    return [*degrees, *more[1:], *more][:size]


def _varied(degrees: Sequence[int], scale: tuple[int, ...], rng: np.random.Generator) -> list[int]:
    """Return the progression with one inner chord replaced by its relative a third away."""
    varied = list(degrees)
    if len(varied) > 2 and rng.random() < 0.75:
        slot = int(rng.integers(1, len(varied) - 1))
        other = (varied[slot] - 1 + int(rng.choice((-2, 2)))) % 7 + 1
        beside = (varied[slot - 1], varied[slot + 1])
        if _fifth(other, scale) == 7 and other not in beside:
            varied[slot] = other
    return varied


def _degree(number: int, scale: tuple[int, ...]) -> int:
    octave, step = divmod(number - 1, 7)
    return scale[step] + 12 * octave


def _fifth(degree: int, scale: tuple[int, ...]) -> int:
    return _degree(degree + 4, scale) - _degree(degree, scale)


def _chord(
    degree: int,
    scale: tuple[int, ...],
    key: int,
    start: float,
    beats: float,
    rng: np.random.Generator,
) -> Chord:
    """Return a four-note chord: with its seventh, its ninth, or the second for the third."""
    ninth = _degree(degree + 8, scale) - _degree(degree, scale) - 12
    colour = rng.choice(("seventh", "ninth", "open"), p=(0.4, 0.4, 0.2))
    steps = (0, 2, 4, 6)
    if ninth == 2 and colour == "ninth":
        steps = (0, 2, 4, 8)
    elif ninth == 2 and colour == "open":
        steps = (0, 1, 4, 6)
    elif _degree(degree + 6, scale) - _degree(degree, scale) == 11 and rng.random() < 0.3:
        steps = (0, 2, 4, 7)  # a plain triad with its root doubled
    tones = tuple((_degree(degree + step, scale) + key) % 12 for step in steps)
    return Chord(start, beats, tones[0], tones, tuple((step + key) % 12 for step in scale))


def voice(
    chord: Chord, before: Sequence[int] | None, middle: float, rng: np.random.Generator
) -> tuple[int, ...]:
    """Return the chord's four voices as ascending MIDI notes, moving little from those `before`.

    Every spread within an octave of the middle is tried. Costs: distance moved, leaps of the top
    voice, drift from the middle, semitone clashes, and close intervals low down.
    """
    low, high = max(45, round(middle) - 11), round(middle) + 13
    choices = [[note for note in range(low, high) if note % 12 == tone] for tone in chord.tones]
    best: tuple[int, ...] = ()
    least = float("inf")
    for candidate in product(*choices):
        notes = tuple(sorted(candidate))
        gaps = [above - below for below, above in pairwise(notes)]
        cost = 0.25 * abs(sum(notes) / 4 - middle) + 0.35 * rng.random()
        cost += sum(9.0 for gap in gaps if gap < 2)
        cost += sum(2.5 for gap, note in zip(gaps, notes, strict=False) if gap < 4 and note < 55)
        cost += sum(1.2 * (gap - 9) for gap in gaps if gap > 9)
        if before is not None:
            cost += 0.5 * sum(abs(one - two) for one, two in zip(notes, before, strict=True))
            cost += 0.5 * max(0, abs(notes[-1] - before[-1]) - 3)
        if cost < least:
            best, least = notes, cost
    return best
