"""How many mistakes in voices the ear names: `make bench-listening`, the table in docs/listening.md

    PYTHONPATH=scripts .venv/bin/python -m bench.listening --lines 25

Kokoro speaks every line by two voices a language, and the ear hears each take once. Then mistakes
are put in by chance, into what was heard: words are taken away, replaced by another line's, or such
are put in. What is heard of a take that leaves words out is the words that are left.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from bench.film import ROOT
from bench.listening_lines import LOCALES, VOICES, lines
from build.hearing_findings import is_named, limit_of
from engines.base import Word
from engines.ear import whisper
from engines.ear.compare import Comparison, compare
from engines.ear.sounds import sounds_of
from engines.speech import kokoro
from models.assembly import fetch_file_model
from models.catalogue import FileModel, read_catalogue

_LEFT = 3  # words of a line that a mistake leaves as they are, at the least


@dataclass(frozen=True)
class Hearing:
    """A line, the words that the ear heard in its take, and how many seconds that lasts."""

    language: str
    text: str
    words: list[Word]
    seconds: float

    def beside(self, words: Sequence[Word]) -> Comparison:
        """Return how `words` differ from what is written."""
        locale = LOCALES[self.language]
        return compare(self.text, words, self.seconds, self.language, sounds_of(locale))


# Puts a mistake into words heard, with the words of another line at hand; None: there are too few.
Mistake = Callable[[random.Random, list[Word], list[Word]], list[Word] | None]


def missing(count: int) -> Mistake:
    """Return the mistake of `count` words in a row left out."""
    return lambda chance, words, other: _put(chance, words, count, [])


def replaced(count: int) -> Mistake:
    """Return the mistake of `count` words in a row that are another line's."""

    def put(chance: random.Random, words: list[Word], other: list[Word]) -> list[Word] | None:
        return _put(chance, words, count, other[:count]) if len(other) >= count else None

    return put


def half_added(chance: random.Random, words: list[Word], other: list[Word]) -> list[Word] | None:
    """Put in half as many words again, another line's."""
    count = len(words) // 2
    return _put(chance, words, 0, other[:count]) if len(other) >= count else None


def another(chance: random.Random, words: list[Word], other: list[Word]) -> list[Word]:
    """Return another line for this one."""
    return other


MISTAKES: dict[str, Mistake] = {
    **{f"{count} word{'s'[: count > 1]} missing": missing(count) for count in (1, 2, 3, 4, 6)},
    **{f"{count} words replaced": replaced(count) for count in (4, 6)},
    "half of the words added": half_added,
    "another line": another,
}


def main() -> None:
    """Speak, hear, put mistakes in, and print the table."""
    parser = argparse.ArgumentParser(description="Tell which mistakes in voices the ear names.")
    parser.add_argument("--lines", type=int, default=4, help="of a language, at most 25")
    parser.add_argument("--seed", type=int, default=0, help="for where the mistakes are")
    asked = parser.parse_args()
    hearings = heard(asked.lines)
    print(table(hearings, asked.seed))


def heard(count: int) -> list[Hearing]:
    """Return what the ear hears in the takes of `count` lines a language."""
    models = fetched()
    voice, ear = kokoro.load({}, models), whisper.load({}, models)

    def hear(wish: tuple[str, str, str]) -> Hearing:
        language, name, text = wish
        spec = {"text": text, "voice": name, "locale": LOCALES[language], "speed": 1.0}
        speech = voice.speak(spec)
        found = ear.listen(speech.samples, speech.rate, LOCALES[language])
        return Hearing(language, text, found.words, len(speech.samples) / speech.rate)

    wishes = [
        (language, name, text)
        for language, names in VOICES.items()
        for text in lines(language)[:count]
        for name in names
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(hear, wishes))


def fetched() -> Path:
    """Return the models folder with Kokoro and Whisper in it."""
    for name, model in read_catalogue(ROOT / "config/models.yaml").items():
        if name.split("/")[0] in ("kokoro", "whisper") and isinstance(model, FileModel):
            fetch_file_model(model, ROOT / "models")
    return ROOT / "models"


def table(hearings: Sequence[Hearing], seed: int) -> str:
    """Return how many takes are named as they are, and with each mistake put into them."""
    chance = random.Random(seed)
    plain = [one.beside(one.words) for one in hearings]
    differ = sum(bool(found.differences) for found in plain)
    rows = [_row(f"as they are ({differ} with a difference)", map(_named, plain))]
    for name, mistake in MISTAKES.items():
        told = []
        for one in hearings:
            others = [o for o in hearings if o.language == one.language and o.text != one.text]
            words = mistake(chance, one.words, chance.choice(others).words)
            if words is not None:
                told.append(_named(one.beside(words)))
        rows.append(_row(name, told))
    return "\n".join(["| | takes named |", "|---|---|", *rows])


def _named(found: Comparison) -> bool:
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    limit = limit_of(config["ear"]["limits"], "kokoro", "")
    return is_named(asdict(found), limit)


def _row(name: str, named: Iterable[bool]) -> str:
    told = list(named)
    return f"| {name} | {sum(told)} of {len(told)} |"


def _put(
    chance: random.Random, words: list[Word], count: int, instead: Sequence[Word]
) -> list[Word] | None:
    """Return `words` with `instead` for `count` of them in a row, None where too few would stay."""
    if len(words) < count + _LEFT:
        return None
    place = chance.randrange(len(words) - count + 1)
    at = words[min(place, len(words) - 1)]
    said = [Word(word.text, at.start, at.end) for word in instead]
    return [*words[:place], *said, *words[place + count :]]


if __name__ == "__main__":
    main()
