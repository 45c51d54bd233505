"""Targets behind options of Snakemake's command."""

from __future__ import annotations

import pytest

from launcher import targets_apart

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
