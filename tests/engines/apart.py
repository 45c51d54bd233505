"""The caller's side of adapter_apart.py: takes made under the Python of an engine's environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]


def engine_python(environment: str) -> Path:
    """Return the Python of envs/<environment>.yaml; skips the test where it is not deployed.

    REELMAKE_PYTHON_<ENVIRONMENT> names it, else it is looked for in the folder REELMAKE_ENVS, by
    default .environments here.
    """
    named = os.environ.get(f"REELMAKE_PYTHON_{environment.upper()}")
    folder = Path(os.environ.get("REELMAKE_ENVS", HOME / ".environments"))
    python = Path(named) if named else folder / environment / "bin/python"
    if not python.is_file():
        pytest.skip(f"there is no {python}, the Python of envs/{environment}.yaml")
    return python


def configured(engine: str, **chosen: object) -> dict[str, Any]:
    """Return the settings of `engine` as config/config.yaml has them, with those `chosen`."""
    tree = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    return {**tree["engines"][engine], **chosen}


def make_apart(
    python: Path, folder: Path, kind: str, engine: str, wishes: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return for each of `wishes` {"samples", "rate", "record"}, or {"error"} with its sentence.

    A wish is {"settings", "spec"}; the checkpoints are those of tiny_<engine>.build.
    """
    done = subprocess.run(
        [str(python), str(HERE / "adapter_apart.py"), str(folder), kind, engine],
        input=json.dumps(wishes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        # One thread: those of a tiny model would only wait for each other.
        env={**os.environ, "PYTHONPATH": str(HOME / "scripts"), "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    takes = json.loads((folder / "takes.json").read_text())
    for index, take in enumerate(takes):
        if "error" not in take:
            take["samples"] = np.load(folder / f"{index}.npy")
    return takes
