"""Listening in a build: which voices are heard, what is named, whose word times are used."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from build.files import readable
from build.sidecars import with_checksum
from ear import fetched
from workflow.channel import TINY, Channel, OwnHome, copy_home, episode

EAR = {"engine": ["whisper"], "listen": False}
LISTENING = {**TINY, "ear": {**EAR, "listen": True}}


def test_each_voice_is_heard_once_and_nothing_else_is_made(channel: Channel) -> None:
    channel.configure(LISTENING)
    said = channel.dry_run()
    assert said.rules == {"fetch_model": 1, "listen_take": 6}
    channel.configure({**TINY, "ear": EAR})
    assert channel.dry_run("listen").jobs == said.jobs
    channel.configure({**LISTENING, "engines": {"whisper": {"beam": 1}}})
    other = channel.dry_run()
    assert other.rules == said.rules
    assert {job for job in other.jobs if job[0] == "listen_take"}.isdisjoint(said.jobs)


def test_lines_that_were_heard_need_no_model(channel: Channel) -> None:
    channel.configure(LISTENING)
    for rule, path in channel.dry_run().jobs:
        if rule == "listen_take":
            (channel.folder / path).write_text("{}")
    script = channel.read()
    script["scenes"][1]["text"]["es"] = "Otra frase."
    channel.write(script)
    said = channel.dry_run("listen")
    assert said.rules == {"fetch_model": 1, "speak_line": 1, "listen_take": 1}, said.said


LINES = [
    "Cada mañana, el sol calienta la superficie del mar, y el agua empieza a subir hacia el cielo.",
    "En 1984, la doctora Jiménez halló que el 97 % del agua era salada, a 30 km de la costa.",
    "Las gotas se juntan, crecen y pesan. Y al fin caen, en forma de lluvia, sobre los valles.",
]
OTHERS = [
    "Un día sale de tu grifo y llena tu vaso.",
    "Otra parte se hunde en la tierra y viaja despacio.",
    "Las montañas guardan el hielo hasta la primavera.",
    "Nadie sabe cuántos peces duermen bajo el hielo.",
]
# How many seeds are tried: the more, the more sentences are swapped.
SEEDS = range(int(os.environ.get("REELMAKE_SWAPS", "1")))


@pytest.fixture(scope="module")
def ear() -> Path:
    """Return the models folder with the models of Kokoro and the ear in it."""
    return fetched("kokoro", "whisper")


def spoken(models: Path, engine: str = "kokoro", **own: Any) -> dict[str, Any]:
    """Return a configuration with one track, spoken by a voice that the ear understands."""
    language = {"speech": [engine], "voices": {engine: "em_alex"}, "speed": 1.0}
    languages = {"es": {**TINY["languages"]["es"], **language}}
    return {
        **TINY,
        "tracks": ["es"],
        "languages": languages,
        "models": str(models),
        "ear": EAR,
        **own,
    }


def written(*lines: str) -> dict[str, Any]:
    scenes = [{"text": {"es": line}, "image_prompt": "sea"} for line in lines]
    return {**episode(), "title": {"es": "Mar"}, "music": None, "scenes": scenes}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_swapped_sentence_is_named_and_no_other(empty: Channel, ear: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.sample(LINES, len(LINES))
    swapped, instead = chance.randrange(len(lines)), chance.choice(OTHERS)
    said = [instead if index == swapped else line for index, line in enumerate(lines)]
    empty.configure(spoken(ear))
    empty.write(written(*said))
    voices = [f"results/S01E01/es/raw/{number:03}.wav" for number in (1, 2, 3)]
    assert empty.build(*voices).status == 0
    other = (empty.folder / voices[swapped]).resolve()
    empty.write(written(*lines))
    due = next(path for rule, path in empty.dry_run(*voices).jobs if rule == "speak_line")
    put_in_its_place(other, empty.folder / due, lines[swapped])
    run = empty.build("listen")
    assert run.status == 0, run.said
    assert run.rules == {"listen_take": 3}
    named = [line.strip() for line in run.said.splitlines() if "words wrong" in line]
    # The other two are not, though one has a year, a name, a percentage and a unit.
    assert len(named) == 1, run.said
    assert named[0].startswith(f"S01E01/es scene {swapped + 1}: ")
    assert instead.split()[1] in named[0]
    # A second time there is nothing to do, and the finding still stands.
    again = empty.build("listen")
    assert again.jobs == frozenset()
    assert named[0] in again.said


def put_in_its_place(spoken: Path, wanted: Path, text: str) -> None:
    """Make one voice the take of another text, as a model does that says something else."""
    shutil.copy(spoken, wanted)
    sidecar = json.loads(spoken.with_suffix(".json").read_text(encoding="utf-8"))
    sidecar["spec"]["text"] = text
    sidecar["sha256"] = hashlib.sha256(wanted.read_bytes()).hexdigest()
    written = readable(with_checksum(sidecar))
    wanted.with_suffix(".json").write_text(written, encoding="utf-8")


MUTE = '''"""The `mute` engine: Kokoro, which keeps its word times to itself."""

from dataclasses import asdict, replace

from engines.speech import kokoro

RECIPE = 1
WORDS = False
models = kokoro.models


def load(settings, models):
    return Mute(kokoro.load(settings, models))


class Mute:
    def __init__(self, engine):
        self._engine = engine

    def speak(self, spec):
        speech = self._engine.speak(spec)
        known = [asdict(word) for word in speech.words]
        return replace(speech, words=[], record={"known": known})
'''


class Workshop(OwnHome):
    """A channel with a Reelmake of its own, to which an engine without word times is added."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        copy_home(self.home)
        (self.home / "scripts/engines/speech/mute.py").write_text(MUTE, encoding="utf-8")
        schema = self.home / "config/schemas/config.schema.json"
        text = schema.read_text(encoding="utf-8")
        schema.write_text(text.replace('["kokoro", ', '["mute", "kokoro", '), encoding="utf-8")


