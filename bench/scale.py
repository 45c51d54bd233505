"""Time what finding nothing to do costs in a channel of many episodes: `python -m bench.scale`

Beside Reelmake stands a Snakefile of empty rules with as many jobs as its takes: one for each
picture, two for each scene and track. Nothing is drawn or spoken: every file that the plan names
is made empty, in the order in which a build would make it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import measure
from bench.film import CACHE, ROOT
from bench.results import Results, machine, versions
from bench.scale_report import write_scale_report

SNAKEMAKE = ROOT / ".venv/bin/snakemake"
_TRACKS = ("es", "en")
_CONFIG = {
    "tracks": list(_TRACKS),
    "languages": {
        track: {
            "text": track,
            "locale": locale,
            "speech": ["espeak"],
            "voices": {"espeak": voice},
            "speed": 1.0,
        }
        for track, locale, voice in (("es", "es-ES", "es"), ("en", "en-US", "en-us"))
    },
}
_EMPTY = """
scenes = [f"{e}-{s}" for e in range(EPISODES) for s in range(SCENES)]
rule all:
    input: expand("clips/{t}-{i}", t=TRACKS, i=scenes)
rule picture:
    output: "pictures/{i}"
    shell: "touch {output}"
rule voice:
    output: "voices/{t}-{i}"
    shell: "touch {output}"
rule clip:
    input: "pictures/{i}", "voices/{t}-{i}"
    output: "clips/{t}-{i}"
    wildcard_constraints: t="[a-z]+"
    shell: "touch {output}"
"""


@dataclass(frozen=True)
class Size:
    """How much a channel holds."""

    episodes: int
    scenes: int

    @property
    def scene_tracks(self) -> int:
        """How many voices, and clips, there are."""
        return self.episodes * self.scenes * len(_TRACKS)


def main() -> int:
    """Measure every size that the command line asks for, then write the report."""
    parser = argparse.ArgumentParser(description="Time a no-op of many episodes.")
    parser.add_argument("--episodes", default="10,25,50,100")
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--report", type=Path, help="the folder for scale.md and scale.svg")
    asked = parser.parse_args()
    folder = CACHE / "scale"
    results = Results(folder / "results.json")
    results.drop("sizes")
    results.put("machine", value=machine())
    results.put("versions", value=versions())
    for episodes in map(int, asked.episodes.split(",")):
        size = Size(episodes, asked.scenes)
        found = measure_size(size, folder / str(episodes))
        results.put("sizes", str(size.scene_tracks), value={**asdict(size), **found})
    write_scale_report(results.tree, asked.report or folder)
    return 0


def measure_size(size: Size, folder: Path) -> dict[str, object]:
    """Return what the dry runs of one size cost."""
    shutil.rmtree(folder, ignore_errors=True)
    _tell(f"{size.episodes} episodes: writing scripts, naming every file")
    channel, empty = folder / "channel", folder / "empty"
    write_channel(channel, size)
    make_named_files(channel)
    write_empty(empty, size)
    _tell(f"{size.episodes} episodes: empty rules, every job looked at, no-op, edit")
    costs = {"empty": _dry(empty, ["-s", "Snakefile"], 0)}
    costs["whole"] = _dry(channel, _OWN, 0)  # the first: there are no records of finished episodes
    costs["no_op"] = _dry(channel, _OWN, 0)
    edit_one_line(channel)
    costs["edit"] = _dry(channel, _OWN, 1)
    return {name: asdict(cost) for name, cost in costs.items()}


_OWN = ["-s", ROOT / "Snakefile", "--configfile", "channel.json"]


def write_channel(folder: Path, size: Size) -> None:
    """Write the configuration and scripts of a channel; no two lines are alike."""
    scripts = folder / "scripts_json"
    scripts.mkdir(parents=True)
    (folder / "channel.json").write_text(json.dumps(_CONFIG), encoding="utf-8")
    for episode in range(1, size.episodes + 1):
        scenes = [
            {
                "text": {
                    "es": f"En la escena {scene} del capítulo {episode} sube la marea despacio.",
                    "en": f"In scene {scene} of chapter {episode} the tide comes in slowly.",
                },
                "image_prompt": f"a quiet harbour at hour {scene} of day {episode}",
            }
            for scene in range(1, size.scenes + 1)
        ]
        title = {"es": f"Capítulo {episode}", "en": f"Chapter {episode}"}
        script = {"title": title, "music": {"prompt": f"calm {episode}"}, "scenes": scenes}
        _script(folder, episode).write_text(json.dumps(script), encoding="utf-8")


def make_named_files(channel: Path) -> None:
    """Make every file of the plan, empty, each newer than what it is made from."""
    log = channel / "plan.log"
    measure.run([SNAKEMAKE, *_OWN, "-n"], channel, log)
    time = 1_600_000_000
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith("    output: "):
            for name in line.removeprefix("    output: ").split(", "):
                path = channel / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                os.utime(path, (time, time))
            time += 1
    for path in [*channel.glob("scripts_json/*"), *channel.glob("results/**/edit*.json")]:
        os.utime(path, (1_500_000_000, 1_500_000_000))


def edit_one_line(channel: Path) -> None:
    """Change one sentence of the first episode."""
    path = _script(channel, 1)
    script = json.loads(path.read_text(encoding="utf-8"))
    script["scenes"][0]["text"]["en"] += " Nobody sees it."
    path.write_text(json.dumps(script), encoding="utf-8")


def write_empty(folder: Path, size: Size) -> None:
    """Write the Snakefile of empty rules, and all that it would make."""
    folder.mkdir(parents=True)
    head = f"EPISODES, SCENES, TRACKS = {size.episodes}, {size.scenes}, {_TRACKS}\n"
    (folder / "Snakefile").write_text(head + _EMPTY, encoding="utf-8")
    for kind in ("pictures", "voices", "clips"):
        (folder / kind).mkdir()
    names = [f"{e}-{s}" for e in range(size.episodes) for s in range(size.scenes)]
    for name in names:
        _touch(folder / "pictures" / name, 1)
        for track in _TRACKS:
            _touch(folder / "voices" / f"{track}-{name}", 1)
            _touch(folder / "clips" / f"{track}-{name}", 2)


def _dry(folder: Path, own: Sequence[object], voices: int) -> measure.Cost:
    log = folder / "dry.log"
    profile = ["--workflow-profile", ROOT / "profiles/default"]
    cost = measure.run([SNAKEMAKE, *own, *profile, "-n"], folder, log)
    said = log.read_text(encoding="utf-8")
    found = said.count("rule speak_line:\n")
    if found != voices or (not voices and "Nothing to be done" not in said):
        sys.exit(f"bench: {found} voices were to be made where {voices} are; see {log}")
    return cost


def _script(channel: Path, episode: int) -> Path:
    return channel / f"scripts_json/SAGA_01_Episode_{episode:02}.json"


def _touch(path: Path, time: int) -> None:
    path.touch()
    os.utime(path, (1_600_000_000 + time, 1_600_000_000 + time))


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
