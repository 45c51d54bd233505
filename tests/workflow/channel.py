"""A tiny channel in a folder of its own, built by the real Snakemake with the real rules."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Self

import yaml

from workflow.starter import starter

HOME = Path(__file__).resolve().parents[2]
# How variables with a person's own keys begin.
SERVICES = ("GOOGLE_", "GEMINI_", "TOGETHER_", "HF_TOKEN")
SNAKEMAKE = Path(sys.executable).with_name("snakemake")

# Small and quick, and every part of the real thing: pictures, speech, music, intro, two tracks.
TINY = {
    "tracks": ["es", "en"],
    "languages": {
        track: {
            "text": track,
            "locale": locale,
            "speech": ["espeak"],
            "voices": {"espeak": voice},
            "speed": 1.6,
        }
        for track, locale, voice in (("es", "es-ES", "es"), ("en", "en-US", "en-us"))
    },
    "music": {"seconds": 10},
    "video": {"short_side": 90, "preset": "ultrafast"},
    "ear": {"engine": [], "listen": False},
    "thumbnails": {"draw": False},
    "review": {"page": False},
}

Jobs = frozenset[tuple[str, str]]
_JOB = re.compile(r"^(?:local)?(?:rule|checkpoint) (\w+):\n((?:    .*\n)*)", re.MULTILINE)
_OUTPUT = re.compile(r"^    output: ([^,\n]+)", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """How a run ended, what it said, and its jobs as (rule, first output)."""

    status: int
    said: str
    jobs: Jobs

    @property
    def rules(self) -> dict[str, int]:
        """How many jobs of each rule there were."""
        counted: dict[str, int] = {}
        for rule, _ in sorted(self.jobs):
            counted[rule] = counted.get(rule, 0) + 1
        return counted


class Channel:
    """A folder with scripts and results, and what a person does there.

    `variables` are added to the environment of its builds.
    """

    variables: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, config: Mapping[str, Any] = TINY) -> None:
        self.folder = folder
        self.scripts = folder / "scripts_json"
        self.results = folder / "results"
        self.scripts.mkdir(parents=True, exist_ok=True)
        self.configure(config)

    def configure(self, config: Mapping[str, Any]) -> None:
        """Write the channel's own configuration; its runs tell the jobs as Snakemake does."""
        text = yaml.safe_dump({"progress": "snakemake", **config}, allow_unicode=True)
        (self.folder / "channel.yaml").write_text(text, encoding="utf-8")

    def copy(self, folder: Path) -> Self:
        """Return an exact copy of this channel: time stamps and links as they are."""
        shutil.copytree(self.folder, folder, symlinks=True)
        made = object.__new__(type(self))
        made.folder, made.scripts, made.results = (
            folder,
            folder / "scripts_json",
            folder / "results",
        )
        return made

    def write(self, script: Mapping[str, Any], name: str = "SAGA_01_Episode_01.json") -> Path:
        """Write a script."""
        path = self.scripts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(script, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    def read(self, name: str = "SAGA_01_Episode_01.json") -> dict[str, Any]:
        """Return a script as it stands."""
        return json.loads((self.scripts / name).read_text(encoding="utf-8"))

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command that builds here."""
        own = ["-s", HOME / "Snakefile", "--configfile", "channel.yaml", "--cores", "2"]
        return [str(part) for part in [SNAKEMAKE, *own, *arguments]]

    def build(self, *arguments: str | Path, timeout: float = 400) -> Run:
        """Run Snakemake to its end, which has to come within `timeout` seconds."""
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as output:
            own = {**environment(), **self.variables}
            status = self.run(self.command(*arguments), own, output, timeout)
            said = output.read()
        return Run(status, said, jobs(said))

    def run(
        self, command: list[str], variables: Mapping[str, str], output: IO[str], timeout: float
    ) -> int:
        """Run `command` here with the environment `variables`; return its exit status."""
        return starter().run(command, self.folder, variables, output, timeout)

    def dry_run(self, *arguments: str | Path) -> Run:
        """Run Snakemake with -n."""
        return self.build("-n", *arguments)

    def forget(self) -> None:
        """Lose Snakemake's own records."""
        shutil.rmtree(self.folder / ".snakemake", ignore_errors=True)


class OwnHome(Channel):
    """A channel that a copy of the project builds: its folder `home`, which a test may change."""

    @property
    def home(self) -> Path:
        """Where the copy of the project is."""
        return self.folder / "home"

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command that builds here with the copied project."""
        theirs, own = str(HOME / "Snakefile"), f"{self.home.name}/Snakefile"
        return [own if part == theirs else part for part in super().command(*arguments)]


def copy_home(folder: Path) -> Path:
    """Return a copy at `folder` of what builds, which a test may change."""
    parts = ("rules", "scripts", "config", "profiles", "envs", "resources")
    for part in parts:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HOME / part, folder / part, ignore=ignored)
    shutil.copy(HOME / "Snakefile", folder)
    return folder


def environment() -> dict[str, str]:
    """Return this process's environment without keys and what a build around it may have set."""
    own = ("REELMAKE", *SERVICES)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    return {**kept, "REELMAKE_ENV_FILE": os.devnull}


def jobs(said: str) -> Jobs:
    """Return the jobs that Snakemake listed, but for `all`, which makes nothing."""
    found = set()
    for rule, body in _JOB.findall(said):
        output = _OUTPUT.search(body)
        if output:
            found.add((rule, output[1].strip()))
    return frozenset(found)


def scene(number: int, **own: Any) -> dict[str, Any]:
    """Return a scene that differs from every other number's."""
    words = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete"][number - 1]
    english = ["one", "two", "three", "four", "five", "six", "seven"][number - 1]
    return {
        "text": {"es": f"Escena {words}.", "en": f"Scene {english}."},
        "image_prompt": f"a calm sea, number {english}",
        **own,
    }


def episode(count: int = 3, **own: Any) -> dict[str, Any]:
    """Return a small valid script."""
    return {
        "title": {"es": "Película pequeña", "en": "Small film"},
        "music": {"prompt": "calm"},
        "scenes": [scene(number) for number in range(1, count + 1)],
        **own,
    }
