"""`snakemake write` for real, against a Gemini on loopback: which jobs ran, what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.channel import Channel
from writer.scripts import answer
from writer.server import Gemini, gemini_server, says

NAME = "SAGA_01_Episode_02"
WRITE = {"write_script": 1, "place_script": 1}


@pytest.fixture
def service(empty: Channel, tmp_path: Path) -> Iterator[Gemini]:
    """Return a running service that the channel's builds ask."""
    with gemini_server() as running:
        running.replies[:] = [says(json.dumps(answer()))]
        empty.variables = {
            "GEMINI_API_KEY": "AIza-secret-key",
            "GOOGLE_GEMINI_BASE_URL": running.address,
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }
        yield running


def says_text(channel: Channel, words: str, name: str = f"{NAME}.md") -> Path:
    """Write a text of the person's."""
    path = channel.folder / "scripts_text" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


def test_scripts_are_written_once_and_edits_are_kept(empty: Channel, service: Gemini) -> None:
    says_text(empty, "Water goes round.")
    readme = says_text(empty, "About these texts.", "README.md")
    script = empty.scripts / f"{NAME}.json"

    run = empty.build("write")
    assert run.rules == {**WRITE, "refuse_text": 1}
    assert run.status == 1
    assert "README.md does not say which episode it is" in run.said
    assert f"scripts_json/{NAME}.json was written from scripts_text/{NAME}.md" in run.said
    assert json.loads(script.read_text()) == answer()
    readme.unlink()

    empty.forget()
    run = empty.build("write")
    assert (run.status, run.rules) == (0, {}), run.said
    assert len(service.requests) == 1

    edited = script.read_text().replace("Escena 1.", "Escena mía.")
    script.write_text(edited, encoding="utf-8")
    says_text(empty, "Water goes round and round.")
    service.replies[:] = [says(json.dumps(answer(count=3)))]
    planned = empty.dry_run("write")
    run = empty.build("write")
    assert planned.jobs == run.jobs
    assert (run.status, run.rules) == (0, WRITE), run.said
    assert f"scripts_json/{NAME}.json was not touched (it has edits)" in run.said
    assert script.read_text() == edited
    proposal = script.with_name(f"{NAME}.proposed.json")
    assert json.loads(proposal.read_text()) == answer(count=3)
    assert len(service.requests) == 2

    script.unlink()
    run = empty.build("write")
    assert run.rules == {"place_script": 1}
    assert json.loads(script.read_text()) == answer(count=3)
    assert len(service.requests) == 2

    plain = empty.dry_run()
    assert "write_script" not in plain.rules
    assert plain.rules["speak_line"] == 6
    # Of all that was written, nothing holds the key.
    files = [path for path in empty.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"secret-key" in path.read_bytes()]


def test_what_cannot_be_written_says_why_and_the_others_are(
    empty: Channel, service: Gemini
) -> None:
    service.replies[:] = [says("{}"), says("{}"), says("{}"), says(json.dumps(answer()))]
    says_text(empty, "First.", "SAGA_01_Episode_01.md")
    run = empty.build("write")
    assert run.status == 1
    assert run.rules == {"write_script": 1}
    assert "gemini wrote no valid script in 3 answers: answer: title is missing; add it" in run.said
    assert len(list(empty.results.glob("logs/scripts/gemini/*.answer-*.json"))) == 3
    run = empty.build("write")
    assert (run.status, run.rules) == (0, WRITE), run.said

    says_text(empty, "Second.", "SAGA_01_Episode_03.md")
    empty.variables = {}
    run = empty.build("write")
    assert run.status == 1
    assert run.rules == {"refuse_text": 1}
    assert "no writer engine can be used here: gemini (no key: set GEMINI_API_KEY)" in run.said
    assert len(service.requests) == 4
