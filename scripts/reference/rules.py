"""docs/rules.md: which keys each rule has, read from the rule files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reference.schemas import cell, table

_RULE = re.compile(r"^rule (\w+):\n((?:(?:    .*)?\n)+)", re.MULTILINE)
_KEY = re.compile(r"^    (\w+):", re.MULTILINE)
_DOCSTRING = re.compile(r'^    """(.+?)"""', re.MULTILINE | re.DOTALL)
# In the order in which a rule has them.
KEYS = ["input", "output", "log", "benchmark", "wildcard_constraints", "localrule", "conda"] + [
    "threads",
    "resources",
    "params",
    "message",
    "script",
]
_SHOWN = [
    "input",
    "output",
    "log",
    "benchmark",
    "threads",
    "resources",
    "params",
    "conda",
    "script",
]


_REFUSES = "all it does is fail with a sentence"
_NO_FILE = "leaves no file: a benchmark would count as one, and it would run once only"
_LINK = "link_track makes the same link: a benchmark from earlier would make it look out of date"
_LEDGER = "its ledger says when each step was taken, and nothing but a change may run it again"
# Rules without a benchmark, and why.
UNMEASURED = {
    "refuse_episode": _REFUSES,
    "refuse_text": _REFUSES,
    "list_models": _NO_FILE,
    "clean_models": _NO_FILE,
    "verify": _NO_FILE,
    "prune": _NO_FILE,
    "link_picture": _LINK.replace("link_track", "link_pictures"),
    "link_raw_voice": _LINK,
    "link_padded_voice": _LINK,
    "link_clip": _LINK,
    "upload_film": _LEDGER,
    "keep_receipt": _LEDGER,
}


@dataclass(frozen=True)
class Rule:
    """A rule as it stands: its file, its docstring, its keys in order."""

    name: str
    file: str
    docstring: str
    keys: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether it runs something; others only collect targets under a name."""
        return "script" in self.keys

    def lacks(self) -> list[str]:
        """Return what it should have and has not; a rule that runs nothing needs a docstring."""
        wanted = ["log", "benchmark", "threads", "resources"] if self.runs else []
        found = [key for key in wanted if key not in self.keys]
        if self.name in UNMEASURED:
            found = [key for key in found if key != "benchmark"]
        told = self.docstring or "message" in self.keys
        return found if told else ["docstring or message", *found]


def read_rules(home: Path) -> list[Rule]:
    """Return the rules of all rule files, in the order in which the Snakefile includes them."""
    snakefile = (home / "Snakefile").read_text(encoding="utf-8")
    files = [*re.findall(r'^include: "(.+)"', snakefile, re.MULTILINE), "Snakefile"]
    return [rule for file in files for rule in _rules(home / file, file)]


def _rules(path: Path, file: str) -> Iterator[Rule]:
    for name, body in _RULE.findall(path.read_text(encoding="utf-8")):
        told = _DOCSTRING.match(body)
        keys = tuple(key for key in _KEY.findall(body) if key in KEYS)
        yield Rule(name, file, " ".join(told[1].split()) if told else "", keys)


def rules_page(home: Path) -> str:
    """Return the page."""
    rules = read_rules(home)
    rows = [
        [f"[`{rule.name}`](../{rule.file})", _told(rule), *(_mark(rule, key) for key in _SHOWN)]
        for rule in rules
    ]
    collecting = ", ".join(f"`{rule.name}`" for rule in rules if not rule.runs)
    reasons: dict[str, list[str]] = {}
    for name, reason in UNMEASURED.items():
        reasons.setdefault(reason, []).append(f"`{name}`")
    lines = [
        "# Rules",
        "",
        "Made by `make docs` from the rule files. A test fails where a rule lacks its docstring (or"
        " message), log, benchmark, threads or resources. `input`, `params` and `conda` stand where"
        " there is something to say. These collect targets under a name and run nothing:"
        f" {collecting}.",
        "",
        *table(["rule", "what it does", *_SHOWN], rows),
        "",
        "Without a benchmark:",
        "",
        *(f"- {', '.join(names)}: {reason}." for reason, names in reasons.items()),
    ]
    return "\n".join(lines) + "\n"


def _told(rule: Rule) -> str:
    return cell(rule.docstring) if rule.docstring else "says in its message what it does"


def _mark(rule: Rule, key: str) -> str:
    return "✓" if key in rule.keys else "–"
