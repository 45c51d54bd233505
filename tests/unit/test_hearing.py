"""What was heard beside what was written: mistakes are found, other spellings are none."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.hearing_findings import is_named, limit_of, sentence
from engines.base import Word
from engines.ear.compare import Comparison, compare
from engines.ear.sounds import sounds_of

sound_of = cache(sounds_of)


def heard(text: str, each: float = 0.4) -> list[Word]:
    """Return the words of `text`, each as long as the others."""
    return [Word(word, i * each, (i + 1) * each) for i, word in enumerate(text.split())]


def listen(locale: str, written: str, said: str) -> Comparison:
    words = heard(said)
    seconds = 0.4 * len(words) + 0.2
    return compare(written, words, seconds, locale.split("-")[0], sound_of(locale))


ALIKE = [
    ("es-ES", "Casi el 97 % del agua.", "casi el noventa y siete por ciento del agua"),
    ("es-ES", "Noventa y siete partes de cada cien.", "97 partes de cada 100."),
    ("es-ES", "En mil novecientos ochenta y cuatro.", "En 1984"),
    ("es-ES", "Va a 30 km/h y pesa 2.500 kg.", "va a treinta kilómetros por hora y pesa 2500 kg"),
    ("es-ES", "Cuesta 20 €; fue el 3.º", "Cuesta veinte euros, fue el tercero."),
    ("es-ES", "¿Quién apagó la luz?", "quien apago la luz"),
    ("es-ES", "La Sra. Jiménez vino.", "La señora Giménez vino."),
    ("es-ES", "El sobre todo vale.", "El sobretodo vale."),
    ("en-US", "Katherine paid five dollars.", "Catherine paid $5."),
    ("en-US", "On January 3rd, 1984, Dr. Smith left.", "On January third 1984 doctor Smith left"),
    ("en-US", "It is 18 °C, or 5% more.", "It is eighteen degrees Celsius or five percent more."),
    ("en-US", "Two million five hundred thousand stars.", "2,500,000 stars"),
    ("en-US", "The thermohaline well-known flow…", "The thermo haline well known flow"),
    ("en-US", "Their grey sea won’t rise.", "There gray see won't rise"),
    ("ca-ES", "Noranta-set parts de l’aigua.", "97 parts de l'aigua"),
    ("ca-ES", "Un col·legi a 10 km.", "un col·legi a deu quilòmetres"),
    ("ja-JP", "水は空へ上る。", "水は 空へ上る"),
    ("ru-RU", "Вода течёт 🎬 вниз.", "вода течет вниз"),
    ("xx", "Tlon uqbar.", "tlön Uqbar"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "written", "said"), ALIKE, ids=lambda text: text[:24])
def test_what_is_written_otherwise_is_no_mistake(locale: str, written: str, said: str) -> None:
    found = listen(locale, written, said)
    assert (found.errors, found.differences) == (0, [])


LINE = "Cada mañana, el sol calienta la superficie del mar, y el agua empieza a subir, invisible."
WRONG = [
    ("", "missing", LINE, ""),
    (LINE.replace(" y el agua empieza a subir,", ""), "missing", "y el agua empieza a subir,", ""),
    (LINE.replace("el sol", "el grillo"), "misread", "sol", "grillo"),
    (LINE.replace("a subir", "a subir de nuevo hoy"), "added", "", "de nuevo hoy,"),
    (LINE.replace(" invisible.", ""), "missing", "invisible.", ""),
]


@pytest.mark.parametrize(("said", "kind", "written", "instead"), WRONG)
def test_a_mistake_is_found_where_it_is(said: str, kind: str, written: str, instead: str) -> None:
    found = listen("es-ES", LINE, said)
    (one,) = found.differences
    assert (one.kind, one.written, one.heard) == (kind, written, instead)
    assert found.errors == max(len(written.split()), len(instead.split()))
    assert found.errors == found.stretch
    assert found.wer == round(found.errors / 16, 4)


CLAUSES = [
    "Las gotas se juntan, crecen y pesan.",
    "Y al fin caen, en forma de lluvia, sobre los valles.",
    "Un día sale de tu grifo y llena tu vaso.",
    "Otra parte se hunde en la tierra y viaja despacio.",
]


@pytest.mark.parametrize("seed", range(12))
def test_a_swapped_sentence_and_a_dropped_clause_are_named(seed: int) -> None:
    chance = random.Random(seed)
    spoken = chance.sample(CLAUSES, 3)
    swapped = [*spoken]
    swapped[chance.randrange(3)] = (set(CLAUSES) - set(spoken)).pop()
    dropped = [*spoken]
    del dropped[chance.randrange(3)]
    written = " ".join(spoken)
    assert is_named(told(listen("es-ES", written, " ".join(swapped))), 0.25)
    assert is_named(told(listen("es-ES", written, " ".join(dropped))), 0.25)
    assert not is_named(told(listen("es-ES", written, " ".join(spoken))), 0.25)


def told(found: Comparison) -> Mapping[str, object]:
    """Return what the file of a hearing tells of `found`."""
    return {**asdict(found), "heard": "…"}


def test_the_written_words_are_at_the_times_they_were_heard() -> None:
    said = "el noventa y siete por ciento sube y 97 luego"
    found = listen("es-ES", "El 97 % sube y noventa y siete caen, luego.", said)
    spans = [(word.text, round(word.start, 2), round(word.end, 2)) for word in found.words]
    assert spans[:5] == [
        ("El", 0.0, 0.4),
        ("97", 0.4, 1.6),
        ("%", 1.6, 2.4),
        ("sube", 2.4, 2.8),
        ("y", 2.8, 3.2),
    ]
    assert (spans[5][1], spans[7][2], spans[8][1:]) == (3.2, 3.6, (3.6, 3.6))  # caen: no time
    assert spans[9] == ("luego.", 3.6, 4.0)


WORDS = ["el", "agua", "97", "%", "—", "sube", "🎬", "1984", "y", "mar,", "sol.", "ñu"]


def test_a_word_of_the_lexicon_is_heard_as_it_is_to_be_said() -> None:
    text, said = "Xóchitl vive en la CDMX.", ["Sóchil", "vive", "en", "la", "ce de eme equis."]
    words = heard("Sochil vive en la ce de eme equis")
    sound = sound_of("es-ES")
    found = compare(text, words, 4.0, "es", sound, said)
    assert (found.errors, [word.text for word in found.words]) == (0, text.split())
    assert (found.words[-1].start, found.words[-1].end) == (1.6, 3.2)
    assert compare(text, words, 4.0, "es", sound).errors > 0


words = st.lists(st.sampled_from(WORDS), max_size=9)


@settings(deadline=None, max_examples=30)
@given(written=words, said=words)
def test_times_are_in_order_and_every_word_has_one(written: list[str], said: list[str]) -> None:
    found = listen("es-ES", " ".join(written), " ".join(said))
    assert [word.text for word in found.words] == written
    times = [time for word in found.words for time in (word.start, word.end)]
    assert all(one <= other + 1e-9 for one, other in pairwise(times))
    assert all(0 <= time <= 0.4 * len(said) + 0.2 for time in times)
    assert (found.errors == 0) == (not found.differences)
    assert listen("es-ES", " ".join(written), " ".join(written)).errors == 0


def test_the_first_wrong_word_of_a_line_is_not_counted() -> None:
    def line(errors: int, words: int) -> dict[str, object]:
        return {"differences": [], "errors": errors, "written_words": words, "stretch": 1}

    assert [is_named(line(n, 8), 0.25) for n in range(6)] == [False] * 4 + [True] * 2
    assert not is_named(line(1, 2), 0.25)
    assert is_named(line(2, 2), 0.25)
    assert not is_named(line(20, 2), None)


def test_the_most_specific_limit_holds() -> None:
    limits = {"default": 0.1, "ca": 0.2, "google": 0.3, "google/ca": None}
    wanted = [("kokoro", "es-ES", 0.1), ("melo", "ca-ES", 0.2), ("google", "en", 0.3)]
    for engine, locale, limit in wanted:
        assert limit_of(limits, engine, locale) == limit
    assert limit_of(limits, "google", "ca-ES") is None


def test_a_finding_is_one_sentence() -> None:
    found = told(listen("es-ES", LINE, LINE.replace(" y el agua empieza a subir,", "")))
    assert sentence(found) == (
        "6 of 16 words wrong, missing at 3.6 s: “y el agua empieza a subir,”; heard “…”"
    )
