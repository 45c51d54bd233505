"""What this machine's GPU does: `make bench-gpu`, or some of it

    .venv/bin/python -m bench.gpu --engines zimage --pictures 20

Checkpoints are random, of full size, so nothing but Kokoro has to be fetched; `--checkpoint` takes
a real one, `--tiny` tries the bench itself out on any machine. Every row is a process of its own,
so that peaks are its own, run by the Python of the engine's environment. `bench.gpu.plan` has the
rows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.film import ROOT
from bench.gpu import workflow
from bench.gpu.environments import engine_python, in_a_process
from bench.gpu.plan import ENVIRONMENTS, rows
from bench.gpu.table import heading, line


def main() -> int:
    """Measure every row, print them as a table for each engine, and keep them as JSON."""
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    kept: list[Mapping[str, Any]] = []
    try:
        for engine in asked.engines:
            kept += _measure(engine, asked)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    finally:
        (asked.folder / "gpu.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 1 if any("failed" in row for row in kept) and asked.tiny else 0


def _measure(engine: str, asked: argparse.Namespace) -> list[dict[str, Any]]:
    python = engine_python(ENVIRONMENTS[engine], asked.folder)
    checkpoint = asked.checkpoint.get(engine) or _checkpoint(engine, python, asked)
    print(heading(engine), flush=True)
    measured = []
    for row in rows(engine, asked.pictures, asked.capped_gb, asked.tiny):
        whole = {**row, "checkpoint": checkpoint, "folder": str(asked.folder)}
        if row["way"] == "workflow":
            found = workflow.measure(whole)
        else:
            found = in_a_process(python, "bench.gpu.row", whole, asked.folder / row["name"])
        measured.append({**whole, **found})
        print(line(measured[-1]), flush=True)
    print()
    return measured


def _checkpoint(engine: str, python: Path, asked: argparse.Namespace) -> str | None:
    """Return the folder of random weights for `engine`, written where it is not there yet."""
    if engine == "kokoro":
        return None  # the real one is small
    folder = asked.folder / f"{engine}-{'tiny' if asked.tiny else 'full'}"
    wish = {"engine": engine, "folder": str(folder), "full": not asked.tiny}
    if not (folder / "whole").is_file():
        found = in_a_process(python, "bench.gpu.weights", wish, folder)
        if "failed" in found:
            raise BenchError(f"{engine}'s random checkpoint was not written: {found['failed']}")
        (folder / "whole").touch()
    return str(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the engines that want a GPU.")
    parser.add_argument("--engines", nargs="+", choices=ENVIRONMENTS, default=list(ENVIRONMENTS))
    parser.add_argument("--pictures", type=int, default=20, help="and lines; a tenth of it, pieces")
    parser.add_argument(
        "--checkpoint", nargs="+", default=[], metavar="ENGINE=FOLDER", help="real weights"
    )
    parser.add_argument("--capped-gb", type=float, default=12.0, help="for the rows on placement")
    parser.add_argument("--tiny", action="store_true", help="tiny models and frames")
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench/gpu", help="for what is made")
    asked = parser.parse_args()
    asked.folder = asked.folder.resolve()
    pairs = (given.partition("=") for given in asked.checkpoint)
    asked.checkpoint = {engine: str(Path(folder).resolve()) for engine, _, folder in pairs}
    return asked


if __name__ == "__main__":
    sys.exit(main())
