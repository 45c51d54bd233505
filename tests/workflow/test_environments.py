"""Engines in environments of their own: two that cannot stand beside each other, in one film.

The engines are added to a copy of the repository as docs/engines.md says: one file, one
environment, one name in the schema.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
import yaml

from workflow.channel import (
    HOME,
    SNAKEMAKE,
    TINY,
    Channel,
    Run,
    copy_home,
    environment,
    jobs,
    scene,
)
from workflow.conda_channel import SERIES, write_channel

ENGINE = """
RECIPE = 1
ENVIRONMENT = "{name}"
PACKAGES = ("six", "numpy")


def load(settings, models):
    return Hum()


class Hum:
    def speak(self, spec):
        import sys

        import numpy as np
        import six

        from engines.base import Speech

        samples = np.sin(np.arange(12000) * {pitch}).astype(np.float32) / 4
        record = {{"imported": six.__version__, "prefix": sys.prefix, "path": sys.path}}
        return Speech(samples, 24000, [], record)
"""
ENVIRONMENT = """dependencies:
  - pip
  - pip:
      - six=={six}
      - numpy==2.4.6
      - soundfile==0.14.0
      - psutil
"""
REAL = f"""channels:
  - {{channel}}
dependencies:
  - python={SERIES}
  - pip
  - pip:
      - six=={{six}}
      - numpy==2.4.6
      - soundfile==0.14.0
      - psutil
"""
SIX = {"hum": "1.16.0", "buzz": "1.15.0"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository with the engines hum and buzz."""
    home = copy_home(tmp_path_factory.mktemp("own") / "home")
    for pitch, name in enumerate(SIX, 1):
        module = home / f"scripts/engines/speech/{name}.py"
        module.write_text(ENGINE.format(name=name, pitch=pitch / 20))
        (home / f"envs/{name}.yaml").write_text(ENVIRONMENT.format(six=SIX[name]))
    schema = home / "config/schemas/config.schema.json"
    schema.write_text(schema.read_text().replace('"espeak"]', '"espeak", "hum", "buzz"]'))
    return home


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel whose tracks are spoken by hum and buzz, or else by espeak."""
    return spoken_channel(tmp_path_factory.mktemp("channel"))


def spoken_channel(folder: Path) -> Channel:
    """Write a channel whose tracks are spoken by hum and buzz, or else by espeak."""
    languages = {
        track: {**language, "speech": [engine, "espeak"], "voices": {engine: "a", "espeak": track}}
        for (track, language), engine in zip(TINY["languages"].items(), SIX, strict=True)
    }
    made = Channel(folder, {**TINY, "languages": languages})
    made.write({"title": {"es": "A", "en": "B"}, "scenes": [scene(1)]})
    return made


def build(channel: Channel, home: Path, *arguments: str, **variables: str) -> Run:
    command = [str(SNAKEMAKE), "-s", str(home / "Snakefile"), "--configfile", "channel.yaml"]
    command += ["--cores", "2", *arguments]
    done = subprocess.run(
        command,
        cwd=channel.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=500,
        check=False,
        env={**environment(), **variables},
    )
    return Run(done.returncode, done.stdout, jobs(done.stdout))


VOICES = [f"results/S01E01/{track}/raw/001.wav" for track in ("es", "en")]


@pytest.mark.parametrize("path", sorted((HOME / "envs").glob("*.yaml")), ids=lambda path: path.stem)
def test_environments_name_the_same_channel(path: Path) -> None:
    # Not nodefaults beside it: since 26.7, `conda env create` looks for a channel of that name.
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(told) == ["channels", "dependencies"]
    assert told["channels"] == ["conda-forge"]


@pytest.mark.environment
def test_engines_with_conflicting_pins_run_apart(channel: Channel, home: Path) -> None:
    run = build(channel, home, "--profile", str(home / "profiles/venv"), *VOICES)
    assert run.status == 0, run.said
    prefixes = set()
    for name, pinned in SIX.items():
        (sidecar,) = channel.results.glob(f"takes/speech/{name}/*.json")
        made_by = json.loads(sidecar.read_text())["made_by"]
        assert made_by["imported"] == made_by["six"] == pinned
        assert not [path for path in made_by["path"] if path.startswith(sys.prefix)]
        prefixes.add(made_by["prefix"])
    assert len(prefixes | {sys.prefix}) == 3
    with suppress(PackageNotFoundError):
        assert version("six") not in SIX.values()
    # Snakemake's own --sdm conda, with a command conda on PATH: the same environments, no new take.
    path = f"{home}/profiles/venv/base/bin{os.pathsep}{os.environ['PATH']}"
    profile = ("--profile", str(home / "profiles/conda"))
    again = build(channel, home, *profile, *VOICES, PATH=path, REELMAKE_PYTHON=sys.executable)
    assert (again.status, again.jobs) == (0, frozenset()), again.said
    for sidecar in channel.results.glob("takes/speech/*/*"):
        sidecar.unlink()
    anew = build(channel, home, *profile, *VOICES, PATH=path, REELMAKE_PYTHON=sys.executable)
    assert anew.rules["speak_line"] == 2, anew.said
    assert "Creating conda environment" not in anew.said


def test_without_a_deployed_environment_the_next_engine_speaks_and_is_told(
    channel: Channel, home: Path
) -> None:
    run = build(channel, home, "-n", *VOICES)
    assert run.status == 0, run.said
    assert "note: track es is spoken by espeak, not by hum (it has an environment of" in run.said
    assert all("speech/espeak/" in output for rule, output in run.jobs if rule == "speak_line")


@pytest.mark.environment
def test_an_environment_that_cannot_be_made_says_why(
    channel: Channel, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    (copy / "envs/hum.yaml").write_text(ENVIRONMENT.format(six="99.9.9"))
    run = build(channel, copy, "--profile", str(copy / "profiles/venv"), *VOICES)
    assert run.status != 0
    assert "could not install what" in run.said and "six==99.9.9" in run.said


@pytest.mark.environment
@pytest.mark.skipif(shutil.which("conda") is None, reason="there is no conda on PATH")
def test_a_real_conda_solves_and_deploys_an_environment(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    address = write_channel(tmp_path / "packages")
    (copy / "envs/hum.yaml").write_text(REAL.format(channel=address, six=SIX["hum"]))
    channel = spoken_channel(tmp_path / "channel")
    profile = ("--profile", str(copy / "profiles/conda"))
    # It is the only channel, whatever the person's own settings name.
    own = {"CONDA_CHANNELS": address, "CONDA_PKGS_DIRS": str(tmp_path / "cache")}
    run = build(channel, copy, *profile, VOICES[0], **own)
    assert run.status == 0, run.said
    (sidecar,) = channel.results.glob("takes/speech/hum/*.json")
    made_by = json.loads(sidecar.read_text())["made_by"]
    assert made_by["imported"] == SIX["hum"]
    assert not [path for path in made_by["path"] if path.startswith(sys.prefix)]
    # What only conda writes: which packages it put there, from which channel.
    (python,) = Path(made_by["prefix"]).glob("conda-meta/python-*.json")
    assert json.loads(python.read_text())["channel"].startswith(address)
    again = build(channel, copy, *profile, VOICES[0], **own)
    assert (again.status, again.jobs) == (0, frozenset()), again.said
