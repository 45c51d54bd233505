"""The rules as a whole: one namespace, since Snakemake reads their files as one; words for them."""

from __future__ import annotations

import re
from collections import defaultdict

from build.made import MADE
from display.work import PHASES
from reference.rules import read_rules
from workflow.channel import HOME

_IMPORT = re.compile(r"^from \S+ import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
_OWN = re.compile(r"^(?:def (\w+)|(\w+) = )", re.MULTILINE)


def test_no_name_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for file in [HOME / "Snakefile", *sorted((HOME / "rules").glob("*.smk"))]:
        text = file.read_text(encoding="utf-8")
        imported = [re.findall(r"\w+", one or many) for one, many in _IMPORT.findall(text)]
        own = [name or constant for name, constant in _OWN.findall(text)]
        for name in [*(name for names in imported for name in names), *own]:
            places[name].append(file.name)
    assert len(places) > 100
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_what_names_rules_names_those_there_are() -> None:
    rules = {rule.name for rule in read_rules(HOME)}
    assert set(MADE) <= rules
    runs = {rule.name for rule in read_rules(HOME) if {"output", "script"} <= set(rule.keys)}
    assert {rule for rule in runs - set(MADE) if not rule.startswith("link_")} == set()
    assert {rule for phase in PHASES.values() for rule in phase} <= rules
