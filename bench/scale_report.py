"""The report on many episodes: scale.md and scale.svg, from the results and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.report import table

Tree = Mapping[str, Any]
_SERIES = {
    "empty": ("empty rules", "#b9c4cc"),
    "whole": ("Reelmake, every job looked at", "#8a6fa8"),
    "no_op": ("Reelmake, nothing to do", "#1f6f8b"),
    "edit": ("Reelmake, one line edited", "#d08a3c"),
}


def write_scale_report(results: Tree, folder: Path) -> None:
    """Write the table and the chart into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scale.md").write_text(markdown(results), encoding="utf-8")
    write_chart(results, folder / "scale.svg")


def markdown(results: Tree) -> str:
    """Return the report's text."""
    used = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    head = ["scenes × tracks", "empty rules", "nothing to do", "one line edited", "memory"]
    rows = [[*head, "every job looked at", "memory"]]
    for count, found in _sizes(results):
        base = found["empty"]["cpu"]
        cells = [
            f"**{found[name]['cpu'] / base:.2f}×** ({found[name]['cpu']:.1f} s)"
            for name in ("no_op", "edit", "whole")
        ]
        memory = max(found[name]["memory"] for name in ("no_op", "edit")) / 2**20
        whole = found["whole"]["memory"] / 2**20
        sizes = [f"{count:,}", f"{base:.1f} s"]
        rows.append([*sizes, *cells[:2], f"{memory:.0f} MiB", cells[2], f"{whole:.0f} MiB"])
    parts = [
        "# Many episodes",
        "What a dry run costs in a channel of many episodes, all built: with nothing to do, and "
        "with one line of one episode edited. Beside it a Snakefile of empty rules with as many "
        "jobs as there are takes: one for each picture, two for each scene and track. Reelmake's "
        "plan also has joins, mixes, subtitles, thumbnails, films, hearings and review pages, and "
        "reads every script. Finished episodes are left out of the graph while nothing of them "
        "changed ([how](how-it-works.md#finished-episodes)); the last two columns are without "
        "that, as after a new release or another setting.",
        "![CPU seconds over the number of scenes and tracks](scale.svg)",
        table(rows),
        f"CPU seconds of the whole process tree, {results['machine']['processor']}; {used}. "
        "`python -m bench.scale` repeats it.",
    ]
    return "\n\n".join(parts) + "\n"


def write_chart(results: Tree, path: Path) -> None:
    """Write the chart as SVG, the same bytes for the same results."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"svg.hashsalt": "reelmake", "font.size": 10}):
        figure = Figure(figsize=(8, 3.6), facecolor="white")
        axes = figure.subplots()
        counts = [count for count, _ in _sizes(results)]
        for name, (label, colour) in _SERIES.items():
            seconds = [found[name]["cpu"] for _, found in _sizes(results)]
            axes.plot(counts, seconds, marker="o", color=colour, label=label)
        axes.set(xlabel="scenes × tracks", ylabel="CPU seconds", xlim=(0, None), ylim=(0, None))
        axes.legend(frameon=False)
        axes.grid(color="#dfe5e9")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        figure.tight_layout()
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _sizes(results: Tree) -> list[tuple[int, Tree]]:
    return sorted((int(count), found) for count, found in results["sizes"].items())