def test_an_engine_without_word_times_takes_the_ears(tmp_path: Path, ear: Path) -> None:
    workshop = Workshop(tmp_path)
    own = {"captions": {"kind": "words"}, "intro": None}
    subtitles, clip = "results/S01E01/es/subtitles.srt", "results/S01E01/es/clips/001.mp4"
    workshop.write(written(LINES[0]))
    # Without an ear, time is shared out by letters.
    workshop.configure(spoken(ear, "mute", **own, ear={"engine": [], "listen": False}))
    run = workshop.build(subtitles, clip)
    assert run.status == 0, run.said
    assert "listen_take" not in run.rules
    assert sidecar(workshop, clip)["words_from"] == "letters"
    guessed = (workshop.folder / subtitles).read_text(encoding="utf-8")
    # With one, the clip is another, and the voice is heard, though no build listens by default.
    workshop.configure(spoken(ear, "mute", **own))
    said = workshop.dry_run(subtitles, clip)
    run = workshop.build(subtitles, clip)
    assert run.status == 0, run.said
    assert said.jobs == run.jobs
    assert run.rules == {"listen_take": 1, "cut_clip": 1, "link_clip": 1, "write_subtitles": 1}
    assert sidecar(workshop, clip)["words_from"] == "ear"
    assert (workshop.folder / subtitles).read_text(encoding="utf-8") != guessed
    # The ear's times are those that Kokoro itself would have told.
    takes = workshop.results / "takes/speech/mute"
    (hearing,) = takes.glob("*.whisper-*.json")
    beside = hearing.with_name(f"{hearing.name.split('.')[0]}.json")
    known = json.loads(beside.read_text(encoding="utf-8"))["made_by"]["known"]
    heard = json.loads(hearing.read_text(encoding="utf-8"))
    assert [word["text"] for word in heard["words"]] == LINES[0].split()
    apart = sorted(abs(a["start"] - b["start"]) for a, b in zip(known, heard["words"], strict=True))
    assert apart[len(apart) // 2] < 0.15
    assert apart[-1] < 0.6


def sidecar(channel: Channel, clip: str) -> dict[str, Any]:
    """Return what stands beside the take that a link of a clip shows."""
    beside = (channel.folder / clip).resolve().with_suffix(".json")
    return json.loads(beside.read_text(encoding="utf-8"))
