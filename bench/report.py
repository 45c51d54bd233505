"""The report of a bench: bench.md and bench.svg, made from its results and from nothing else.

python -m bench.report results.json docs
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NAMES = {"reelmake": "Reelmake", "moviepy": "MoviePy", "ffmpeg": "plain ffmpeg", "editly": "editly"}
KEEPS_CLIPS = ("ffmpeg",)  # the peers that can make one clip again
SCENES = 60  # where nobody asks for another number
_MIB, _MB = 2**20, 1e6

Tree = Mapping[str, Any]


def write_report(results: Tree, folder: Path, name: str = "bench") -> None:
    """Write the table and the chart into `folder`."""
    from bench.chart import write_chart

    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(markdown(results, name), encoding="utf-8")
    write_chart(results, folder / f"{name}.svg")


def systems(results: Tree) -> list[str]:
    """Return the systems whose film is finished or was given up on, Reelmake first."""
    runs = results.get("runs", {})
    return [name for name in NAMES if "film" in runs.get(name, {}) or given_up(runs.get(name, {}))]


def given_up(run: Tree) -> bool:
    """Tell whether the system's film took too long to wait for."""
    return not run.get("full", {}).get("whole", True)


def edit_of(run: Tree) -> Tree:
    """Return what an edited line costs: all of it again where a system keeps no parts."""
    return run.get("edit", run["full"])


def known(run: Tree, name: str, what: str) -> bool:
    """Tell whether `what` is known of a system; of one given up on, its film and edit are not."""
    unknown = ["film", *(["edit"] if name in KEEPS_CLIPS else [])]
    return not given_up(run) or not any(word in what for word in unknown)


