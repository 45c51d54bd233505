"""What an engine imports: nothing but the standard library while rules are read, and in its worker
only what its own environment has."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from workflow.channel import HOME

SCRIPTS = HOME / "scripts"
MODULES = [
    f"engines.{path.parent.name}.{path.stem}"
    for path in sorted(SCRIPTS.glob("engines/*/*.py"))
    if "\nRECIPE = " in path.read_text(encoding="utf-8")
]
# Where a distribution has another name than what is imported of it.
DISTRIBUTIONS = {
    "PIL": "pillow",
    "chatterbox": "chatterbox-tts",
    "melo": "melotts",
    "perth": "resemble-perth",
    "unidic_lite": "unidic-lite",
}


@pytest.mark.parametrize("module", MODULES)
def test_the_top_of_an_engine_needs_the_standard_library_alone(module: str) -> None:
    assert foreign(module, deep=False) == {}


@pytest.mark.parametrize(
    "module", [name for name in MODULES if hasattr(importlib.import_module(name), "ENVIRONMENT")]
)
def test_an_engine_needs_what_its_environment_has(module: str) -> None:
    has = installed(importlib.import_module(module).ENVIRONMENT)
    needed = foreign(module, deep=True) | foreign("engines.worker", deep=False)
    assert "torch" in needed
    assert [name for name in needed if DISTRIBUTIONS.get(name, name) not in has] == []


def installed(environment: str) -> set[str]:
    """Return the distributions of envs/<environment>.yaml."""
    text = (HOME / f"envs/{environment}.yaml").read_text(encoding="utf-8")
    *_, wanted = yaml.safe_load(text)["dependencies"]
    return {re.split(r"==| @ ", line)[0].lower().replace("_", "-") for line in wanted["pip"]}


def foreign(module: str, *, deep: bool) -> dict[str, str]:
    """Return what is not ours or Python's that importing `module` imports, and by which file.

    With `deep`, what its functions and those of other `engines` modules import counts too.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    open_ = [module]
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        file = source(name)
        for wanted in imports(file, deep and name.startswith("engines.")):
            if source(wanted):
                open_.append(wanted)
            elif not known(top := wanted.split(".")[0]):
                found.setdefault(top, str(file.relative_to(HOME)))
    return found


def known(package: str) -> bool:
    """Tell whether the package is Python's or ours."""
    return package in sys.stdlib_module_names or (SCRIPTS / package).is_dir()


def source(module: str) -> Path | None:
    """Return our file of the module, None where it is none of ours."""
    file = SCRIPTS.joinpath(*module.split(".")).with_suffix(".py")
    return file if file.exists() else None


@cache
def imports(file: Path, deep: bool) -> list[str]:
    """Return the modules that `file` imports, as it is imported or, with `deep`, ever."""
    return list(_imported(ast.parse(file.read_text(encoding="utf-8")).body, deep))


def _imported(body: list[ast.stmt], deep: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif deep or not isinstance(node, ast.FunctionDef):
            for field in ("body", "orelse", "finalbody", "handlers"):
                yield from _imported(getattr(node, field, []), deep)
