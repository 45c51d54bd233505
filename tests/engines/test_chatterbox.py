"""Chatterbox's real code with random weights of a few megabytes, run by its environment's Python.

Everything is spoken in one process, since importing the library takes most of the time.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from environments import engine_python

from engines.speech import chatterbox

HOME = Path(__file__).resolve().parents[2]

LONG = "Hello there, this is one. And this is two, my friend. And now a third one."


def spec(text: str, **other: Any) -> dict[str, Any]:
    return {"text": text, "voice": "default", "locale": "en-US", "speed": 1.0, **other}


def recording(folder: Path, name: str, seconds: float, rate: int, channels: int = 1) -> str:
    time = np.arange(int(seconds * rate)) / rate
    tone = np.sin(2 * np.pi * 140 * time) * np.sin(2 * np.pi * 3 * time) * 0.3
    soundfile.write(folder / name, np.stack([tone] * channels, axis=1), rate)
    return str(folder / name)


def jobs(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the lines by what they show: the engine that speaks each, and its spec."""
    noise = folder / "noise.wav"
    noise.write_text("no sound")
    soundfile.write(folder / "silent.wav", np.zeros(5 * 16000), 16000)
    voice = recording(folder, "voice.wav", 5, 44100, 2)
    other = recording(folder, "other.wav", 4, 16000)
    es = {"locale": "es-ES"}
    return {
        "english": ("plain", spec("Hello there.")),
        "spanish": ("plain", spec("Hola, mar.", **es)),
        "spanish again": ("plain", spec("Hola, mar.", **es)),
        "cloned": ("plain", spec("Hello there.", voice="aa", sources=[voice])),
        "cloned moved": ("plain", spec("Hello there.", voice="aa", sources=["/moved.wav"])),
        "cloned in Spanish": ("plain", spec("Hola, mar.", voice="aa", sources=[voice], **es)),
        "other voice": ("plain", spec("Hello there.", voice="bb", sources=[other])),
        "english again": ("plain", spec("Hello there.")),
        "take 2": ("plain", spec("Hello there.", take=2)),
        "long": ("short", spec(LONG)),
        "no sound": ("plain", spec("Hello.", voice="cc", sources=[str(noise)])),
        "too short": (
            "plain",
            spec("Hello.", voice="dd", sources=[recording(folder, "s.wav", 2, 8000)]),
        ),
        "silent": ("plain", spec("Hello.", voice="ee", sources=[str(folder / "silent.wav")])),
        "after errors": ("plain", spec("Hello there.")),
        "no words": ("plain", spec("… 🎬")),
        "pace": ("plain", spec("Hello.", speed=1.1)),
        "language": ("plain", spec("Hola.", locale="ca-ES")),
        "Chinese": ("plain", spec("你好。", locale="zh-CN")),
    }


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return what came of each line of `jobs`."""
    python = os.environ.get("REELMAKE_PYTHON_CHATTERBOX") or engine_python("chatterbox")
    folder = tmp_path_factory.mktemp("chatterbox")
    wanted = jobs(folder)
    lines = [{"engine": engine, "spec": wish} for engine, wish in wanted.values()]
    wish = {"engines": {"plain": {}, "short": {"chunk": 30}}, "lines": lines}
    done = subprocess.run(
        [python, "-W", "ignore", HOME / "tests/engines/tiny_chatterbox.py", folder / "models"],
        input=json.dumps(wish),
        env={**os.environ, "PYTHONPATH": str(HOME / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(zip(wanted, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.environment
def test_a_line_is_sound_at_the_models_rate(spoken: dict[str, dict[str, Any]]) -> None:
    line = spoken["english"]
    assert line["rate"] == 24000
    assert line["type"] == "float32"
    assert len(line["shape"]) == 1
    assert 0.2 < line["seconds"] < 20
    assert set(line["record"]) == {"device", "dtype", "threads", "model", "chunks"}
    assert (line["record"]["model"], line["record"]["chunks"]) == ("english", 1)


@pytest.mark.environment
def test_a_line_sounds_the_same_whatever_was_spoken_before(
    spoken: dict[str, dict[str, Any]],
) -> None:
    english = spoken["english"]["digest"]
    assert spoken["english again"]["digest"] == english
    assert spoken["after errors"]["digest"] == english
    assert spoken["spanish again"]["digest"] == spoken["spanish"]["digest"]
    assert spoken["take 2"]["digest"] != english


@pytest.mark.environment
def test_a_recording_gives_the_voice_by_its_content(spoken: dict[str, dict[str, Any]]) -> None:
    voices = [spoken[name]["digest"] for name in ("english", "cloned", "other voice")]
    assert len(set(voices)) == 3
    assert spoken["cloned moved"]["digest"] == spoken["cloned"]["digest"]


@pytest.mark.environment
def test_other_languages_are_spoken_by_the_multilingual_model(
    spoken: dict[str, dict[str, Any]],
) -> None:
    assert spoken["spanish"]["record"]["model"] == "multilingual"
    assert spoken["cloned in Spanish"]["digest"] != spoken["spanish"]["digest"]
    # Left by the library, three a line: they would slow every line after it.
    assert spoken["english again"]["hooks"] == {"english": 0, "multilingual": 0}


@pytest.mark.environment
def test_chunks_are_350_ms_apart(spoken: dict[str, dict[str, Any]]) -> None:
    assert spoken["long"]["record"]["chunks"] == 3
    assert spoken["long"]["pauses"].count(0.35) == 2


@pytest.mark.environment
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("no sound", "noise.wav cannot be read as sound"),
        ("too short", "s.wav is 2.0 s long: give at least 3 s"),
        ("silent", "silent.wav is silent in its first 10 s"),
        ("no words", "chatterbox can say nothing for the line '… 🎬'"),
        ("pace", "not at speed 1.1: set the track's speed to 1.0"),
        ("language", "does not speak ca-ES; it speaks ar, da,"),
        ("Chinese", "does not speak zh-CN; it speaks ar, da,"),
    ],
)
def test_what_it_cannot_do_is_a_sentence(
    spoken: dict[str, dict[str, Any]], line: str, sentence: str
) -> None:
    assert sentence in spoken[line]["error"]


# The 16-bit samples of "english" and of "spanish", every 997th.
GOLDEN = {
    "english": [
        13, -966, 131, 698, 2849, 68, 1529, 2070, 532, 1783, -442, 2058, 412, -1645, 115, 1031,
        2378, -423, 1840, 728, 886, 1463, -343, 2681, -2, -1614, 1004, 1420, 2415, -68, 1597,
        1715, 701, 1921, -285, 2218, -121, -1399, 252, 0, 0, 0, 0, 0,
    ],
    "spanish": [
        13, -1037, 208, 588, 2669, -17, 1471, 1908, 508, 1588, -441, 2332, 172, -1232, 231, 749,
        2910, -163, 1748, 1035, 790, 1315, -391, 2780, -186, -1640, 774, 1350, 2397, -221, 1485,
        1869, 386, 1710, -115, 2421, -101, -1407, 361, 625, 0, 0, 0, 0, 0,
    ],
}  # fmt: skip


@pytest.mark.environment
@pytest.mark.parametrize("line", GOLDEN)
def test_golden_output_belongs_to_this_recipe(spoken: dict[str, dict[str, Any]], line: str) -> None:
    """When this fails on purpose, raise RECIPE and take the new numbers."""
    probes = spoken[line]["probes"]
    assert chatterbox.RECIPE == 1
    assert len(probes) == len(GOLDEN[line]), probes
    assert np.abs(np.subtract(probes, GOLDEN[line])).max() <= 3, probes


def test_what_is_heard_enters_the_name() -> None:
    assert chatterbox.identity({"temperature": 0.6}) == {
        "model": "chatterbox",
        "temperature": 0.6,
        "cfg": 0.5,
        "exaggeration": 0.5,
        "chunk": 500,
    }
