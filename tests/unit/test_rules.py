"""The rules as a whole: one namespace, since Snakemake reads their files as one; words for them."""

from __future__ import annotations

import re
from collections import defaultdict

from build.made import MADE
from display.work import PHASES
from forecast.costs import BRIEF
from forecast.jobs import KINDS
from forecast.rates import rough
from forecast.transfers import TRANSFERS
from reference.rules import read_rules
from workflow.channel import HOME

_IMPORT = re.compile(r"^from \S+ import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
_OWN = re.compile(r"^(?:def (\w+)|(\w+) = )", re.MULTILINE)
# The engines of takes that come with the program.
EMBEDDED = [
    *("images/storyboard", "images/file", "speech/kokoro", "speech/espeak", "hearing/whisper"),
    *("music/synth", "music/file", "ambience/ffmpeg", "inserts/title", "inserts/file"),
    *("templates/libx264", "clips/libx264/still", "clips/libx264/moving", "transitions/libx264"),
]


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


def test_only_what_is_fetched_or_sent_has_no_time_of_its_own() -> None:
    """Takes by services and large models have none either; all else is embedded."""
    runs = {rule.name for rule in read_rules(HOME) if {"output", "script"} <= set(rule.keys)}
    own = {rule for rule in runs - set(KINDS) if not rule.startswith(BRIEF)}
    assert {rule for rule in own if rough((rule,)) is None} == {*TRANSFERS, "refetch_model"}
    assert [like for like in EMBEDDED if rough(tuple(like.split("/"))) is None] == []
