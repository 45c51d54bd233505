"""What each schedule of faults came to, for the table in docs/faults.md.

A test tells its fault and outcome as properties of its report, which also come through from the
processes of pytest-xdist. REELMAKE_FAULTS=300 runs so many schedules in all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "docs/faults.md"
_ASKED = int(os.environ.get("REELMAKE_FAULTS", "0"))
_BEGIN, _END = "<!-- table -->\n", "<!-- end -->\n"

WENT_ON = "it goes on all the same"
AT_ONCE = "the next command recovers"
TOLD = "a sentence says what to do, then it recovers"

Tell = Callable[[str, str], None]


class MissedError(Exception):
    """The fault met nothing: the build had ended before, or did not do what it is aimed at."""


def ended(sentences: list[str]) -> str:
    """Return the outcome of a recovery in which a person read `sentences`."""
    return TOLD if sentences else AT_ONCE


def asked() -> int:
    """Return how many schedules are asked for, 0 where nobody said."""
    return _ASKED


def schedules(share: float, few: int) -> range:
    """Return the seeds of a kind of schedules: its `share` of those asked for, else a `few`."""
    return range(round(_ASKED * share) if _ASKED else few)


def told(reports: Iterable[pytest.TestReport]) -> Counter[tuple[str, str]]:
    """Return how often each fault came to each outcome; a failed test is lost or wrong.

    One that fails before it tells its fault stands there by its own name.
    """
    found: Counter[tuple[str, str]] = Counter()
    for report in reports:
        known = dict(report.user_properties)
        if report.failed:
            found[known.get("fault", report.location[2]), "LOST OR WRONG"] += 1
        elif "fault" in known:
            found[known["fault"], known["outcome"]] += 1
    return found


def table(found: Counter[tuple[str, str]]) -> str:
    """Return fault x outcome as Markdown."""
    outcomes = sorted({outcome for _, outcome in found}, key=lambda one: -_total(found, one))
    faults = list(dict.fromkeys(fault for fault, _ in found))
    rows = [["fault", *outcomes, "all"], ["---", *["---:"] * (len(outcomes) + 1)]]
    for fault in sorted(faults):
        counts = [found[fault, outcome] for outcome in outcomes]
        rows.append([fault, *(str(count or "") for count in counts), str(sum(counts))])
    sums = [_total(found, outcome) for outcome in outcomes]
    rows.append(["**all**", *map(str, sums), f"**{sum(sums)}**"])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def write_table(found: Counter[tuple[str, str]]) -> None:
    """Put the table in its place in docs/faults.md."""
    before, _, rest = TABLE.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    TABLE.write_text(f"{before}{_BEGIN}{table(found)}{_END}{after}", encoding="utf-8")


def _total(found: Counter[tuple[str, str]], outcome: str) -> int:
    return sum(count for (_, one), count in found.items() if one == outcome)
