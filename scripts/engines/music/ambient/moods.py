"""What the words of a prompt mean in music: mode, tempo, progressions and colours of each mood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

IONIAN = (0, 2, 4, 5, 7, 9, 11)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)
MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
AEOLIAN = (0, 2, 3, 5, 7, 8, 10)

Progression = tuple[int, ...]  # degrees of the scale, the tonic is 1


@dataclass(frozen=True)
class Mood:
    """How a bed of one mood is written. Shares are 0 to 1 unless a unit is given."""

    words: str  # stems, in English, Spanish and Catalan; of four letters or fewer: whole words
    scale: tuple[int, ...]
    bpm: float
    beats: int  # a chord's length
    home: tuple[Progression, ...]  # progressions of the A sections
    away: tuple[Progression, ...]  # progressions of the B sections
    register: float  # the pads' middle, MIDI
    bright: float  # how much of the pads' upper partials is heard
    melody: float  # share of chords with a phrase over them
    arpeggio: float  # share of chords with broken chords under them
    bass: float
    air: float  # breath of noise, like surf or wind
    space: float  # reverberation time in seconds
    pulse: int = 0  # bass strokes in a chord; 0 holds it


# Words; scale, bpm, beats, home, away; register, bright, melody, arpeggio, bass, air, space, pulse.
MOODS: dict[str, Mood] = {
    "calm": Mood(
        "calm calma calmado tranquil seren peace pacifi relax suau suaus suave gentl soft softl "
        "dolc dolca dulce quiet sleep medita quietud repos pau paz slow lent lento",
        IONIAN, 58, 8, ((1, 4, 6, 5), (1, 3, 4, 1), (6, 4, 1, 5)), ((4, 1, 2, 5), (2, 6, 4, 5)),
        60, 0.30, 0.50, 0.15, 0.70, 0.10, 3.2,
    ),
    "warm": Mood(
        "warm warmt cozy cosy calid home hogar llar tender tiern tendr love amor amable acoust "
        "intim nostal famil",
        MIXOLYDIAN, 62, 8, ((1, 7, 4, 1), (1, 5, 4, 1), (6, 4, 1, 7)), ((4, 2, 7, 1), (2, 4, 1, 7)),
        57, 0.34, 0.50, 0.35, 0.85, 0.04, 2.6,
    ),
    "hopeful": Mood(
        "hope hopef esperan inspir uplift optimi futur dawn alba amane dream sueñ sueño somni "
        "motiv progre discover descub",
        IONIAN, 72, 8, ((1, 5, 6, 4), (6, 4, 1, 5), (1, 6, 4, 5)), ((4, 5, 6, 1), (2, 4, 6, 5)),
        62, 0.48, 0.60, 0.55, 0.75, 0.05, 2.8,
    ),
    "bright": Mood(
        "bright happy happi cheer joy joyful alegr feliz felic brill playful jugue divert fun "
        "sunny sol llumin lumino summer verano estiu energ upbeat",
        LYDIAN, 80, 8, ((1, 2, 6, 5), (1, 5, 2, 1), (6, 2, 1, 5)), ((3, 6, 2, 1), (6, 5, 2, 5)),
        64, 0.58, 0.65, 0.75, 0.65, 0.03, 2.3,
    ),
    "sad": Mood(
        "sad sadness trist melanc grief duelo lonely solitu solitari rain rainy lluvi pluja loss "
        "farewell adios adeu",
        AEOLIAN, 54, 8, ((1, 6, 3, 7), (1, 4, 6, 5), (6, 7, 1, 1)), ((4, 1, 6, 7), (3, 7, 4, 1)),
        58, 0.24, 0.55, 0.15, 0.70, 0.07, 3.4,
    ),
    "mysterious": Mood(
        "myster mister enigm secret ancien antigu antic fog foggy niebla boira magic fantas curio "
        "unknown descono arcan strang noir",
        DORIAN, 60, 8, ((1, 4, 1, 7), (1, 2, 4, 1), (1, 3, 4, 2)), ((7, 4, 3, 2), (4, 7, 5, 1)),
        58, 0.30, 0.50, 0.30, 0.75, 0.14, 3.6,
    ),
    "dark": Mood(
        "dark darke darkn oscur fosc fosca sombr ombri omino sinis horror terror fear fearf miedo "
        "grim doom night noche nit shadow",
        PHRYGIAN, 50, 8, ((1, 2, 1, 7), (1, 6, 2, 1), (1, 4, 2, 1)), ((6, 7, 4, 2), (4, 2, 7, 1)),
        55, 0.16, 0.35, 0.05, 1.00, 0.16, 3.8,
    ),
    "tense": Mood(
        "tense tensi tenso tensa suspen urgen danger peligr perill anxi anxie ansie thrill chase "
        "crisis nervi conflict war guerr storm torment",
        AEOLIAN, 84, 8, ((1, 6, 1, 5), (1, 6, 4, 1), (1, 3, 6, 7)), ((6, 7, 4, 5), (4, 6, 7, 5)),
        55, 0.32, 0.30, 0.65, 0.95, 0.08, 2.4, 8,
    ),
    "epic": Mood(
        "epic epica epico epopey epopei cinema heroi hero grand grande majest trailer triumph "
        "triunf glori power podero orchest orquest monument advent avent",
        AEOLIAN, 70, 8, ((1, 6, 3, 7), (6, 7, 1, 5), (1, 3, 7, 4)), ((4, 6, 7, 5), (6, 3, 4, 7)),
        57, 0.50, 0.50, 0.50, 1.00, 0.05, 3.4, 4,
    ),
    "ocean": Mood(
        "ocea ocean mar sea marin water agua aigua wave ola ona onades beach playa platja river "
        "rio riu underwat submar whale ballen natur",
        DORIAN, 52, 8, ((1, 7, 4, 1), (1, 4, 3, 7), (3, 4, 1, 1)), ((7, 3, 4, 5), (4, 5, 1, 7)),
        58, 0.32, 0.40, 0.30, 0.80, 0.42, 3.8,
    ),
    "space": Mood(
        "space espac espai cosm cosmo cosmi galax star starry estrel estel planet univer nebul "
        "astro orbit sci-fi scifi scienc cienci tech techno tecno robot cyber digital",
        LYDIAN, 50, 8, ((1, 2, 1, 5), (1, 3, 2, 1), (6, 2, 3, 1)), ((3, 2, 6, 5), (6, 5, 2, 3)),
        61, 0.40, 0.40, 0.25, 0.80, 0.18, 4.0,
    ),
}  # fmt: skip


def mood_of(prompt: str) -> Mood:
    """Return the mood the prompt names most often, tinted by the second; calm where none is.

    Of equals, the one named first leads. The tint moves tempo and colours, not the harmony.
    """
    words = re.findall(r"[a-z-]+", _plain(prompt))
    hits: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for name, mood in MOODS.items():
            if any(_means(word, stem) for stem in _plain(mood.words).split()):
                hits.setdefault(name, []).append(place)
    ranked = sorted(hits, key=lambda name: (-len(hits[name]), hits[name][0]))
    if not ranked:
        return MOODS["calm"]
    mood = MOODS[ranked[0]]
    return _tinted(mood, MOODS[ranked[1]]) if len(ranked) > 1 else mood


def _means(word: str, stem: str) -> bool:
    return word.startswith(stem) if len(stem) > 4 else word in (stem, stem + "s")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _tinted(mood: Mood, tint: Mood) -> Mood:
    def between(one: float, other: float) -> float:
        return 0.65 * one + 0.35 * other

    return replace(
        mood,
        bpm=between(mood.bpm, tint.bpm),
        register=between(mood.register, tint.register),
        bright=between(mood.bright, tint.bright),
        melody=between(mood.melody, tint.melody),
        arpeggio=between(mood.arpeggio, tint.arpeggio),
        bass=between(mood.bass, tint.bass),
        air=max(mood.air, 0.8 * tint.air),
        space=between(mood.space, tint.space),
    )
