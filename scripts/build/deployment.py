"""Environments of engines: whether Snakemake deploys them, and with which conda."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def deploys(workflow: Any, home: Path) -> bool:  # noqa: ANN401
    """Tell whether Snakemake deploys environments, and have it find the conda it was told of.

    It looks for the command on PATH only, wherever `conda-base-path` points.
    """
    settings = workflow.deployment_settings
    base = settings.conda_base_path
    if base is not None:
        settings.conda_base_path = home / base  # a relative one is meant from the Snakefile
        first = str(settings.conda_base_path / "bin")
        if first not in os.environ["PATH"].split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join([first, os.environ["PATH"]])
        os.environ["REELMAKE_PYTHON"] = sys.executable
    return any(method.name == "CONDA" for method in settings.deployment_method)
