"""The score: every note of a piece, in seconds on a circle as long as the piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engines.music.ambient.harmony import Chord, Section, voice, write_form
from engines.music.ambient.moods import Mood


@dataclass(frozen=True)
class Note:
    """One note. `start` may lie before the beginning or the end run past it: time is a circle."""

    part: str  # pad, bass, bell or pluck
    start: float  # seconds
    length: float  # seconds, without its release
    pitch: int  # MIDI
    level: float
    pan: float  # -1 left to 1 right


def compose(mood: Mood, seconds: float, rng: np.random.Generator) -> list[Note]:
    """Return the notes of a piece of this mood and length, sorted by start."""
    sections = write_form(mood, seconds, rng)
    last = sections[-1].chords[-1]
    beat = seconds / (last.start + last.beats)
    notes = [
        *_pads(sections, mood, rng),
        *_bass(sections, mood),
        *_melody(sections, mood, rng),
        *_arpeggios(sections, mood, rng),
    ]
    timed = [replace(note, start=note.start * beat, length=note.length * beat) for note in notes]
    return sorted(timed, key=lambda note: (note.start, note.pitch, note.part))


def _pads(sections: list[Section], mood: Mood, rng: np.random.Generator) -> Iterator[Note]:
    """Yield four voices; a voice that keeps its pitch is held over, once."""
    voices: tuple[int, ...] | None = None
    held: list[Note | None] = [None] * 4
    for section in sections:
        middle = mood.register + 3 * (section.force - 0.85) / 0.15 * rng.uniform(0.3, 1.0)
        for chord in section.chords:
            voices = voice(chord, voices, middle, rng)
            for index, pitch in enumerate(voices):
                note = held[index]
                tied = note is not None and note.pitch == pitch and note.length <= mood.beats * 1.3
                if note is not None and tied:
                    held[index] = replace(note, length=note.length + chord.beats)
                    continue
                if note is not None:
                    yield note
                pan = (-0.45, 0.4, -0.2, 0.55)[index] * rng.uniform(0.6, 1.0)
                level = (0.9, 0.8, 0.75, 0.7)[index] * (0.55 + 0.45 * section.force)
                held[index] = Note("pad", chord.start, chord.beats, pitch, level, pan)
    yield from (note for note in held if note is not None)


def _bass(sections: list[Section], mood: Mood) -> Iterator[Note]:
    for section in sections:
        for chord in section.chords:
            pitch = 29 + (chord.root - 29) % 12
            level = mood.bass * (0.6 + 0.4 * section.force)
            if not mood.pulse or section.force < 0.8:
                yield Note("bass", chord.start, chord.beats, pitch, level, 0.0)
                continue
            step = mood.beats / mood.pulse
            strokes = max(1, round(chord.beats / step))
            for stroke in range(strokes):
                accent = 1.0 if stroke % 4 == 0 else 0.7
                at = chord.start + stroke * chord.beats / strokes
                yield Note("bass", at, step * 0.6, pitch, level * accent, 0.0)


def _melody(sections: list[Section], mood: Mood, rng: np.random.Generator) -> Iterator[Note]:
    """Yield sparse phrases: each letter has its motifs, which its later sections vary."""
    motifs: dict[str, list[list[tuple[float, int]]]] = {}
    pitch = 72
    for section in sections:
        if section.letter not in motifs:
            motifs[section.letter] = _motifs(mood, rng)
        material = motifs[section.letter]
        for slot, chord in enumerate(section.chords):
            motif = material[slot % len(material)]
            if not motif or rng.random() > 0.5 + 0.5 * section.force:
                continue
            if len(motif) > 2 and rng.random() < 0.35:
                motif = motif[:-1]
            lift = float(rng.choice((0.0, 0.0, 1.0)))
            for index, (at, step) in enumerate(motif):
                ends = index in (0, len(motif) - 1)
                pitch = _step(pitch, step, chord.tones if ends else chord.scale)
                level = 0.5 * rng.uniform(0.75, 1.0) * (0.7 + 0.3 * section.force)
                start = chord.start + at + lift + rng.uniform(-0.03, 0.03)
                pan = rng.uniform(-0.5, 0.5)
                yield Note("bell", start, 0.0, pitch, level, pan)
                yield Note("bell", start + 1.5, 0.0, pitch, level * 0.28, -pan)  # an echo


def _motifs(mood: Mood, rng: np.random.Generator) -> list[list[tuple[float, int]]]:
    """Return a motif or a rest for each of four chords, as many motifs as the mood sings."""
    sung = max(1, min(4, round(4 * mood.melody + rng.uniform(-0.5, 0.5))))
    slots = rng.choice(4, size=sung, replace=False)
    return [_motif(mood.beats, rng) if slot in slots else [] for slot in range(4)]


def _motif(beats: float, rng: np.random.Generator) -> list[tuple[float, int]]:
    """Return (beat, steps from the note before) for one to four notes."""
    count = int(rng.choice((1, 2, 3, 4), p=(0.2, 0.35, 0.3, 0.15)))
    grid = np.arange(1.0, beats - 1.5, 0.5)
    at = np.sort(rng.choice(grid, size=count, replace=False))
    steps = rng.choice((-3, -2, -1, 1, 2, 3), size=len(at), p=(0.08, 0.17, 0.3, 0.25, 0.12, 0.08))
    return [(float(beat), int(step)) for beat, step in zip(at, steps, strict=True)]


def _step(pitch: int, steps: int, tones: Sequence[int]) -> int:
    """Return the note that many steps away along the tones, turned back at the range's ends."""
    ladder = [note for note in range(64, 82) if note % 12 in tones]
    nearest = min(range(len(ladder)), key=lambda index: abs(ladder[index] - pitch))
    wished = nearest + steps
    if not 0 <= wished < len(ladder):
        wished = nearest - steps
    return ladder[min(max(wished, 0), len(ladder) - 1)]


def _arpeggios(sections: list[Section], mood: Mood, rng: np.random.Generator) -> Iterator[Note]:
    """Yield broken chords, half a beat a note, with notes left out so that they breathe."""
    orders = ((0, 1, 2, 3, 2, 1), (0, 2, 1, 3), (3, 1, 2, 0, 1, 2), (0, 1, 3, 2))
    for section in sections:
        order = orders[int(rng.integers(len(orders)))]
        for chord in section.chords:
            if rng.random() > mood.arpeggio * (0.5 + 0.5 * section.force):
                continue
            yield from _broken(chord, order, mood.register, rng)


def _broken(
    chord: Chord, order: Sequence[int], middle: float, rng: np.random.Generator
) -> Iterator[Note]:
    floor = round(middle) - 2
    tones = sorted(floor + (tone - floor) % 12 for tone in chord.tones)
    steps = int(chord.beats * 2)
    for step in range(steps):
        if rng.random() < 0.22:
            continue
        shape = np.sin(np.pi * (step + 1) / (steps + 1))  # swells and fades over the chord
        level = 0.24 * float(shape) * rng.uniform(0.7, 1.0)
        start = chord.start + step / 2 + rng.uniform(-0.02, 0.02)
        pan = 0.6 * float(np.sin(step * 0.9))
        yield Note("pluck", start, 0.0, tones[order[step % len(order)]], level, pan)
