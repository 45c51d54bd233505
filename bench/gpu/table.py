"""A measured row as a line of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOLD = ("device", "dtype", "drawn_at", "placement", "did_not_fit")


def heading(engine: str) -> str:
    """Return the head of the table of `engine`."""
    return (
        f"{engine}\n\n"
        "| what | takes | load, s | first, s | a take, s | real time | all, s | GPU, GB | RAM, GB "
        "| how |\n|---|---|---|---|---|---|---|---|---|---|"
    )


def line(row: Mapping[str, Any]) -> str:
    """Return the line of a row: a dash stands for what was not measured, or does not apply."""
    if "failed" in row:
        return f"| {row['name']} | {' | '.join('–' * 8)} | {row['failed'][:100]} |"
    seconds, record = row["seconds"], row["record"]
    cells = [
        row["name"],
        str(row["count"]),
        _number(seconds["load"], 1),
        _number(seconds["first"], 2),
        _number(seconds["take"], 2),
        _number(row["real_time"], 3),
        _number(seconds["all"], 1),
        _number(row["gpu_gb"], 1),
        _number(row["memory_gb"], 1),
        ", ".join(str(record[key]) for key in _TOLD if key in record),
    ]
    return f"| {' | '.join(cells)} |"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
