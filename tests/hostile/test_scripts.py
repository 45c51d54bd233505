"""Any script is planned, or refused in one sentence; all names stay in the results folder."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from build.digests import Digests
from build.edit_lists import edit_lists
from build.episodes import read_episodes
from build.files import canonical, readable
from build.plan import Plan
from build.planner import make_plan
from build.refusals import episode_pattern, refused_folders
from build.settings import Settings, load_settings, merge
from hostile.strategies import EXAMPLES, many, names, projects, written
from workflow.channel import TINY

HOME = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
FOLDER = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*/)?S\d\d+E\d\d+|refused/[a-z0-9-]+")
STEM = re.compile(r"[a-z]+/[a-z0-9_]+/[a-z0-9]+(-[a-z0-9]+)*")
NAME = 255 - len(".tmp-4194304-140000000000000-") - len(".json")


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(merge(CONFIG, TINY), TINY, HOME)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    assert sorted(os.listdir(tmp_path)) == ["scripts"]  # planning writes nothing


def is_a_sentence(sentence: str) -> bool:
    """Tell whether a person can read it: one line, nothing that acts, of a length to be read."""
    return sentence.isprintable() and 10 < len(sentence) < 4000 and "Traceback" not in sentence


def planned(root: Path, settings: Settings) -> Plan:
    return make_plan(settings, *read_episodes(root), Digests(root / ".digests.json"))


def stays_inside(plan: Plan) -> bool:
    """Tell whether every name of the plan is one that any disk holds, within the results."""
    results = Path(plan.settings.results)
    for path, content in edit_lists(plan):
        inside = path.relative_to(results)
        assert ".." not in inside.parts
        assert json.loads(readable(content)) == json.loads(canonical(content))
    assert all(STEM.fullmatch(stem) and len(stem) < NAME for stem in plan.takes)
    return all(FOLDER.fullmatch(name) for name in (*plan.episodes, *refused_folders(plan)))


@many
@given(written(), names, projects)
def test_a_script_is_planned_or_refused_in_a_sentence(
    folder: Path, settings: Settings, data: bytes, name: str, project: str
) -> None:
    root = folder / "scripts"
    shutil.rmtree(root, ignore_errors=True)
    place = root / project
    place.mkdir(parents=True)
    (place / "own.png").write_bytes(b"png")
    (place / f"{name}.json").write_bytes(data)
    (root / "SAGA_77_Episode_01.json").write_text(
        '{"title": {"es": "Otro"}, "scenes": [{"text": {"es": "a"}, "image_prompt": "b"}]}'
    )
    plan = planned(root, settings)
    assert "S77E01" in plan.episodes  # another script is none the worse
    assert all(is_a_sentence(refusal.sentence) for refusal in plan.refusals)
    assert stays_inside(plan)
    re.compile(episode_pattern(plan))


def test_as_many_were_tried_as_asked_for() -> None:
    assert EXAMPLES >= 100


@pytest.mark.parametrize(
    "name", ["a{b}.json", "<takes>.json", "a\nb.json", "-.json", "é\x1b[2J.json"]
)
def test_a_refused_file_of_any_name_is_a_plain_target(
    tmp_path: Path, settings: Settings, name: str
) -> None:
    (tmp_path / f"{name}.json").write_text("{}")
    plan = planned(tmp_path, settings)
    (target,) = refused_folders(plan)
    assert re.fullmatch(r"refused/[a-z0-9-]+", target)
    assert is_a_sentence(plan.refusals[0].sentence)


def test_projects_that_differ_in_capitals_alone_are_refused(
    tmp_path: Path, settings: Settings
) -> None:
    script = {"title": {"es": "A"}, "scenes": [{"text": {"es": "a"}, "image_prompt": "b"}]}
    for project in ("garden", "Garden"):
        (tmp_path / project).mkdir()
        (tmp_path / project / "SAGA_01_Episode_01.json").write_text(json.dumps(script))
    plan = planned(tmp_path, settings)
    assert set(refused_folders(plan)) == {"garden/S01E01", "Garden/S01E01"}
    assert "one folder on disks that do not tell capitals apart" in plan.refusals[0].sentence
