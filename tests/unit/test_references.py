"""Reference pictures: which pictures they guide and name, and what is said where they cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from build.plan import EpisodePlan, Plan
from unit.test_fallback import plan as planned
from unit.test_plan import SCENES

ADAPTER = {"reference_model": "ip-adapter-sdxl", "reference_scale": 0.4}
SCRIPT: dict[str, Any] = {
    "reference": "face.png",
    "thumbnail": {"prompt": "a drop"},
    "scenes": SCENES,
}


@pytest.fixture(autouse=True)
def channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a picture of a face."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "face.png").write_bytes(b"face")


def plan(engine: str = "sdxl", script: dict[str, Any] = SCRIPT, **sdxl: Any) -> Plan:
    own = {"images": {"engine": [engine]}, "engines": {"sdxl": sdxl}, "tracks": ["es"]}
    return planned(Path.cwd(), own, **script)


def episode(**sdxl: Any) -> EpisodePlan:
    return plan(**sdxl).episode("S01E01")


def test_only_a_picture_that_a_reference_guides_is_named_by_what_guides_it() -> None:
    script = {"scenes": [{**SCENES[0], "reference": "face.png"}, SCENES[1]]}
    made = plan(script=script, **ADAPTER).episode("S01E01")
    guided, plain = made.pictures
    assert ADAPTER.items() <= guided.spec.items()
    assert ([Path(file).name for file in guided.sources], plain.sources) == (["face.png"], ())
    assert {"reference", *ADAPTER}.isdisjoint(plain.spec)
    without = plan(script={"scenes": SCENES}).episode("S01E01")
    assert without.pictures[1].stem == plain.stem


def test_the_episodes_reference_guides_the_thumbnails_picture_too() -> None:
    made = episode(**ADAPTER)
    assert made.thumbnail.sources == made.pictures[0].sources != ()
    assert ADAPTER.items() <= made.thumbnail.spec.items()
    assert made.thumbnail.spec["reference"] == made.pictures[0].spec["reference"]


def test_without_an_adapter_a_reference_is_refused_before_anything_is_loaded() -> None:
    (refusal,) = plan().refusals
    assert "SAGA_01_Episode_01.json, reference: " in refusal.sentence
    assert "set engines.sdxl.reference_model to ip-adapter-sdxl" in refusal.sentence
    assert plan(script={"scenes": SCENES}).refusals == []


def test_an_engine_that_takes_no_reference_says_so_once() -> None:
    note = "S01E01: storyboard takes no reference picture; those named guide nothing"
    scenes = [{**scene, "reference": "face.png"} for scene in SCENES]
    assert plan("storyboard", {"scenes": scenes}).notes.count(note) == 1
    assert plan("storyboard").notes.count(note) == 1
    own = [{"text": SCENES[0]["text"], "image": "face.png"}]
    assert note not in plan("storyboard", {"reference": "face.png", "scenes": own}).notes
    assert note not in plan("storyboard", {"scenes": SCENES}).notes
