"""The pages that `make docs` writes are as it would write them now, and say what they should."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from make_docs import PAGES
from reference.comments import read_entries
from reference.graph import reduced, rows_of
from reference.rules import KEYS, UNMEASURED, read_rules
from workflow.channel import HOME

RULES = read_rules(HOME)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_make_docs_writes_it(name: str) -> None:
    there = (HOME / name).read_text(encoding="utf-8")
    assert there == PAGES[name](HOME), f"{name} is out of date: run `make docs`"


def test_every_setting_is_in_the_reference() -> None:
    page = (HOME / "docs/configuration.md").read_text(encoding="utf-8")
    tree = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    for key, value in tree.items():
        assert f"`{key}`" in page or f"## {key}" in page
        for inner in value if isinstance(value, dict) and key not in ("languages", "intro") else ():
            assert f"`{inner}`" in page or f"### {key}.{inner}" in page, inner


def test_comments_go_with_the_key_below_or_before_them() -> None:
    text = (
        "# About the file.\n\n# One.\na: 1\nb: 2  # two,\n      # and more\nc:\n  # Deep.\n  d: 3\n"
    )
    a, b, c = read_entries(text)
    assert (a.comment, a.before) == ("One.", ["About the file."])
    assert b.comment == "two, and more"
    assert [(entry.path, entry.value, entry.comment) for entry in c.entries] == [
        (("c", "d"), 3, "Deep.")
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_lacks_what_a_rule_has(rule) -> None:
    assert rule.lacks() == []
    assert list(rule.keys) == sorted(rule.keys, key=KEYS.index), "the keys' order"


def test_exempt_rules_are_there_and_have_no_benchmark() -> None:
    found = {rule.name: rule for rule in RULES}
    assert all("benchmark" not in found[name].keys for name in UNMEASURED)


def test_the_graph_is_reduced_and_in_rows() -> None:
    edges = {("a", "b"), ("b", "c"), ("a", "c"), ("x", "c"), ("a", "alone")}
    assert reduced(edges) == edges - {("a", "c")}
    assert rows_of(reduced(edges)) == {"a": 0, "b": 1, "x": 1, "c": 2, "alone": 1}


def test_editors_are_told_of_every_schema() -> None:
    settings = json.loads((HOME / ".vscode/settings.json").read_text(encoding="utf-8"))
    told = [one["url"] for one in settings["json.schemas"]] + list(settings["yaml.schemas"])
    there = {path.name for path in Path(HOME, "config/schemas").iterdir()}
    assert {Path(url).name for url in told} == there
    assert all((HOME / url).is_file() for url in told)


def test_the_comparison_quotes_the_benchmark() -> None:
    page = (HOME / "docs/comparison.md").read_text(encoding="utf-8")
    measured = page.split("## Measured")[1].split("\n\nMost of it")[0]
    numbers = set(re.findall(r"[\d.]+(?: s| MiB|×)", measured)) - {"25 s"}  # the film's length
    assert len(numbers) > 8
    bench = (HOME / "docs/bench.md").read_text(encoding="utf-8")
    assert [number for number in sorted(numbers) if number not in bench] == []
