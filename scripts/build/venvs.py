"""A stand-in for conda that makes virtual environments: the five calls that Snakemake makes.

    conda --version | info --json | config --get … --json | clean …
    conda env create --file ENV.yaml --prefix FOLDER

Of an environment file it takes `python=…` and the `pip:` part; there may be nothing else in it.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

_VERSION = "25.1.0"  # the conda whose calls these are
_PYTHON = re.compile(r"python=(\d+\.\d+)")


def main(arguments: list[str]) -> str:
    """Answer one call; what is printed is JSON or text. SystemExit with a sentence on failure."""
    if arguments == ["--version"]:
        return f"conda {_VERSION}"
    if arguments[:1] == ["info"]:
        base = Path(__file__).resolve().parents[2] / "profiles/venv/base"
        return json.dumps({"conda_prefix": str(base), "platform": f"linux-{platform.machine()}"})
    if arguments[:1] == ["config"]:
        return json.dumps({"get": {"channel_priority": "strict"}})
    if arguments[:1] == ["clean"]:
        return ""
    if arguments[:2] == ["env", "create"]:
        file, prefix = (arguments[arguments.index(key) + 1] for key in ("--file", "--prefix"))
        create(Path(file), Path(prefix))
        return ""
    sys.exit(f"profiles/venv makes environments only; it cannot do: conda {' '.join(arguments)}")


def create(file: Path, prefix: Path) -> None:
    """Make the environment that `file` describes at `prefix`."""
    version, packages = needs(yaml.safe_load(file.read_text(encoding="utf-8")), file.name)
    subprocess.run([interpreter(version), "-m", "venv", str(prefix)], check=True)
    wanted = prefix / "requirements.txt"
    wanted.write_text("".join(f"{package}\n" for package in packages), encoding="utf-8")
    command: list[str | Path] = [prefix / "bin/python", "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "-r", wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"pip could not install what {file.name} lists: {done.stderr.strip()[-2000:]}")


def needs(environment: dict[str, Any], name: str) -> tuple[str, list[str]]:
    """Return the Python version and the pip requirements of an environment file's content."""
    python, packages = "", []
    for entry in environment["dependencies"]:
        found = _PYTHON.fullmatch(entry) if isinstance(entry, str) else None
        if found:
            python = found[1]
        elif isinstance(entry, dict):
            packages += entry["pip"]
        elif entry != "pip":
            sys.exit(
                f"{name} wants {entry}, which pip cannot install: use --profile profiles/conda"
            )
    return python, packages


def interpreter(version: str) -> str:
    """Return the path of a Python of `version` (3.11); any other would need other packages."""
    if version in ("", f"{sys.version_info.major}.{sys.version_info.minor}"):
        return sys.executable
    found = shutil.which(f"python{version}")
    if found is None:
        sys.exit(f"Python {version} is needed and there is no python{version} on PATH: install it")
    return found


if __name__ == "__main__":
    print(main(sys.argv[1:]))
