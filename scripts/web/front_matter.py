"""Front matter: YAML between two lines `---`, and the text of the page below.

PyYAML alone reads and writes it. Every string is written in double quotes on one line, so that no
text can end the front matter or be read as a number, a date or a word like `no`, neither by YAML
1.1 nor by the YAML 1.2 of most site generators. A date that a person wrote comes back as it was.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from build.bounds import walk
from build.errors import UserError
from build.own_files import read_own_text

_PAGE = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)(.*)", re.DOTALL | re.MULTILINE
)
_DATE = "tag:yaml.org,2002:timestamp"
_TEXT = "tag:yaml.org,2002:str"
_LONGEST = 4 * 2**20


class Date(str):
    """A date or time as it is written, without quotes."""


class _Loader(yaml.SafeLoader):
    """Reads dates as they are written."""


class _Dumper(yaml.SafeDumper):
    """Writes strings in quotes; the names of keys, where they are plain, without."""

    def represent_mapping(
        self,
        tag: str,
        mapping: Any,  # noqa: ANN401
        flow_style: bool | None = None,
    ) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            if key.tag == _TEXT and _is_plain(key.value):
                key.style = None
        return node

    def ignore_aliases(self, data: object) -> bool:
        return True


def _is_plain(key: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]+", key)) and (
        yaml.SafeLoader("").resolve(yaml.ScalarNode, key, (True, False)) == _TEXT
    )


_Loader.add_constructor(_DATE, lambda _, node: Date(node.value))
_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(_TEXT, text, style='"'))
_Dumper.add_representer(Date, lambda dumper, date: dumper.represent_scalar(_DATE, str(date)))


def dump(data: Mapping[str, Any]) -> str:
    """Return `data` as YAML, in its own order."""
    return yaml.dump(
        dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )


def load(text: str, where: Path) -> dict[str, Any]:
    """Return the mapping that the YAML `text` of the file `where` holds.

    UserError when it is broken: a person wrote there, and nothing may be written over it.
    """
    if len(text) > _LONGEST:
        raise UserError(f"{where}: its YAML is longer than {_LONGEST} letters; put it right")
    try:
        # _Loader is a safe one: it makes nothing but strings, numbers, lists and mappings.
        found = yaml.load(text, Loader=_Loader)
        deque(walk(found, str(where)), maxlen=0)  # what holds itself cannot be written again
    except UserError:
        raise
    except Exception as error:
        # Its constructors fail in their own ways, as on `!!int x`: ValueError, KeyError and
        # RecursionError were seen beside YAMLError.
        mark = getattr(error, "problem_mark", None)
        line = f" near line {mark.line + 1} of it" if mark else ""
        raise UserError(f"{where}: its YAML cannot be read{line}; put it right") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UserError(f"{where}: a mapping (key: value) is wanted there; put it right")
    return found


def join(data: Mapping[str, Any], body: str) -> str:
    """Return a page with `data` as its front matter."""
    return f"---\n{dump(data)}---\n\n{lines(body)}\n"


def read(path: Path) -> str | None:
    """Return what stands in the file at `path`, None where there is none."""
    return read_own_text(path, _LONGEST) if path.exists() else None


def split(text: str, where: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the text of a page that is at `where`."""
    found = _PAGE.match(text)
    if not found:
        raise UserError(
            f"{where}: front matter between two lines --- is wanted at its start; put it right"
        )
    return load(found[1], where), lines(found[2])


def lines(text: str) -> str:
    """Return `text` without blank lines around it, its lines ended as here."""
    return text.replace("\r\n", "\n").strip()
