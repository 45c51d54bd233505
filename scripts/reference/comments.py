"""The comments of a YAML file, each with the key that it stands above or behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass
class Entry:
    """One key: its path, its value as it is loaded, what stands above it and behind it.

    `before` holds the paragraphs further up, which are no key's own; `entries` are the keys below.
    """

    path: tuple[str, ...]
    value: Any
    comment: str
    before: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def read_entries(text: str) -> list[Entry]:
    """Return the top-level keys of a YAML `text`, with all below them."""
    lines = text.splitlines()
    return _entries(yaml.compose(text), yaml.safe_load(text), (), lines)


def _entries(node: Any, value: Any, path: tuple[str, ...], lines: list[str]) -> list[Entry]:  # noqa: ANN401
    found = []
    for key, inner in node.value:
        name = str(key.value)
        above, before = _above(lines, key.start_mark.line, key.start_mark.column)
        behind = _behind(lines, key.start_mark.line, key.start_mark.column)
        content = value[key.value]
        entry = Entry((*path, name), content, "\n".join(filter(None, [above, behind])), before)
        if isinstance(inner, yaml.MappingNode) and not inner.flow_style:
            entry.entries = _entries(inner, content, entry.path, lines)
        found.append(entry)
    return found


def _above(lines: list[str], line: int, column: int) -> tuple[str, list[str]]:
    """Return the comment right above a key, and the paragraphs of comment further up."""
    groups: list[list[str]] = [[]]
    for text in reversed(lines[:line]):
        if not text.strip():
            groups.append([])
        elif text.startswith(" " * column + "#"):
            groups[-1].append(text.strip().removeprefix("#").removeprefix(" "))
        else:
            break
    own, *others = ["\n".join(reversed(group)) for group in groups]
    return own, [group for group in reversed(others) if group]


def _behind(lines: list[str], line: int, column: int) -> str:
    """Return the comment behind a key, with the lines on which it goes on."""
    own = lines[line]
    start = own.find(" #")
    if start < 0:
        return ""
    said = [own[start + 2 :].strip()]
    for text in lines[line + 1 :]:
        if not text.startswith(" " * (start - 1)) or text.strip()[:1] != "#":
            break
        said.append(text.strip()[1:].strip())
    return " ".join(said)
