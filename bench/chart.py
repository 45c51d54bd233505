"""The chart of a bench: one panel a measure, one bar a system, shorter is better."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

from bench.report import NAMES, Tree, edit_of, given_up, known, systems

_OWN, _OTHER, _INK, _FAINT = "#1f6f8b", "#b9c4cc", "#22303a", "#dfe5e9"

# Title, value, unit, and whether the axis is logarithmic: times lie too far apart for one that is
# not.
_PANELS: list[tuple[str, Callable[[Tree], float], str, bool]] = [
    ("Full assembly", lambda run: run["full"]["wall"], "s", True),
    ("One-line edit", lambda run: edit_of(run)["wall"], "s", True),
    ("Peak memory, full assembly", lambda run: run["full"]["memory"] / 2**20, "MiB", False),
    ("Size of the film", lambda run: run["film"]["bytes"] / 1e6, "MB", False),
]


def write_chart(results: Tree, path: Path) -> None:
    """Write the chart as SVG, the same bytes for the same results."""
    film = results["film"]
    style = {"svg.hashsalt": "reelmake", "font.size": 10, "text.color": _INK}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(9.6, 2.6 + 0.75 * len(systems(results))), facecolor="white")
        for axes, panel in zip(figure.subplots(2, 2).flat, _PANELS, strict=True):
            _draw(axes, results, *panel)
        title = f"{film['scenes']} scenes, {film['short_side']}p, {film['cores']} cores"
        figure.suptitle(f"{title}: shorter is better", x=0.015, ha="left", fontweight="bold")
        figure.tight_layout(h_pad=1.6, w_pad=2.5)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _draw(
    axes: Axes, results: Tree, title: str, value: Callable[[Tree], float], unit: str, log: bool
) -> None:
    names = [name for name in systems(results) if known(results["runs"][name], name, title)]
    values = [value(results["runs"][name]) for name in names]
    colours = [_OWN if name == "reelmake" else _OTHER for name in names]
    bars = axes.barh([NAMES[name] for name in names], values, color=colours, height=0.62)
    more = [" > " if given_up(results["runs"][name]) else " " for name in names]
    labels = [
        f"{sign}{found:,.0f} {unit}" if found >= 10 else f"{sign}{found:.1f} {unit}"
        for sign, found in zip(more, values, strict=True)
    ]
    axes.bar_label(bars, labels, color=_INK)
    axes.invert_yaxis()
    scale = ", logarithmic" if log else ""
    axes.set_title(f"{title} ({unit}{scale})", loc="left", fontsize=10)
    if log:
        axes.set_xscale("log")
        axes.set_xlim(10 ** math.floor(math.log10(min(values) / 2)), max(values) * 4)
        axes.xaxis.set_major_locator(LogLocator(10))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_xlim(0, max(values) * 1.3)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.grid(axis="x", color=_FAINT)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=_INK)
    for spine in axes.spines.values():
        spine.set_visible(False)
