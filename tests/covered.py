"""What the tests ran of scripts/, package by package, from the data of every process.

    python tests/covered.py [--missing]      (by `make coverage`, or after parts of it)

Snakemake runs a rule's script as a copy under .snakemake/scripts/, behind a line of its own between
two comments; what ran there is told of the script itself. Copies of all of scripts/ that tests make
are left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from coverage import Coverage, CoverageData

HOME = Path(__file__).resolve().parents[1]
_COPY = re.compile(r"/\.snakemake/scripts/tmp\w+\.(\w+\.py)$")
_BEFORE = 3  # lines that Snakemake puts before the script
_OWN = 2  # the one of them that runs

Arc = tuple[int, int]


def main() -> None:
    """Combine what there is, print a line per package and, if wished, what each file lacks."""
    coverage = Coverage(config_file=str(HOME / "pyproject.toml"))
    if list((HOME / ".coverage").glob("data.*")):
        coverage.combine()
    coverage.load()
    data = coverage.get_data()
    data.add_arcs(dict(moved(data)))
    data.touch_files(map(str, (HOME / "scripts").rglob("*.py")))
    report = HOME / ".coverage/report.json"
    coverage.json_report(outfile=str(report), include=[str(HOME / "scripts/*")])
    told = json.loads(report.read_text("utf-8"))["files"]
    files = {str(Path(file).resolve().relative_to(HOME)): found for file, found in told.items()}
    print("\n".join(table(files)))
    if "--missing" in sys.argv[1:]:
        print("\n".join(missing(files)))


def moved(data: CoverageData) -> Iterator[tuple[str, list[Arc]]]:
    """Yield each rule's script with what ran of its copies."""
    found: defaultdict[str, set[Arc]] = defaultdict(set)
    for file in data.measured_files():
        script = _COPY.search(file)
        if script and (HOME / "scripts" / script[1]).exists():
            found[str(HOME / "scripts" / script[1])] |= set(shifted(data.arcs(file) or ()))
    return ((script, sorted(arcs)) for script, arcs in found.items())


def shifted(arcs: Iterable[Arc]) -> Iterator[Arc]:
    """Yield the arcs of a copy as the script's own; below 0 are entries to and exits from code."""

    def line(number: int) -> int:
        if number in (-1, _OWN):  # the module itself
            return -1
        return number - _BEFORE if number > 0 else number + _BEFORE

    return ((line(one), line(other)) for one, other in arcs if other != _OWN)


def table(files: dict[str, dict]) -> Iterator[str]:
    """Yield a row per package: statements, branches, and how much of each ran."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    keys = ("num_statements", "covered_lines", "num_branches", "covered_branches")
    for file, told in files.items():
        parts = Path(file).parts[:-1]
        package = "/".join(parts[: 3 if "engines" in parts else 2])
        for name in (f"{package}/", "all"):
            sums[name] = [sums[name][at] + told["summary"][key] for at, key in enumerate(keys)]
    yield "| package | statements | ran | branches | taken |"
    yield "|---|---:|---:|---:|---:|"
    for name, (lines, ran, branches, taken) in sorted(
        sums.items(), key=lambda row: row[0] == "all"
    ):
        yield f"| {name} | {lines} | {share(ran, lines)} | {branches} | {share(taken, branches)} |"


def share(part: int, whole: int) -> str:
    """Return `part` of `whole` in percent, rounded down; nothing of nothing is all."""
    return f"{100 * part // whole if whole else 100} %"


def missing(files: dict[str, dict]) -> Iterator[str]:
    """Yield a line per file that did not run in full: lines, then branches as from->to."""
    for file, told in files.items():
        branches = [f"{one}->{other}" for one, other in told["missing_branches"]]
        if told["missing_lines"] or branches:
            yield f"{file}: {runs(told['missing_lines'])}; {' '.join(branches)}"


def runs(lines: list[int]) -> str:
    """Return `lines` with those in a row as from-to."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return " ".join(str(one) if one == other else f"{one}-{other}" for one, other in spans)


if __name__ == "__main__":
    main()
