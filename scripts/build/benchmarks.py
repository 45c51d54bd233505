"""Snakemake's benchmarks: how long the last job took that made a file."""

from __future__ import annotations

import csv
from pathlib import Path


def benchmark_seconds(path: Path) -> float | None:
    """Return the seconds in the benchmark at `path`, None where there is none that can be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            *_, last = csv.DictReader(file, delimiter="\t")
        return float(last["s"])
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return None
