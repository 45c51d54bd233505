"""Chatterbox and MeloTTS through real builds: models from a loopback hub, environments deployed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
from environments import IN_VENVS, Inside, engine_python

from models.catalogue import Repository, read_catalogue
from services.loopback_hub import LoopbackHub, serving
from workflow.channel import HOME, TINY, Channel, OwnHome, Run, copy_home, episode, scene

pytestmark = pytest.mark.environment
CATALOGUE = read_catalogue(HOME / "config/models.yaml")


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", server.url)
        patch.delenv("HF_HUB_OFFLINE", raising=False)
        yield server


def publish(hub: LoopbackHub, models: Path) -> None:
    """Put the model folders of the catalogue that are in `models` into the hub."""
    for name, model in CATALOGUE.items():
        folder = models / name
        if isinstance(model, Repository) and folder.is_dir():
            files = [path for path in folder.rglob("*") if path.is_file()]
            hub.repositories[model.repository] = {
                str(path.relative_to(folder)): path.read_bytes() for path in files
            }


def tracks(engine: str, **voices: str) -> dict[str, Any]:
    """Return TINY with the tracks of `voices` spoken by `engine`."""
    languages = {
        track: {
            **TINY["languages"][track],
            "speech": [engine],
            "voices": {engine: voice},
            "speed": 1.0,
        }
        for track, voice in voices.items()
    }
    return {**TINY, "tracks": list(voices), "languages": languages, "models": "models"}


def built(channel: Channel, *wanted: str) -> Run:
    """Build, having compared the dry run with it, and find nothing to do afterwards."""
    dry = channel.dry_run(*IN_VENVS, *wanted)
    run = channel.build(*IN_VENVS, *wanted, timeout=900)
    assert run.status == 0, run.said
    assert dry.jobs == run.jobs
    again = channel.dry_run(*IN_VENVS, *wanted)
    assert again.jobs == frozenset(), again.said
    return run


def voices(channel: Channel, engine: str) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Return each voice take's bytes and sidecar by its name, with rate and length as it says."""
    found = {}
    for sidecar in sorted(channel.results.glob(f"takes/speech/{engine}/*.json")):
        wav, told = sidecar.with_suffix(".wav"), json.loads(sidecar.read_text())
        info = soundfile.info(wav)
        assert (info.channels, info.samplerate, info.frames) == (1, told["rate"], told["samples"])
        assert info.frames > 0
        found[wav.name] = (wav.read_bytes(), told)
    return found


def test_lines_of_two_languages_by_chatterbox(hub: LoopbackHub, tmp_path: Path) -> None:
    inside = Inside(engine_python("chatterbox"))
    inside.call("tiny_chatterbox", "build_small", str(tmp_path / "tiny/chatterbox"))
    inside.close()
    publish(hub, tmp_path / "tiny")
    channel = OwnHome(tmp_path / "channel", tracks("chatterbox", es="default", en="me.wav"))
    home = copy_home(channel.home)
    engines = HOME / "tests/engines"
    shutil.copy(engines / "small_chatterbox.py", home / "scripts/sitecustomize.py")
    shutil.copy(engines / "tiny_chatterbox.py", home / "scripts")
    shutil.copy(tmp_path / "tiny/chatterbox/own.wav", channel.folder / "me.wav")
    channel.write(episode(2))
    wanted = [f"results/S01E01/{track}/raw/00{n}.wav" for track in ("es", "en") for n in (1, 2)]
    run = built(channel, *wanted)
    assert (run.rules["fetch_model"], run.rules["speak_line"]) == (1, 4)
    assert "engines loaded: chatterbox 1" in run.said
    first = voices(channel, "chatterbox")
    models = {told["made_by"]["model"] for _, told in first.values()}
    assert models == {"english", "multilingual"}
    assert all(told["rate"] == 24000 for _, told in first.values())
    assert all(told["made_by"]["torch"].startswith("2.6.0") for _, told in first.values())
    # The same seed, the same bytes; and another line takes its own voice only.
    shutil.rmtree(channel.results / "takes/speech")
    channel.write({**episode(2), "scenes": [scene(1), scene(3)]})
    assert built(channel, *wanted).rules["speak_line"] == 4
    second = voices(channel, "chatterbox")
    same = first.keys() & second.keys()
    assert len(same) == 2
    assert all(first[name][0] == second[name][0] for name in same)


def test_lines_by_melo(hub: LoopbackHub, tmp_path: Path) -> None:
    inside = Inside(engine_python("melo"))
    inside.call("tiny_melo", "build", str(tmp_path / "tiny"))
    inside.close()
    publish(hub, tmp_path / "tiny")
    channel = Channel(tmp_path / "channel", tracks("melo", es="default"))
    channel.write(episode(2))
    wanted = [f"results/S01E01/es/raw/00{n}.wav" for n in (1, 2)]
    run = built(channel, *wanted)
    assert (run.rules["fetch_model"], run.rules["speak_line"]) == (7, 2)
    assert "engines loaded: melo 1" in run.said
    first = voices(channel, "melo")
    assert all(told["rate"] == 44100 for _, told in first.values())
    assert all(told["made_by"]["torch"].startswith("2.5.1") for _, told in first.values())
    shutil.rmtree(channel.results / "takes/speech")
    assert built(channel, *wanted).rules["speak_line"] == 2
    assert {name: take[0] for name, take in voices(channel, "melo").items()} == {
        name: take[0] for name, take in first.items()
    }
