"""What the bench measures of a program: its children too, and its end."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import psutil
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


def test_what_takes_too_long_is_given_up_on_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    cost = run(["sh", "-c", f"sleep 60 & echo $! > {child}; wait"], tmp_path, tmp_path / "log", 5.0)
    assert not cost.whole
    assert 5 <= cost.wall < 40
    with contextlib.suppress(psutil.NoSuchProcess):
        assert psutil.Process(int(child.read_text())).status() == psutil.STATUS_ZOMBIE
