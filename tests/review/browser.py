"""A real browser, used by the scripts beside this file.

What drives it is installed once into `.cache/review` of the checkout.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache/review"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""


def drive(script: str, *arguments: object) -> Any:
    """Return what `script`, given Chromium and `arguments`, found in it; it prints that as JSON.

    Skips the test where there is nothing to drive a browser with.
    """
    _install()
    used = shutil.copy(HERE / script, CACHE)
    command = [str(part) for part in ("node", used, CHROMIUM, *arguments)]
    done = subprocess.run(
        command, cwd=CACHE, capture_output=True, text=True, check=False, timeout=400
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _install() -> None:
    if not shutil.which("npm") or not CHROMIUM:
        pytest.skip("npm and Chromium are needed to use a page; install both")
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package-lock.json").read_text()
    mark = CACHE / "installed.json"
    with (CACHE / "lock").open("w") as lock:  # tests run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text() == wanted:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, CACHE)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install what drives the browser: {done.stderr[-300:]}")
        mark.write_text(wanted)
