"""The graph of rules as Snakemake tells it, brought into rows for a drawing."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from shutil import copytree

Edges = set[tuple[str, str]]
_NODE = re.compile(r'^\s*(\d+)\[label = "([^"\\]+)', re.MULTILINE)
_EDGE = re.compile(r"^\s*(\d+) -> (\d+)", re.MULTILINE)
# All that the demo can come to; an upload wants a channel, by any name.
_TARGETS = ("all", "distinct", "publish", "upload")
_CONFIG = ("youtube={channels: {es: demo}}",)
_SWEEPS = 12


def rule_edges(home: Path) -> Edges:
    """Return which rule needs which, (needed, needing), for the demo with nothing built."""
    with tempfile.TemporaryDirectory() as folder:
        copytree(home / "scripts_json", Path(folder) / "scripts_json")
        own = ["-s", str(home / "Snakefile"), "--cores", "1", "--config", *_CONFIG]
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", *_TARGETS, "--rulegraph", "dot", *own],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    names = dict(_NODE.findall(done.stdout))
    found = {(names[tail], names[head]) for tail, head in _EDGE.findall(done.stdout)}
    return {(tail, head) for tail, head in found if head not in _TARGETS}


def reduced(edges: Edges) -> Edges:
    """Return `edges` without those that a longer way replaces."""
    after: dict[str, set[str]] = {}
    for tail, head in edges:
        after.setdefault(tail, set()).add(head)

    def reaches(start: str, goal: str) -> bool:
        return any(step == goal or reaches(step, goal) for step in after.get(start, ()))

    return {
        (tail, head)
        for tail, head in edges
        if not any(step != head and reaches(step, head) for step in after[tail])
    }


def rows_of(edges: Edges) -> dict[str, int]:
    """Return each rule's row: as late as it can be, but for what nothing needs: at once."""
    after: dict[str, set[str]] = {}
    for tail, head in edges:
        after.setdefault(tail, set()).add(head)
    nodes = {node for edge in edges for node in edge}

    def height(node: str) -> int:
        return max((height(head) + 1 for head in after.get(node, ())), default=0)

    heights = {node: height(node) for node in nodes}
    top = max(heights.values())
    rows = {node: top - value for node, value in heights.items()}
    needed = {head: [rows[tail] for tail, other in edges if other == head] for head in nodes}
    return {node: row if node in after else max(needed[node]) + 1 for node, row in rows.items()}


def paths_of(edges: Edges, rows: Mapping[str, int]) -> dict[tuple[str, str], list[str]]:
    """Return the nodes each edge passes: its ends, and a waypoint in every row between."""
    return {
        (tail, head): [
            tail,
            *(f"{tail}>{head}@{row}" for row in range(rows[tail] + 1, rows[head])),
            head,
        ]
        for tail, head in sorted(edges)
    }


def orders(paths: Sequence[Sequence[str]], rows: Mapping[str, int]) -> list[list[str]]:
    """Return the nodes of each row from left to right, with few crossings (barycentres)."""
    near: dict[str, set[str]] = {}
    for path in paths:
        for one, other in pairwise(path):
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    level = {node: rows.get(node, -1) for node in near}
    for node in near:
        if ">" in node:
            level[node] = int(node.rpartition("@")[2])
    levels = sorted(set(level.values()))
    found = [sorted(node for node in near if level[node] == row) for row in levels]
    for sweep in range(_SWEEPS):
        sequence = range(1, len(found)) if sweep % 2 == 0 else range(len(found) - 2, -1, -1)
        for row in sequence:
            beside = found[row - 1 if sweep % 2 == 0 else row + 1]
            place = {node: (index + 0.5) / len(beside) for index, node in enumerate(beside)}
            now = {node: (index + 0.5) / len(found[row]) for index, node in enumerate(found[row])}

            def centre(
                node: str, place: Mapping[str, float] = place, now: Mapping[str, float] = now
            ) -> float:
                known = [place[other] for other in near[node] if other in place]
                return sum(known) / len(known) if known else now[node]

            found[row].sort(key=centre)
    return found
