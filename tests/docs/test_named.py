"""What the documents name is there: make's targets, files, and modules with the options shown."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec

import pytest

from workflow.channel import HOME

DOCUMENTS = sorted([*HOME.glob("docs/*.md"), HOME / "README.md", HOME / "CONTRIBUTING.md"])
MAKEFILE = (HOME / "Makefile").read_text(encoding="utf-8")
_CODE = re.compile(
    r"^ *```[^\n]*\n(.*?)^ *```$|^ {4,}(\S[^\n]*)$|`([^`\n]+)`", re.MULTILINE | re.DOTALL
)
_MAKE = re.compile(r"^make ([a-z-]+)", re.MULTILINE)
_PATH = re.compile(
    r"(?<![\w./])(?:\.ci|bench|config|envs|profiles|resources|rules|scripts|tests)/[\w./-]*\w"
)
_PYTHON = re.compile(r"(?:^|[\s/])python (-m [\w.]+|\S+\.py)((?: [^\n#&]*)?)")


def code(text: str) -> str:
    """Return what stands as code in a Markdown text, a piece per line."""
    return "\n".join("".join(found) for found in _CODE.findall(text))


def typed() -> str:
    return "\n".join(code(path.read_text(encoding="utf-8")) for path in DOCUMENTS)


def test_every_target_that_is_named_is_one_of_make() -> None:
    named = set(_MAKE.findall(typed()))
    lines = re.findall(r"^([a-z][a-z -]*):(?!=)", MAKEFILE, re.MULTILINE)
    targets = {target for line in lines for target in line.split()}
    assert len(named) > 15
    assert named - targets == set()
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert targets == set(phony[1].split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(document) -> None:
    named = set(_PATH.findall(code(document.read_text(encoding="utf-8"))))
    assert sorted(name for name in named if not (HOME / name).exists()) == []


def test_every_module_and_script_has_the_options_shown() -> None:
    found = set(_PYTHON.findall(typed()))
    named = {program.removeprefix("-m ") for program, _ in found}
    assert {"bench.cluster", "bench.scale", "scripts/authorize.py"} <= named
    for program, arguments in found:
        if program.startswith("-m "):
            spec = find_spec(program.removeprefix("-m "))
            assert spec is not None, program
            source = (HOME / (spec.origin or "")).read_text(encoding="utf-8")
        else:
            source = (HOME / program).read_text(encoding="utf-8")
        options = [word for word in shlex.split(arguments) if word.startswith("--")]
        assert [option for option in options if f'"{option}"' not in source] == [], program
