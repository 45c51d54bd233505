"""How words are spoken: whole words, in the case meant, in any script; files and their layers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.edit_lists import edit_lists
from build.errors import UserError
from build.lexicon import Lexicon
from build.lexicon_files import Lexicons, read_lexicon
from unit.test_plan import SCRIPT, plan

ENTRIES = {
    "NASA": "nasa",
    "Nice": "nis",
    "km": "kilómetros",
    "km/h": "kilómetros por hora",
    "C": "ce",
    "C++": "ce más más",
    "%": "por ciento",
    "New York Times": "niu york taims",
    "la gran manzana": "nueva york",
    "vamos a ver": "veamos",
    "café": "cafè",
    "aujourd'hui": "ojurdui",
    "東京": "とうきょう",
    "AI": "ei ai",
    "كتاب": "كِتاب",
    "कम": "कम्म",
    "🎬": "acción",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("La NASA, hoy", "La|nasa,|hoy"),
        ("nasa Nasa", None),
        ("Nice, NICE y nice", "nis,|nis|y|nice"),
        ("KM/H, Km/h", "kilómetros por hora,|kilómetros por hora"),
        ("5km y 2,5 km.", "5 kilómetros|y|2,5|kilómetros."),
        ("skm kmh", None),
        ("¿C, C++ o C++20?", "¿ce,|ce más más|o|ce más más 20?"),
        ("un 97% más", "un|97 por ciento|más"),
        ("El «New York Times», sí", "El|«niu|york|taims»,|sí"),
        ("en la gran\n manzana.", "en||nueva|york."),
        ("(¡Vamos a ver!)", "||(¡veamos!)"),
        ("CAFÉ, cafe\u0301s, cafe\u0301", "cafè,|cafés,|cafè"),
        ("l’café d'aujourd’hui", "l’cafè|d'ojurdui"),
        ("東京タワーのAIは", "とうきょうタワーのei aiは"),
        ("كتابي كتاب، هنا", "كتابي|كِتاب،|هنا"),
        ("कमी कम", "कमी|कम्म"),
        ("Ya: 🎬!", "Ya:|acción!"),
        ("C, C\u0300", "ce,|C\u0300"),  # an accented letter that is one in no alphabet
        ("", None),
        (" \n ", None),
    ],
)
def test_words_are_spoken_as_the_lexicon_says(text: str, said: str | None) -> None:
    assert Lexicon(ENTRIES).spoken(text) == (said if said is None else said.split("|"))


def test_the_entry_as_it_stands_wins_over_the_one_for_any_case() -> None:
    lexicon = Lexicon({"us": "as", "US": "iu es", "Us": "ass"})
    assert lexicon.spoken("us US Us uS") == ["as", "iu es", "ass", "as"]


def test_a_word_that_is_spoken_as_written_changes_nothing() -> None:
    assert Lexicon({"NASA": "NASA"}).spoken("La NASA") is None
    assert Lexicon({}).spoken("La NASA") is None


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(lambda t: t.strip())
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@settings(max_examples=50)
@given(st.dictionaries(WORDS, WORDS, max_size=4), TEXTS)
def test_there_is_a_part_for_each_written_word_and_a_word_behind_every_empty_one(
    entries, text
) -> None:
    parts = Lexicon(entries).spoken(text)
    if parts is not None:
        assert len(parts) == len(text.split())
        assert parts[-1]
        assert all(part == " ".join(part.split()) for part in parts)


@given(st.lists(st.sampled_from(["agua", "NASA", "nasa", "mar", "km/h", "Niza"]), max_size=9))
def test_exactly_the_lines_that_hold_the_word_change(words) -> None:
    said = Lexicon({"NASA": "nasa", "km/h": "a tope"}).spoken(" ".join(words))
    expected = [{"NASA": "nasa", "km/h": "a tope"}.get(word, word) for word in words]
    assert said == (expected if expected != words else None)


@given(TEXTS)
def test_a_line_without_the_word_stays_as_it_is(text) -> None:
    assert Lexicon({"zxqzxq": "otra"}).spoken(text.replace("zxq", "")) is None


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- NASA", "a list was found, {…} is wanted"),
        ("NASA:", "NASA: it is empty, text is wanted"),
        ("NASA: {es: nasa}", "line 1: 'NASA' is a list or an object, a word is wanted"),
        ("NASA: a\nkm: b\nNASA: c", "line 3: the entry 'NASA' stands twice; keep one"),
        ("[a]: b", "line 1: a list or an object stands where a word is wanted"),
        ("@home: casa", "is not YAML: line 1, column 1: "),
        ('NASA: "a\\u0007"', "NASA: it holds a control character"),
    ],
)
def test_a_mistake_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = write(tmp_path / "lexicon.es.yaml", text)
    with pytest.raises(UserError) as caught:
        read_lexicon(path)
    assert str(caught.value).startswith(str(path))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_stay_the_text_they_are(tmp_path: Path) -> None:
    path = write(
        tmp_path / "lexicon.es.yaml", "# nothing\nno: nou\n10: deu\n1:30: la una\nC++: ce\n"
    )
    assert read_lexicon(path) == {"no": "nou", "10": "deu", "1:30": "la una", "C++": "ce"}
    assert read_lexicon(write(path, "# comments alone\n")) == {}


def test_project_lies_over_general_and_track_over_language(tmp_path: Path) -> None:
    write(tmp_path / "lexicon.es.yaml", "a: 1\nb: 1\nc: 1\nd: 1")
    write(tmp_path / "lexicon.es_free.yaml", "b: 2\nc: 2\nd: 2")
    write(tmp_path / "ocean/lexicon.es.yaml", "c: 3\nd: 3")
    write(tmp_path / "ocean/lexicon.es_free.yaml", "d: 4")
    lexicons = Lexicons(tmp_path)
    for project, track, said in [
        (None, "es", "1111"),
        (None, "es_free", "1222"),
        ("ocean", "es", "1133"),
        ("ocean", "es_free", "1234"),
        ("other", "es", "1111"),
    ]:
        assert lexicons.of(project, track, "es").spoken("a b c d") == list(said)
    assert lexicons.of("ocean", "en", "en").spoken("a b c d") is None


def voices(made: Any) -> dict[str, list[str]]:
    (episode,) = made.episodes.values()
    return {name: [take.stem for take in track.voices] for name, track in episode.tracks.items()}


def test_an_entry_renames_exactly_the_voices_it_changes(tmp_path: Path) -> None:
    own = {"scripts": str(tmp_path)}
    before = voices(plan(tmp_path, **own))
    write(tmp_path / "lexicon.es.yaml", "Dos: doos\ntres: x")
    made = plan(tmp_path, **own)
    after = voices(made)
    assert after["es"][0] == before["es"][0]
    assert after["es"][1] != before["es"][1]
    assert {**after, "es": []} == {**before, "es": []}
    # What is shown stays as it is written.
    (shown,) = (
        document for path, document in edit_lists(made) if path.match("es/edit.subtitles.json")
    )
    assert shown["scenes"][1]["text"] == "Dos."
    assert "doos" not in json.dumps(shown)
    write(tmp_path / "lexicon.es.yaml", "tres: x")
    assert voices(plan(tmp_path, **own)) == before


def test_a_mistake_stops_the_build_and_in_a_project_that_project(tmp_path: Path) -> None:
    own = {"scripts": str(tmp_path)}
    write(tmp_path / "ocean/SAGA_01_Episode_01.json", json.dumps(SCRIPT))
    write(tmp_path / "ocean/lexicon.ca.yaml", "un:")
    made = plan(tmp_path, **own)
    assert list(made.episodes) == ["S01E01"]
    (refusal,) = made.refusals
    assert refusal.folder == "ocean/S01E01"
    assert refusal.sentence.endswith("ocean/lexicon.ca.yaml, un: it is empty, text is wanted")
    write(tmp_path / "lexicon.en.yaml", "one: [")
    with pytest.raises(UserError, match=r"lexicon\.en\.yaml is not YAML"):
        plan(tmp_path, **own)


def test_a_file_that_no_track_reads_is_told(tmp_path: Path) -> None:
    write(tmp_path / "lexicon.sp.yaml", "a: b")
    write(tmp_path / "lexicon.es_free.yaml", "a: b")
    notes = plan(tmp_path, scripts=str(tmp_path)).notes
    assert [note for note in notes if "lexicon" in note] == [
        f"{tmp_path}/lexicon.sp.yaml is read by no track: name it like lexicon.ca.yaml"
    ]