def markdown(results: Tree, name: str = "bench") -> str:
    """Return the report's text."""
    film = results["film"]
    parts = [
        "# Reelmake beside its peers",
        f"One film of {film['scenes']} scenes, {_length(results)} long, "
        f"{film['short_side']}p at 30 frames a second, with music and a three-second intro; the "
        "same pictures, voices, music and intro for all, made beforehand and not timed. "
        f"{_command(film)} repeats it.",
        f"![Time, memory and size of each system]({name}.svg)",
        _costs(results),
        "Each cell: times Reelmake's, and the value itself. An edited line has its voice already. "
        + _edits(results),
        "## The films",
        _films(results),
        f"VMAF is the mean over {min(6, film['scenes'])} scenes' middle frames against their "
        "pictures; both sides in the film's own colour matrix, so it tells what encoding lost "
        "(a perfect copy of a still scores 97.4). "
        "Reelmake's film also has its loudness brought to -14 LUFS, the music stepping back under "
        "the voice, chapters and subtitles; the others' have not.",
    ]
    if "scaling" in results:
        parts += [
            "## Longer films",
            "Reelmake alone, in a run of its own (`--scaling`).",
            _scaling(results["scaling"]),
        ]
    parts += ["## How it was measured", _method(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _command(film: Tree) -> str:
    """Return what makes the same film again; `make bench` alone makes 60 scenes."""
    own = f'ARGS="--scenes {film["scenes"]}"'
    return "`make bench`" if film["scenes"] == SCENES else f"`make bench {own}`"


def _costs(results: Tree) -> str:
    runs = results["runs"]
    columns = [
        ("full assembly", lambda run: run["full"]["wall"], _seconds),
        ("one-line edit", lambda run: edit_of(run)["wall"], _seconds),
        ("CPU, full", lambda run: run["full"]["cpu"], _seconds),
        ("CPU, edit", lambda run: edit_of(run)["cpu"], _seconds),
        ("peak memory", lambda run: _peak(run), lambda value: f"{value / _MIB:.0f} MiB"),
        ("film", _size, lambda value: f"{value / _MB:.1f} MB"),
    ]
    rows = [["", *(title for title, _, _ in columns)]]
    for name in systems(results):
        more = "> " if given_up(runs[name]) else ""
        cells = []
        for title, value, shown in columns:
            if not known(runs[name], name, title):
                cells.append("")
                continue
            found = value(runs[name])
            base = value(runs["reelmake"]) if "reelmake" in systems(results) else 0
            cells.append(f"{_ratio(found, base, more)} ({more}{shown(found)})")
        rows.append([NAMES[name], *cells])
    return table(rows)


def _films(results: Tree) -> str:
    rows = [["", "size", "VMAF", "frames", "sound longer than picture by"]]
    for name in systems(results):
        if given_up(results["runs"][name]):
            continue
        film = results["runs"][name]["film"]
        apart = f"{1000 * (film['audio'] - film['video']):.0f} ms"
        size = f"{film['bytes'] / _MB:.1f} MB"
        rows.append([NAMES[name], size, f"{film['vmaf']:.1f}", f"{film['frames']}", apart])
    return table(rows)


def _scaling(scaling: Tree) -> str:
    rows = [["scenes", "length", "full assembly", "one-line edit", "peak memory", "film"]]
    for scenes, found in sorted(scaling.items(), key=lambda item: int(item[0])):
        rows.append(
            [
                scenes,
                f"{found['seconds'] / 60:.1f} min",
                _seconds(found["full"]["wall"]),
                _seconds(found["edit"]["wall"]),
                f"{max(found[part]['memory'] for part in ('full', 'edit')) / _MIB:.0f} MiB",
                f"{found['bytes'] / _MB:.1f} MB",
            ]
        )
    return table(rows)


def _edits(results: Tree) -> str:
    again = [
        NAMES[name]
        for name in systems(results)
        if name != "reelmake" and "edit" not in results["runs"][name] and name not in KEEPS_CLIPS
    ]
    if not again:
        return ""
    has = "has" if len(again) == 1 else "have"
    return f"{' and '.join(again)} {has} no parts to keep: an edit costs the whole film again."


def _method(results: Tree) -> str:
    machine, film = results["machine"], results["film"]
    used = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    lines = [
        f"Machine: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory'] / 2**30:.0f} GiB, {machine['system']}; "
        f"Reelmake with `--cores {film['cores']}`, the others as they come.",
        f"Versions: {used}.",
        "All write H.264 by x264, preset medium, crf 18, and AAC, with the same ffmpeg.",
        "Time is one run on the clock, one system after the other; CPU is user and system time of "
        "the whole process tree.",
        f"Other programs used at most {_others(results):.0%} of the machine meanwhile.",
        "Memory is the highest sum of the process tree's proportional set sizes (PSS), looked at "
        "five times a second, over full assembly and edit.",
    ]
    for name in systems(results):
        if given_up(results["runs"][name]):
            minutes = results["runs"][name]["full"]["wall"] / 60
            lines.append(
                f"{NAMES[name]} was given up on after {minutes:.0f} min, its film not finished: "
                "its numbers are what it had cost by then."
            )
    for name, why in results.get("absent", {}).items():
        lines.append(f"{NAMES[name]} is not in the table: {why}.")
    return "\n".join(f"- {line}" for line in lines)


def _others(results: Tree) -> float:
    runs = [results["runs"][name] for name in systems(results)]
    runs += results.get("scaling", {}).values()
    return max((cost["others"] for run in runs for cost in (run["full"], edit_of(run))), default=0)


def _length(results: Tree) -> str:
    done = [run["film"] for run in results.get("runs", {}).values() if "film" in run]
    first = done[0] if done else {"video": 0}
    minutes, seconds = divmod(round(first["video"]), 60)
    return f"{minutes} min {seconds} s"


def _peak(run: Tree) -> int:
    return max(run["full"]["memory"], edit_of(run)["memory"])


def _size(run: Tree) -> int:
    return run["film"]["bytes"]


def _ratio(value: float, base: float, more: str = "") -> str:
    ratio = value / base if base else 0
    return f"**{more}{ratio:.{0 if ratio >= 10 else 2}f}×**" if ratio else "–"


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of `rows`, the first being its head."""
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|---" + "|---:" * (len(rows[0]) - 1) + "|", *body])


if __name__ == "__main__":
    write_report(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
