"""Targets behind options of Snakemake's command, and how it is installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from launcher import targets_apart
from workflow.channel import HOME

FINAL = "results/S01E01/es/final.mp4"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (f"--cores 8 --resources gpu=1 {FINAL}", f"{FINAL} --cores 8 --resources gpu=1"),
        (
            f"--config tracks=es preset=draft {FINAL} -n",
            f"{FINAL} --config tracks=es preset=draft -n",
        ),
        (f"{FINAL} --resources gpu=1 mem_mb=9", f"{FINAL} --resources gpu=1 mem_mb=9"),
        (f"--forcerun speak_line -- {FINAL}", f"--forcerun speak_line -- {FINAL}"),
        ("--until speak_line cut_clip", "--until speak_line cut_clip"),
        ("-n", "-n"),
        (f"-nq {FINAL}", f"{FINAL} -nq"),
        (f"--quiet rules host {FINAL}", f"{FINAL} --quiet rules host"),
        (
            "--configfile a.yaml b.json S01E01/final.mp4",
            "S01E01/final.mp4 --configfile a.yaml b.json",
        ),
    ],
)
def test_targets_behind_assignments_are_targets(typed: str, meant: str) -> None:
    assert targets_apart(typed.split()) == meant.split()


def portable(command: list[str], folder: Path) -> str:
    """Run a command in the checkout where tools know POSIX only, as they do elsewhere."""
    done = subprocess.run(
        command,
        cwd=HOME,
        env={
            **os.environ,
            "POSIXLY_CORRECT": "1",
            "MAKEFLAGS": f"VENV={folder}/venv",
            "MAKELEVEL": "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_any_system_installs_the_command_and_lists_the_targets(tmp_path: Path) -> None:
    planned = portable(["make", "--dry-run", "setup"], tmp_path)
    written = next(line for line in planned.splitlines() if "scripts/launcher.py" in line)
    (tmp_path / "venv/bin").mkdir(parents=True)
    portable(["sh", "-c", written], tmp_path)
    shebang, launcher = (tmp_path / "venv/bin/snakemake").read_text().split("\n", 1)
    assert shebang == f"#!{tmp_path}/venv/bin/python"
    assert launcher == (HOME / "scripts/launcher.py").read_text()
    told = portable(["make", "help"], tmp_path).splitlines()
    assert [line.split()[0] for line in told][:3] == ["help", "setup", "demo"]
