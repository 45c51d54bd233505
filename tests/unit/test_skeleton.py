"""What a script's skeleton takes from a text, and what it leaves to the person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.beginning import Beginning, begin_script, find_texts, script_of
from build.episodes import read_episodes
from build.errors import UserError
from build.skeleton import Block, prompt_of, read_told, skeleton
from build.validation import validate
from workflow.channel import HOME

SCHEMA = HOME / "config/schemas/episode.schema.json"
TEXT = """# El *agua*

Casi toda el agua está
en los **océanos**. Y es salada.

## La nube

[cumulus clouds over a coast]
- Allá arriba hace [frío](https://example.org).

---
Y llueve: 2 * 3 * 4 gotas."""


def test_blocks_are_scenes_and_the_first_heading_is_the_title() -> None:
    told = read_told(TEXT)
    assert told.title == "El agua"
    assert told.blocks == (
        Block("Casi toda el agua está en los océanos. Y es salada."),
        Block("Allá arriba hace frío.", "cumulus clouds over a coast", "La nube"),
        Block("Y llueve: 2 * 3 * 4 gotas."),
    )
    assert [prompt_of(block) for block in told.blocks] == [
        "Casi toda el agua está en los océanos",
        "cumulus clouds over a coast",
        "Y llueve: 2 * 3 * 4 gotas",
    ]


@pytest.mark.parametrize(
    ("words", "title", "count"),
    [
        ("The Sea\n\nIt is deep.", "The Sea", 1),
        ("It is deep.\n\nIt is salty.", None, 2),
        ("The Sea", None, 1),
        ("# The Sea", "The Sea", 0),
        ("[a picture]\n\nIt is deep.", None, 1),
        ("1984. Un año.\r\n\r\n水は回る。また降る。", None, 2),
    ],
)
def test_titles_without_a_heading(words: str, title: str | None, count: int) -> None:
    told = read_told(words)
    assert (told.title, len(told.blocks)) == (title, count)


@settings(deadline=None)  # the schema is compiled on the way
@given(st.lists(st.text("añ水z.,!? ", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_every_word_is_said_once_and_in_order(blocks: list[str]) -> None:
    told = read_told("\n\n".join(blocks))
    said = " ".join([told.title or "", *(block.words for block in told.blocks)])
    assert said.split() == " ".join(blocks).split()
    if told.blocks:
        document = skeleton({"es": told}, ["en"], "Title")
        assert validate(document, SCHEMA, "text") == []


def begin(folder: Path, missing: tuple[str, ...] = (), **texts: str) -> str:
    """Begin S01E02 from texts, by language."""
    paths = {language: folder / f"water.{language}.txt" for language in texts}
    for language, words in texts.items():
        paths[language].write_text(words, encoding="utf-8")
    return begin_script(Beginning(script_of("S01E02", folder / "scripts"), paths, missing))


def test_a_script_of_one_language_builds_and_says_what_it_lacks(tmp_path: Path) -> None:
    said = begin(tmp_path, ("en", "ca"), es=TEXT)
    assert "SAGA_01_Episode_02.json has 3 scenes in es, and builds as it stands" in said
    assert 'no text in en, ca yet: write it at "_en" and "_ca" in the title and in every' in said
    assert "2 image prompts are what the scene says first" in said
    (episode,), refusals = read_episodes(tmp_path / "scripts")
    assert (episode.languages, refusals) == ({"es"}, [])

    path = tmp_path / "scripts/SAGA_01_Episode_02.json"
    path.write_text(path.read_text().replace('"_en": ""', '"en": "Water."', 2), encoding="utf-8")
    (refusal,) = read_episodes(tmp_path / "scripts")[1]
    assert "scene 1, text.en: it is there, but not in scenes 2–3" in refusal.sentence
    with pytest.raises(UserError, match="was not touched"):
        begin(tmp_path, es="Otra.")
    assert "océanos" in path.read_text(encoding="utf-8")


def test_texts_in_several_languages_become_one_script(tmp_path: Path) -> None:
    assert "2 scenes in es, en, and builds" in begin(tmp_path, es="Uno.\n\nDos.", en="One.\n\nTwo.")
    (episode,), _ = read_episodes(tmp_path / "scripts")
    assert episode.scenes[1].text == {"es": "Dos.", "en": "Two."}
    assert episode.title == {"es": "Water", "en": "Water"}
    (tmp_path / "scripts/SAGA_01_Episode_02.json").unlink()
    with pytest.raises(UserError, match=r"en\.txt has 1 scenes, and .*es.txt has 2"):
        begin(tmp_path, es="Uno.\n\nDos.", en="One.\nTwo.")
    with pytest.raises(UserError, match="has headings only"):
        begin(tmp_path, es="# Uno")
    with pytest.raises(UserError, match=r"scene 1, text\.es: it holds a control character"):
        begin(tmp_path, es="Uno\u0007.")
    assert not (tmp_path / "scripts/SAGA_01_Episode_02.json").exists()


def test_a_texts_language_is_in_its_name(tmp_path: Path) -> None:
    for name in ("water.txt", "water.en.txt", "water.ca.md", "v1.2.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    plain, english = tmp_path / "water.txt", tmp_path / "water.en.txt"
    wanted, known = ["es", "en", "ca"], {"es", "en", "ca"}
    assert find_texts(plain, wanted, known) == {"es": plain, "en": english}
    assert find_texts(english, wanted, known) == {"en": english}
    assert find_texts(tmp_path / "v1.2.txt", wanted, known) == {"es": tmp_path / "v1.2.txt"}
    with pytest.raises(UserError, match="there is no file"):
        find_texts(tmp_path / "none.txt", wanted, known)


def test_where_a_script_is_begun() -> None:
    assert script_of("S1E2", Path("s")) == Path("s/SAGA_01_Episode_02.json")
    assert script_of("garden/S01E123", Path("s")) == Path("s/garden/SAGA_01_Episode_123.json")
    # The notes of what is to be done are no part of what is built.
    document = skeleton({"es": read_told("Uno.")}, ["en"], "Agua")
    assert json.loads(json.dumps(document))["title"] == {"es": "Agua", "_en": ""}
