"""`make bench-gpu` on tiny models: every way of measuring works, on any machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from environments import HOME, engine_python

from bench.gpu.plan import ENVIRONMENTS, rows
from bench.gpu.row import real_time


@pytest.mark.environment
@pytest.mark.timeout(1800)  # it may deploy an environment first
@pytest.mark.parametrize("engine", ENVIRONMENTS)
def test_every_row_is_measured(engine: str, tmp_path: Path) -> None:
    name = ENVIRONMENTS[engine]
    if name is not None:
        engine_python(name)
    command = [sys.executable, "-m", "bench.gpu", "--tiny", "--pictures", "2"]
    command += ["--engines", engine, "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads((tmp_path / "gpu.json").read_text())
    assert [row["name"] for row in measured] == [row["name"] for row in rows(engine, 2, 12, True)]
    for row in measured:
        assert 0 < row["seconds"]["take"] <= row["seconds"]["all"]
        assert (row["real_time"] is None) == (engine in ("zimage", "sdxl"))


def test_a_card_is_tried_in_every_placement_and_with_every_kernel() -> None:
    made = rows("zimage", 20, 12.0, tiny=False)
    assert {row["way"] for row in made} == {"bare", "engine", "workflow"}
    assert {row["frame"] for row in made} == {(1920, 1072)}
    placed = [row for row in made if "placement" in row["settings"]]
    assert [row["settings"]["placement"] for row in placed] == [
        *("auto", "none", "model", "group", "sequential")
    ]
    assert {row["capped_gb"] for row in placed} == {12.0}
    assert len([row for row in made if "attention" in row["settings"]]) == 4
    assert [row["name"] for row in made if row["settings"].get("compile") == "on"] == ["compiled"]


def test_the_real_time_factor_leaves_out_the_first_take() -> None:
    assert real_time([9.0, 1.0, 2.0], [10.0, 10.0, 20.0]) == pytest.approx(0.1)
    assert real_time([9.0], [10.0]) == pytest.approx(0.9)
    assert real_time([9.0, 1.0], [None, None]) is None
