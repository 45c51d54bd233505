"""Reelmake's part: it makes pictures, voices, music and intro for all, then its own film."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from bench import measure
from bench.errors import BenchError
from bench.film import ROOT, Film

_EPISODE, _TRACK = "S01E01", "en"
_FINAL = f"results/{_EPISODE}/{_TRACK}/final.mp4"
# What is made before the clock starts: a peer gets these ready-made too.
_UNTIMED = ("draw_image", "speak_line", "compose_music", "make_insert")
# Everything else is config.yaml as it stands: libx264, medium, crf 18, 30 frames a second.
_CONFIG: dict[str, Any] = {
    "progress": "snakemake",  # whose blocks tell which jobs were timed
    "tracks": [_TRACK],
    "languages": {
        _TRACK: {
            "text": _TRACK,
            "locale": "en-US",
            "speech": ["espeak"],
            "voices": {"espeak": "en-us"},
            "speed": 1.0,
        }
    },
}


class Reelmake:
    """One episode in a folder of its own, built by the real Snakemake.

    `repeats` tells it several times over, with voices and clips of its own each time.
    """

    def __init__(self, film: Film, cores: int, repeats: int = 1) -> None:
        self._film = film
        self._cores = cores
        self._repeats = repeats
        self._folder = film.folder / "reelmake"
        self.final = self._folder / _FINAL

    def prepare(self) -> None:
        """Make what no system is timed for, and write film.json for the peers."""
        shutil.rmtree(self._folder / "results" / _EPISODE, ignore_errors=True)
        config = {**_CONFIG, "video": {"short_side": self._film.short_side}}
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "channel.json").write_text(json.dumps(config), encoding="utf-8")
        self._speak(edited=True)
        self._speak(edited=False)
        voices = self._voices()
        self._film.write_plan(
            voices=[voices[line] for line in self._film.lines()],
            edited_voice=voices[self._film.lines(edited=True)[self._film.edited]],
            music=str(self._only("music")),
            intro=str(self._only("inserts")),
        )

    def full(self) -> measure.Cost:
        """Time clips, joins, mix, subtitles and final.mp4, all pictures and voices being there."""
        self._write_script(edited=False)
        for made in (f"results/{_EPISODE}", "results/takes/clips", "results/takes/templates"):
            shutil.rmtree(self._folder / made, ignore_errors=True)
        return self._timed("full", clips=self._film.scenes * self._repeats)

    def edit(self) -> measure.Cost:
        """Time final.mp4 after one line was edited, its voice being spoken already."""
        self._write_script(edited=True)
        return self._timed("edit", clips=1)

    def _timed(self, name: str, clips: int) -> measure.Cost:
        log = self._log(name)
        cost = self._build(log, _FINAL)
        said = log.read_text(encoding="utf-8")
        cut = said.count("rule cut_clip:\n")
        if cut != clips or any(f"rule {rule}:\n" in said for rule in _UNTIMED):
            raise BenchError(f"Reelmake cut {cut} clips where {clips} are to be timed; see {log}")
        return cost

    def _speak(self, edited: bool) -> None:
        self._write_script(edited)
        self._build(self._log("prepare"), "--until", *_UNTIMED)

    def _build(self, log: Path, *arguments: str) -> measure.Cost:
        own = [ROOT / ".venv/bin/snakemake", "-s", ROOT / "Snakefile"]
        own += ["--configfile", "channel.json", "--cores", self._cores]
        return measure.run([*own, *arguments], self._folder, log)

    def _write_script(self, edited: bool) -> None:
        # The first time through carries the edit; repeats are other takes of the same words.
        lines = self._film.lines()
        scenes = []
        for repeat in range(self._repeats):
            said = self._film.lines(edited) if repeat == 0 else lines
            for index, line in enumerate(said):
                scene: dict[str, Any] = {"text": {_TRACK: line}, "image": self._image(index)}
                scenes.append({**scene, "take": {"voice": repeat + 1}} if repeat else scene)
        script = {"title": {_TRACK: "Bench"}, "music": {"prompt": "calm"}, "scenes": scenes}
        path = self._folder / "scripts_json/SAGA_01_Episode_01.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(script, indent=1), encoding="utf-8")

    def _image(self, index: int) -> str:
        # Beside the script, as a person's own pictures are: the folder is a link to them.
        link = self._folder / "scripts_json/pictures"
        if not link.exists():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(self._film.picture(0).parent, target_is_directory=True)
        return f"pictures/{self._film.picture(index).name}"

    def _voices(self) -> dict[str, str]:
        # A take's sidecar says what asked for it.
        found = {}
        for sidecar in (self._folder / "results/takes/speech/espeak").glob("*.json"):
            spec = json.loads(sidecar.read_text(encoding="utf-8"))["spec"]
            if "take" not in spec:
                found[spec["text"]] = str(sidecar.with_suffix(".wav"))
        return found

    def _only(self, kind: str) -> Path:
        takes = [
            path
            for path in (self._folder / f"results/takes/{kind}").glob("*/*")
            if path.suffix in (".wav", ".mp4")
        ]
        if len(takes) != 1:
            raise BenchError(f"{len(takes)} takes of {kind} were found where one is wanted")
        return takes[0]

    def _log(self, name: str) -> Path:
        return self._film.folder / f"logs/reelmake_{name}_{self._repeats}.log"
