"""Results on disk: written after every measurement, so a stopped bench keeps what it had."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import psutil

from bench.film import ROOT


class Results:
    """One JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.tree: dict[str, Any] = {}
        if path.exists():
            self.tree = json.loads(path.read_text(encoding="utf-8"))

    def put(self, *where: str, value: Any) -> None:  # noqa: ANN401
        """Set the value under the keys `where`, and write the file."""
        branch = self.tree
        for key in where[:-1]:
            branch = branch.setdefault(key, {})
        branch[where[-1]] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        temporary.write_text(json.dumps(self.tree, indent=1), encoding="utf-8")
        temporary.replace(self._path)

    def drop(self, *where: str) -> None:
        """Forget what stands under the keys `where`, if anything does."""
        branch = self.tree
        for key in where[:-1]:
            branch = branch.get(key, {})
        branch.pop(where[-1], None)


def machine() -> dict[str, Any]:
    """Return what this machine is: no names, no places."""
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {
        "processor": " ".join(found[1].split()) if found else platform.machine(),
        "cores": os.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "system": platform.system(),
    }


def versions() -> dict[str, str]:
    """Return the versions of everything that is timed."""
    reelmake = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    asked = [str(ROOT / ".venv/bin/snakemake"), "--version"]
    snakemake = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return {
        "Reelmake": reelmake[1] if reelmake else "unknown",
        "Snakemake": snakemake,
        "MoviePy": version("moviepy"),
        "ffmpeg": imageio_ffmpeg.get_ffmpeg_version().split("-")[0].removeprefix("n"),
        "Python": platform.python_version(),
    }
