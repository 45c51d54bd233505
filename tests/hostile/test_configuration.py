"""Any settings are taken, or refused in sentences; what is taken can be planned with."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build.errors import UserError
from build.settings import load_settings, merge
from build.start import told
from hostile.strategies import many, mutated, values
from hostile.test_scripts import is_a_sentence, planned, stays_inside

HOME = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
SCRIPT: dict[str, Any] = {
    "title": {"es": "Título", "en": "Title"},
    "music": {"prompt": "calm"},
    "scenes": [{"text": {"es": "Uno.", "en": "One."}, "image_prompt": "sea"}],
}
itself: dict[str, Any] = {}
itself["x"] = itself


def bomb(depth: int = 9) -> object:
    """Return what a few lines of YAML with anchors make: 9 to the `depth` things."""
    found: Any = "x"
    for _ in range(depth):
        found = [found] * 9
    return found


# What YAML makes of words, and JSON cannot hold.
YAML_ALONE: list[Any] = [
    *(float("nan"), float("inf"), float("-inf"), 10**400, datetime.date(2026, 1, 1), b"x", {1}),
    *(
        {1: 2},
        {False: "no"},
        {None: None},
        {(1, 2): 3},
        itself,
        bomb(),
        [itself],
        "a\ud800",
        "\x00",
    ),
]
anything = values | st.sampled_from(YAML_ALONE)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scripts")
    (root / "SAGA_01_Episode_01.json").write_text(json.dumps(SCRIPT), encoding="utf-8")
    return root


def sentences(own: dict[Any, Any], scripts: Path) -> list[str]:
    """Return what is said of settings; nothing where they are taken and planned with."""
    try:
        settings = load_settings(merge(CONFIG, own), own, HOME)
        plan = planned(scripts, settings)
    except UserError as error:
        return told(error).split("\n")
    assert stays_inside(plan)
    return [refusal.sentence for refusal in plan.refusals]


def shipped() -> dict[str, Any]:
    return CONFIG


@many
@given(mutated(shipped, anything) | st.dictionaries(st.sampled_from([*CONFIG, 1, None]), anything))
def test_settings_are_taken_or_refused_in_sentences(scripts: Path, own: dict[Any, Any]) -> None:
    assert all(map(is_a_sentence, sentences(own, scripts)))


REFUSED: list[tuple[dict[Any, Any], str]] = [
    ({"sound": {"loudness": float("nan")}}, "config, sound.loudness: nan was found"),
    ({"sound": {"loudness": "nan"}}, 'config, sound.loudness: the text "nan" was found, a number'),
    ({"youtube": {"chunk_mib": float("inf")}}, "config, youtube.chunk_mib: inf was found"),
    ({"youtube": {"chunk_mib": 10**400}}, "config, youtube.chunk_mib: the number is too large"),
    ({"languages": {False: {}}}, "config, languages: the key False is not read as text"),
    ({"sound": {3: 4}}, "config, sound: the key 3 is not read as text; put it into quotes"),
    ({"music": itself}, "config is nested too deeply"),
    ({"tracks": bomb()}, "config holds more than 50000 things"),
    ({"project": "a\n\x1b[2J"}, "config, project: it holds a control character"),
    ({"project": "a\n\u202eb"}, "config: nothing under scripts_json is a\\n\\u202eb; there are"),
    ({"preset": "x" * 300}, "config: there is no preset 'xxx"),
    ({"preset": "../config"}, "config: there is no preset '../config'"),
    ({"intro": {"file": "x" * 300}}, "config, intro.file: there is no file xxx"),
    ({"results": "a{b}"}, "config, results: "),
    ({"results": "a\x00b"}, "config, results: it holds a control character"),
    ({"languages": {"es": {"locale": "es-" + "x" * 60}}}, "config, languages.es.locale: it is too"),
    ({"languages": {"es": {"text": "../.."}}}, "config, languages.es.text: "),
    (
        {"youtube": {"publish_at": {"S01E01/es": datetime.date(2026, 1, 1)}}},
        "config, youtube.publish_at.S01E01/es: 2026-01-01 is read as a date",
    ),
    (
        {"tracks": ["es", "es_A", "es_a"], "languages": {"es_A": {}, "es_a": {}}},
        "config, tracks: es_A and es_a differ in capitals alone",
    ),
]


@pytest.mark.parametrize(("own", "expected"), REFUSED)
def test_what_broke_once_is_a_sentence(own: dict[Any, Any], expected: str, scripts: Path) -> None:
    if "es_A" in own.get("languages", {}):
        own = {**own, "languages": dict.fromkeys(own["languages"], CONFIG["languages"]["es"])}
    first = sentences(own, scripts)[0]
    assert first.startswith(expected)
    assert is_a_sentence(first)
