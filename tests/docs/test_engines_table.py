"""The engines' table says of every engine which models it loads, at which revision."""

from __future__ import annotations

import re

import pytest
import yaml

from engines.adapter import adapter
from models.catalogue import Repository, read_catalogue
from workflow.channel import HOME

TABLE = (HOME / "docs/engines.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\w+) \| `(\w+)` \|[^|]*\|([^|]*)\|", TABLE, re.MULTILINE)
BLOCKS = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))["engines"]
CATALOGUE = read_catalogue(HOME / "config/models.yaml")


def test_every_engine_has_a_row() -> None:
    there = {
        (path.parent.name, path.stem)
        for path in (HOME / "scripts").glob("engines/*/*.py")
        if "\nRECIPE = " in path.read_text(encoding="utf-8") and path.parent.name != "clip"
    }
    assert {(kind, engine) for kind, engine, _ in ROWS} == there


@pytest.mark.parametrize(("kind", "engine", "told"), ROWS)
def test_its_models_and_revisions_stand_in_it(kind: str, engine: str, told: str) -> None:
    models = [CATALOGUE[name] for name in adapter(kind, engine).models(BLOCKS.get(engine, {}))]
    assert models or not re.search(r"`main`|sha256", told)
    for model in models:
        if not isinstance(model, Repository):
            assert f"`{model.name}`" in told and "by sha256" in told
        elif "bert" not in model.name:  # those of MeloTTS are summed up
            revision = model.revision[:7] if model.is_pinned else model.revision
            assert f"`{revision}`" in told and model.repository in told
