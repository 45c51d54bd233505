"""The engines' own Pythons, and processes run by them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.film import ROOT
from bench.gpu import workflow

DEPLOYED = ROOT / ".environments"


def deployed(name: str) -> Path | None:
    """Return the Python of the environment as its file stands now, None where there is none."""
    wanted = (ROOT / f"envs/{name}.yaml").read_text(encoding="utf-8")
    for file in DEPLOYED.glob("*.yaml"):
        done = file.with_suffix(".env_setup_done").exists()
        if done and file.read_text(encoding="utf-8") == wanted:
            return file.with_suffix("") / "bin/python"
    return None


def engine_python(name: str | None, folder: Path) -> Path:
    """Return the Python of the environment `name`, deployed by Snakemake where it is not yet.

    None is the main installation.
    """
    if name is None:
        return Path(sys.executable)
    if deployed(name) is None:
        workflow.deploy(name, folder)
    python = deployed(name)
    if python is None:
        raise BenchError(f"the environment {name} is not in {DEPLOYED} after it was deployed")
    return python


def in_a_process(python: Path, module: str, wish: Mapping[str, Any], name: Path) -> dict[str, Any]:
    """Return what `module` prints last, as JSON; {"failed": why} where it does not end well.

    What it says beside that is in `name`.log.
    """
    log = name.with_name(f"{name.name.replace(' ', '-').replace(',', '')}.log")
    with log.open("w", encoding="utf-8") as said:
        run = subprocess.run(
            [str(python), "-m", module, json.dumps(wish)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            check=False,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
    if run.returncode == 0:
        return json.loads(run.stdout.splitlines()[-1])
    lines = log.read_text(encoding="utf-8").strip().splitlines()
    return {"failed": lines[-1] if lines else f"it ended with {run.returncode}"}
