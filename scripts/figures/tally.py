"""What films took, by phase, and which of their takes were there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.benchmarks import benchmark_seconds
from build.files import read_json

# The folder of a take, and what people call it.
KINDS = {
    "images": "pictures",
    "speech": "voices",
    "music": "music",
    "clips": "clips",
    "transitions": "transitions",
}
JOINS = {
    "join_clips": "joins",
    "mix_sound": "mixes",
    "write_subtitles": "subtitles",
    "finish_video": "finals",
}


@dataclass
class Tally:
    """Seconds by phase; takes by kind, how many were there already and how many were made."""

    seconds: dict[str, float] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def add(self, phase: str, seconds: float) -> None:
        """Add time to a phase."""
        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds


def tally(films: Iterable[str], results: Path, takes: Path, benchmarks: Path) -> Tally:
    """Return the tally of `films` (S01E01/es), each take counted once.

    A take was there already where it is older than every list that names it: a list is written when
    a film is first asked for, or asked for otherwise.
    """
    found = Tally()
    asked: dict[str, float] = {}
    for film in films:
        lists = [results / film / "edit.json", (results / film).parent / "common/edit.json"]
        for path in lists:
            for stem in stems(read_json(path)):
                asked[stem] = min(asked.get(stem, float("inf")), path.stat().st_mtime)
        for rule, phase in JOINS.items():
            found.add(phase, benchmark_seconds(benchmarks / film / f"{rule}.tsv") or 0.0)
    for stem, since in asked.items():
        phase = KINDS[stem.split("/", 1)[0]]
        sidecar = takes / f"{stem}.json"
        if not sidecar.is_file():
            continue
        found.add(phase, float(read_json(sidecar).get("seconds") or 0))
        count = found.there if sidecar.stat().st_mtime < since else found.made
        count[phase] = count.get(phase, 0) + 1
    order = [*KINDS.values(), *JOINS.values()]
    found.seconds = {phase: found.seconds[phase] for phase in order if phase in found.seconds}
    return found


def stems(edit: Mapping[str, Any]) -> set[str]:
    """Return the takes that an edit list names, of the kinds that are counted."""
    names = [*edit.get("pictures", ()), edit.get("music")]
    for scene in edit.get("scenes", ()):
        names += [scene[key] for key in ("picture", "voice", "clip", "transition")]
    return {name for name in names if name and name.split("/", 1)[0] in KINDS}
