"""The engines' own environments in tests: a Python that runs calls, one process per environment."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bench.gpu.environments import DEPLOYED, deployed
from workflow.channel import HOME, TINY, Channel, scene

INSIDE = Path(__file__).with_name("inside.py")


def _spoken_by(engine: str) -> dict[str, Any]:
    spanish = {**TINY["languages"]["es"], "speech": [engine], "voices": {engine: "default"}}
    return {"tracks": ["es"], "languages": {"es": {**spanish, "speed": 1.0}}}


# What asks for the environment: a part of the configuration, and a file to build.
WANTS: dict[str, tuple[dict[str, Any], str]] = {
    "diffusion": ({"images": {"engine": ["zimage"]}}, "results/S01E01/common/img_001.png"),
    "musicgen": ({"music": {"engine": ["musicgen"]}}, "results/S01E01/common/takes.tsv"),
    "chatterbox": (_spoken_by("chatterbox"), "results/S01E01/es/raw/001.wav"),
    "melo": (_spoken_by("melo"), "results/S01E01/es/raw/001.wav"),
}
# What is installed from a repository, which may be out of reach.
REPOSITORIES = {"melo": "https://github.com/myshell-ai/MeloTTS.git"}


def engine_python(name: str) -> Path:
    """Return the Python of the environment `name`, deployed by Snakemake where it is not yet.

    Environments are kept in .environments/, where builds of this checkout find them too. Where one
    needs a repository that cannot be reached, the test is skipped.
    """
    python = deployed(name)
    if python is None:
        if name in REPOSITORIES and not is_reached(REPOSITORIES[name]):
            pytest.skip(f"the environment {name} needs {REPOSITORIES[name]}, out of reach here")
        deploy(name)
        python = deployed(name)
    assert python is not None
    return python


def is_reached(repository: str) -> bool:
    """Tell whether git can read `repository`."""
    asked = ["git", "ls-remote", "--exit-code", repository, "HEAD"]
    try:
        return subprocess.run(asked, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def deploy(name: str) -> None:
    """Have Snakemake deploy the environment, as a build that needs it would."""
    config, target = WANTS[name]
    with tempfile.TemporaryDirectory(prefix="reelmake-deploy-") as folder:
        channel = Channel(Path(folder), {**TINY, **config})
        script = {"title": {"es": "A", "en": "B"}, "music": {"prompt": "calm"}}
        channel.write({**script, "scenes": [scene(1)]})
        run = channel.build("--conda-create-envs-only", *IN_VENVS, target, timeout=3600)
    assert run.status == 0, run.said


# How builds of tests deploy environments.
IN_VENVS = ("--profile", HOME / "profiles/venv", "--conda-prefix", DEPLOYED)


class Inside:
    """Calls functions of modules in this folder, by the Python of an environment."""

    def __init__(self, python: Path) -> None:
        # Tiny models: threads that wait for one another would take a hundred times as long.
        quiet = {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        self._process = subprocess.Popen(
            [str(python), str(INSIDE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **quiet},
        )

    def call(self, module: str, function: str, *arguments: Any) -> Any:
        """Return what the function returns, as JSON has it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        request = {"module": module, "function": function, "arguments": arguments}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def configured(engine: str, **chosen: object) -> dict[str, Any]:
    """Return the settings of `engine` as config/config.yaml has them, with those `chosen`."""
    tree = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    return {**tree["engines"][engine], **chosen}


def takes_of(
    inside: Inside, folder: Path, kind: str, engine: str, wishes: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the takes of named `wishes` by tiny checkpoints, with their samples."""
    made = inside.call("tiny_takes", "make", str(folder), kind, engine, list(wishes.values()))
    for index, take in enumerate(made):
        if "error" not in take:
            take["samples"] = np.load(folder / f"{index}.npy")
    return dict(zip(wishes, made, strict=True))
