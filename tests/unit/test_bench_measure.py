from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.measure import run

# A parent whose child does the work: it burns half a second and holds 150 MB for one.
WORK = """
import time
held = b"x" * 150_000_000
while time.process_time() < 0.5:
    pass
time.sleep(1)
"""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORK!r}])"


def test_children_count(tmp_path: Path) -> None:
    cost = run([sys.executable, "-c", PARENT], tmp_path, tmp_path / "log")
    assert cost.cpu >= 0.5
    assert cost.wall >= 1
    assert cost.memory >= 150_000_000


def test_a_failure_is_told_by_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no such film"):
        run([sys.executable, "-c", "raise SystemExit('no such film')"], tmp_path, tmp_path / "log")
