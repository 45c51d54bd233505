"""Every Snakemake command in README and docs is understood, and plans what it names."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from docs.commands import RUN, commands, run
from workflow.channel import HOME

DOCUMENTS = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted(HOME.glob("docs/*.md"))]
# Followed from file to file by a test of its own.
RECIPES = "recipes.md"
# Named in the text, not to be typed as they stand.
MENTIONED = {"snakemake new", "snakemake import_takes"}
# What is a choice already, so that no other is made.
CHOSEN = ("results/", "scripts_json/", "episode=", "project=")


def lay_out(folder: Path) -> None:
    """Write what the documents speak of: three films, texts, old results, in the demo's folder."""
    script = json.loads((HOME / "scripts_json/SAGA_01_Episode_01.json").read_text("utf-8"))
    del script["scenes"][1:]
    places = ("SAGA_01_Episode_{}", "garden/SAGA_01_Episode_01", "ocean/SAGA_01_Episode_01")
    numbers = ("01", "02", "03", "22")
    for place in [*map(places[0].format, numbers), *places[1:]]:
        path = folder / f"scripts_json/{place}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(script), encoding="utf-8")
    for text in ("scripts_text/SAGA_01_Episode_22.md", "water.txt", "water.es.txt"):
        (folder / text).parent.mkdir(exist_ok=True)
        (folder / text).write_text("El agua.", encoding="utf-8")
    (folder / "old/results").mkdir(parents=True)
    (folder / "profiles").symlink_to(HOME / "profiles")


def dry(typed: str) -> list[str]:
    """Return a command of the documents as a dry run; of one film where it names none."""
    words = [word for word in shlex.split(typed, comments=True)[1:] if word != "-n"]
    words = ["new_episode=S01E23" if word == "new_episode=S01E02" else word for word in words]
    if not any(word.startswith(CHOSEN) for word in words):
        at = words.index("--config") + 1 if "--config" in words else len(words)
        words[at:at] = ["episode=S01E01"] if at < len(words) else ["--config", "episode=S01E01"]
    return ["snakemake", *words, "-n", "--cores", "2", "-s", str(HOME / "Snakefile")]


def can_run(typed: str) -> bool:
    """Tell whether a command is one, and this machine has what it names."""
    conda = "profiles/conda" in typed and not shutil.which("conda")
    built = "--report" in typed  # only of what is built: tests/workflow/test_report.py
    return typed not in MENTIONED | RUN and not conda and not built


@pytest.mark.timeout(1800)
def test_every_command_in_the_documents_is_right(tmp_path: Path) -> None:
    lay_out(tmp_path)
    typed = {
        tuple(dry(command)): f"{document.name}: {command}"
        for document in DOCUMENTS
        if document.name != RECIPES
        for command in filter(can_run, commands(document.read_text(encoding="utf-8")))
    }
    assert len(typed) > 25
    ended = run(tmp_path, list(typed), GEMINI_API_KEY="none")
    failed = [
        f"{name}\n{said}"
        for name, (status, said) in zip(typed.values(), ended, strict=True)
        if status
    ]
    assert not failed, "\n\n".join(failed)
