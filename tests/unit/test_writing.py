"""Texts, where their scripts may be laid, and what a writer is asked to answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from build.episodes import read_episodes
from build.errors import UserError
from build.files import write_text
from build.writing import Text, free_output, read_record, read_texts, standing
from build.writing_place import place_script
from engines.writer.answer import read_answer, unfenced, wanted_schema
from writer.scripts import answer

# All that Gemini takes, says its API.
_TAKEN = {"type", "description", "enum", "items", "properties", "required", "additionalProperties"}


def text(words: str = "words", name: str = "SAGA_01_Episode_02.md") -> Text:
    return Text(Path("scripts_text", name), "S01E02", words)


def place(folder: Path, output: Path, of: Text, script: dict[str, Any] | None = None) -> str:
    """Lay a script for `of`."""
    take = folder / "take.json"
    write_text(take, json.dumps(script or answer()))
    sidecar = folder / "take.made.json"
    write_text(sidecar, json.dumps({"spec": {"engine": "gemini"}, "made_by": {"tokens_in": 1}}))
    main = folder / "SAGA_01_Episode_02.json"
    about = {"script": str(main), "source": str(of.source), "text": of.digest}
    return place_script(take, sidecar, output, about)


def schemas(part: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [*part.get("properties", {}).values(), *filter(None, [part.get("items")])]
    return [part, *(found for schema in inner for found in schemas(schema))]


def test_the_schema_of_an_answer_is_small_and_asks_for_every_language() -> None:
    schema = wanted_schema(["es", "pt-BR"])
    Draft202012Validator.check_schema(schema)
    for part in schemas(schema):
        assert set(part) <= _TAKEN
        if part["type"] == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False
    assert list(schema["properties"]["title"]["properties"]) == ["es", "pt-BR"]
    assert set(schema["properties"]["scenes"]["items"]["properties"]) == {"text", "image_prompt"}
    assert set(schema["properties"]["music"]["properties"]) == {"prompt"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"music": {"file": "/etc/passwd"}}, "answer, music: there is no key 'file'"),
        ({"scenes": []}, "answer, scenes: it is empty"),
        ({"title": {"es": "Agua"}}, "answer, title: en is missing; add it"),
        ({"style": "\u0007"}, "answer, style: it holds a control character"),
        ({"saga": 3}, "answer: there is no key 'saga'"),
        ({"seo": {}}, "answer, seo: es is missing; add it"),
    ],
)
def test_what_keeps_an_answer_from_being_an_episode(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer(**change)), encoding="utf-8")
    mistakes = read_answer(path, ["es", "en"])[1]
    assert any(mistake.startswith(said) for mistake in mistakes), mistakes


def test_a_whole_answer_has_no_mistakes_and_is_an_episode(tmp_path: Path) -> None:
    path = tmp_path / "SAGA_01_Episode_02.json"
    path.write_text(json.dumps(answer(["es", "pt-BR"])), encoding="utf-8")
    assert read_answer(path, ["es", "pt-BR"])[1] == []
    episodes, refusals = read_episodes(tmp_path)
    assert [episode.id for episode in episodes] == ["S01E02"]
    assert refusals == []


@given(st.text("`json\n {}"))
def test_only_a_fence_around_all_of_it_is_taken_off(words: str) -> None:
    assert unfenced(f"```json\n{words}\n```") == words
    if not words.strip().startswith("```"):
        assert unfenced(words) == words


def test_texts_are_known_by_their_names(tmp_path: Path) -> None:
    for name, content in {
        "SAGA_01_Episode_02.md": "\ufeffWater.\n\n".encode(),
        "garden/SAGA_01_Episode_02.txt": b"Seeds.",
        "README.md": b"about these",
        "SAGA_01_Episode_03.md": b" \n",
        "SAGA_01_Episode_04.txt": b"\xff\xfe",
        "saga_1_episode_2.txt": b"twice",
        "site/SAGA_01_Episode_01.md": b"reserved",
        ".draft/SAGA_01_Episode_09.md": b"hidden",
        "picture.png": b"",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    texts, refusals = read_texts(tmp_path)
    assert {found.folder: found.words for found in texts} == {
        "S01E02": "Water.",
        "garden/S01E02": "Seeds.",
    }
    said = "\n".join(refusal.sentence for refusal in refusals)
    assert len(refusals) == 5
    for part in (
        "README.md does not say which episode it is: name it like SAGA_01_Episode_22.md",
        "SAGA_01_Episode_03.md is empty",
        "SAGA_01_Episode_04.txt is not UTF-8 text (byte 0)",
        "saga_1_episode_2.txt are both the episode S01E02",
        "a project cannot be called 'site'",
    ):
        assert part in said


def test_a_script_is_written_once_and_never_over(tmp_path: Path) -> None:
    script = tmp_path / "SAGA_01_Episode_02.json"
    assert standing(text(), script, None) == (True, None)
    assert free_output(script) == script
    assert "was written from scripts_text" in place(tmp_path, script, text())
    assert json.loads(script.read_text()) == answer()
    assert read_record(script)["made_by"] == {"tokens_in": 1}
    assert standing(text(), script, None) == (False, None)
    assert standing(text("others"), script, None) == (True, None)
    script.unlink()
    assert standing(text(), script, None) == (True, None)


def test_a_changed_text_becomes_a_proposal_beside_the_script(tmp_path: Path) -> None:
    script = tmp_path / "SAGA_01_Episode_02.json"
    place(tmp_path, script, text())
    first, second = (script.with_name(f"{script.stem}.proposed{n}.json") for n in ("", "-2"))
    assert free_output(script) == first
    assert "was not touched (it is as it was written)" in place(tmp_path, first, text("b"))
    assert standing(text("b"), script, None) == (False, None)
    script.write_text("{}", encoding="utf-8")
    assert free_output(script) == second
    assert "was not touched (it has edits)" in place(tmp_path, second, text("c"))
    assert script.read_text() == "{}"
    # Taking one is moving it; throwing one away does not bring it back.
    second.replace(script)
    first.unlink()
    assert standing(text("c"), script, None) == (False, None)
    assert len(read_episodes(tmp_path)[0]) == 1


def test_a_file_that_appeared_meanwhile_is_not_touched(tmp_path: Path) -> None:
    script = tmp_path / "SAGA_01_Episode_02.json"
    script.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="appeared meanwhile"):
        place(tmp_path, script, text())
    assert script.read_text() == "mine"
    assert read_record(script) == {}


@pytest.mark.parametrize("record", [None, "{", "[]", "{}"])
def test_a_script_of_the_persons_own_is_left_alone(tmp_path: Path, record: str | None) -> None:
    script = tmp_path / "SAGA_01_Episode_02.json"
    script.write_text("{}", encoding="utf-8")
    if record is not None:
        write_text(tmp_path / ".written" / script.name, record)
    wish, note = standing(text(), script, None)
    assert not wish
    assert "`snakemake write` did not write" in (note or "")
    wish, note = standing(text(), tmp_path / "none.json", script)
    assert not wish
    assert f"S01E02 is {script} already" in (note or "")


def test_proposals_are_no_episodes(tmp_path: Path) -> None:
    for name in ("SAGA_01_Episode_02.proposed.json", "SAGA_01_Episode_02.proposed-2.json"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    assert read_episodes(tmp_path) == ([], [])
