"""The engines' own environments in tests: a Python that runs calls, one process per environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).resolve().parents[2]
INSIDE = Path(__file__).with_name("inside.py")


def engine_python(name: str) -> Path:
    """Return the Python of the environment `name`; skips the test where it is not deployed.

    REELMAKE_ENVS names the folder of deployed environments, by default .environments here.
    """
    folder = Path(os.environ.get("REELMAKE_ENVS", HOME / ".environments"))
    python = folder / name / "bin/python"
    if not python.is_file():
        pytest.skip(f"the environment {name} is not in {folder}")
    return python


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
