"""Which engine stands in for one that cannot be used: by its models, by what it speaks."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.digests import Digests
from build.episodes import read_episodes
from build.errors import UserError
from build.fallbacks import shared_fallbacks
from build.plan import Plan
from build.planner import make_plan
from build.reviewing import review_lists
from build.settings import Settings, load_settings, merge
from build.summary import Record, report
from engines.adapter import adapter
from engines.choice import Engines
from engines.speech.chatterbox import model_language
from models.catalogue import read_catalogue
from models.manifest import write_manifest
from models.needs import needed_by
from unit.test_plan import CONFIG, HOME, SCRIPT

CATALOGUE = read_catalogue(HOME / "config/models.yaml")
SPEECH = ["kokoro", "melo", "chatterbox", "bark", "espeak"]
MISSING = "its model {} is not here, and models_offline or HF_HUB_OFFLINE is set"


def settings(own: dict[str, Any], **how: Any) -> Settings:
    return load_settings(merge(CONFIG, own), own, HOME, deploys=True, **how)


def plan(folder: Path, own: dict[str, Any], **script: Any) -> Plan:
    (folder / "SAGA_01_Episode_01.json").write_text(json.dumps({**SCRIPT, **script}))
    episodes, refusals = read_episodes(folder)
    return make_plan(settings(own), episodes, refusals, Digests(folder / ".digests.json"))


def spoken_by(track: str, *engines: str, **own: Any) -> dict[str, Any]:
    """Return a configuration of one track, which `engines` are to speak."""
    language = {"speech": list(engines), "voices": dict.fromkeys(engines, "default"), **own}
    return {"tracks": [track], "languages": {track: language}}


def fetch(models: Path, name: str, content: bytes = b"weights") -> Path:
    """Put a model of one file there, with its manifest."""
    model = CATALOGUE[name]
    manifest = models / model.manifest
    manifest.parent.mkdir(parents=True, exist_ok=True)
    file = models / name if (models / name).parent == manifest.parent else manifest.parent / "w"
    file.write_bytes(content)
    write_manifest(manifest, manifest.parent, {file.name: "0" * 64})
    return file


def test_offline_an_engine_without_its_model_is_passed_over(tmp_path: Path) -> None:
    offline = {"models": str(tmp_path), "models_offline": True}
    own = {**offline, "images": {"engine": ["zimage", "storyboard"]}}
    (choice,) = [note for note in plan(tmp_path, own).notes if note.startswith("pictures")]
    assert choice == f"pictures are drawn by storyboard, not by zimage ({MISSING.format('zimage')})"
    weights = fetch(tmp_path, "zimage")

    def drawn(own: dict[str, Any], **how: Any) -> str:
        wished = settings(own, **how)
        return wished.engines.choose("image", ["zimage", "storyboard"], "config").engine

    assert drawn(own) == "zimage"
    weights.write_bytes(b"cut off")
    assert drawn(own) == "zimage"  # of the same size: reading it is the worker's
    weights.write_bytes(b"cut")
    assert drawn(own) == "storyboard"
    assert drawn(own, stored=True) == "zimage"  # the models are where the jobs run
    weights.unlink()
    assert drawn(own) == "storyboard"
    assert drawn({**own, "models_offline": False}) == "zimage"


def test_the_environments_switch_counts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"models": str(tmp_path), **spoken_by("es", "melo", "kokoro", "espeak")}
    assert settings(own).speech("es").engine == "melo"
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    choice = settings(own).speech("es")
    assert choice.engine == "espeak"
    assert choice.passed_over[0] == f"melo ({MISSING.format('melo-spanish')})"
    for name in ("kokoro/kokoro-v1.0.int8.timed.onnx", "kokoro/voices-v1.0.npz"):
        fetch(tmp_path, name)
    assert settings(own).speech("es").engine == "kokoro"
    assert set(needed_by(settings(own))) == {
        "kokoro/kokoro-v1.0.int8.timed.onnx",
        "kokoro/voices-v1.0.npz",
        "whisper/base.zip",
    }


def test_where_nothing_stands_in_the_models_are_asked_for_by_what_is_missing(
    tmp_path: Path,
) -> None:
    own = {"models": str(tmp_path), "models_offline": True, **spoken_by("es", "bark", "kokoro")}
    choice = settings(own).speech("es")
    assert choice.engine == "bark"
    missing = MISSING.format("kokoro/kokoro-v1.0.int8.timed.onnx")
    assert choice.passed_over == (f"kokoro ({missing})",)


def test_an_engine_that_does_not_speak_the_track_is_passed_over(tmp_path: Path) -> None:
    own = spoken_by("ca", "chatterbox", "espeak")
    (note,) = plan(tmp_path, own).notes
    assert note.startswith(
        "track ca is spoken by espeak, not by chatterbox (it does not speak ca-ES; it speaks ar, da"
    )
    assert "chatterbox" not in needed_by(settings(own))
    for engine in ("bark", "chatterbox"):
        fast = settings(spoken_by("es", engine, "espeak", speed=1.1)).speech("es")
        assert fast.engine == "espeak"
        assert "not at speed 1.1: set " in fast.passed_over[0]
    with pytest.raises(UserError, match=r"languages\.ca\.speech: no speech .* kokoro \(it does"):
        settings(spoken_by("ca", "kokoro")).speech("ca")


def test_melo_speaks_the_languages_whose_models_are_wished_for() -> None:
    own = spoken_by("en", "melo", "espeak")
    choice = settings(own).speech("en")
    assert choice.engine == "espeak"
    assert "add en to engines.melo.languages" in choice.passed_over[0]
    wished = {**own, "engines": {"melo": {"languages": ["en", "es"]}}}
    assert settings(wished).speech("en").engine == "melo"


def test_a_scenes_own_speed_is_refused_before_any_work(tmp_path: Path) -> None:
    scene = {**SCRIPT["scenes"][0], "voice": {"es": {"speed": 0.9}}}
    made = plan(tmp_path, spoken_by("es", "bark"), scenes=[SCRIPT["scenes"][1], scene])
    (refusal,) = made.refusals
    assert "SAGA_01_Episode_01.json, scene 2, voice: bark speaks at a pace" in refusal.sentence
    assert plan(tmp_path, spoken_by("es", "espeak"), scenes=[scene]).refusals == []


@given(
    st.permutations(SPEECH),
    st.sampled_from(["es-ES", "en-GB", "ca-ES", "nb-NO", "zh-CN", "eu", "ja-JP"]),
    st.sampled_from([0.9, 1.0]),
)
def test_the_first_that_speaks_it_is_chosen(wished: list[str], locale: str, speed: float) -> None:
    blocks = CONFIG["engines"]
    choice = Engines(blocks, deploys=True).choose("speech", wished, "config", (locale, speed))
    refused = [
        engine
        for engine in wished
        if adapter("speech", engine).refuses(blocks.get(engine, {}), locale, speed)
    ]
    before = wished[: wished.index(choice.engine)]
    assert choice.engine not in refused
    assert before == [engine for engine in before if engine in refused]
    assert [reason.split()[0] for reason in choice.passed_over] == before


def test_chatterbox_knows_norwegian_by_another_name() -> None:
    assert [model_language(locale) for locale in ("nb-NO", "nn", "en-US")] == ["no", "no", "en"]


def test_the_summary_and_the_pages_tell_what_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = {"models": "none", "models_offline": True, **spoken_by("es", "bark", "espeak", speed=1.1)}
    own["images"] = {"engine": ["zimage", "storyboard"]}
    own["music"] = {"engine": ["musicgen", "synth"]}
    made = plan(tmp_path, own)
    told = [
        f"pictures are drawn by storyboard, not by zimage ({MISSING.format('zimage')})",
        f"music is composed by synth, not by musicgen ({MISSING.format('musicgen-small')})",
    ]
    record = Record()
    assert set(told).isdisjoint(line.strip() for line in report(made, record, Counter()))
    record.made.add("results/S01E01/es/final.mp4")
    lines = [line.strip() for line in report(made, record, Counter())]
    assert lines[-2:] == told
    assert lines[-3].startswith("es is spoken by espeak, not by bark (it speaks at a pace of its")
    lists = {path.as_posix(): content for path, content in review_lists(made)}
    assert lists["results/S01E01/edit.review.json"]["fallbacks"] == told
    # Where all pictures are the person's own, nothing stands in for anything.
    (tmp_path / "own.png").write_bytes(b"own")
    scenes = [{"text": SCRIPT["scenes"][0]["text"], "image": "own.png"}]
    mute = plan(tmp_path, own, scenes=scenes, music={"file": "own.png"})
    assert shared_fallbacks(mute, mute.episode("S01E01")) == []
