"""docs/configuration.md: explanations and defaults from config.yaml, limits from its schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from reference.comments import Entry, read_entries
from reference.schemas import Schema, cell, inner, read_schema, resolved, table, takes

_HEAD = ["key", "default", "takes", "what it is"]
_PAGE = re.compile(r"(?<![\w/(])docs/([a-z-]+)\.md")
_LONGEST = 48  # of a default


def configuration(home: Path) -> str:
    """Return the page."""
    schema = read_schema(home / "config/schemas/config.schema.json")
    entries = read_entries((home / "config/config.yaml").read_text(encoding="utf-8"))
    lines = [
        "# Configuration",
        "",
        "Made by `make docs` from [config/config.yaml](../config/config.yaml), which explains each"
        " key where it stands, and from its schema. Change a key there, in a file of your own"
        " (`--configfile mine.yaml`), or for one run (`--config preset=draft`). The command line"
        " wins over your file, that over the [preset](#presets), and that over config.yaml.",
    ]
    together: list[Entry] = []
    for entry in entries:
        if not entry.entries and not isinstance(entry.value, dict):
            together.append(entry)
            continue
        lines += _single(together, schema)
        together = []
        lines += _section(entry, schema)
    lines += _single(together, schema)
    page = "\n".join([*lines, *_presets(home / "config/presets")]) + "\n"
    return _PAGE.sub(r"[\1](\1.md)", page)


def _single(entries: list[Entry], schema: Schema) -> list[str]:
    """Return the section of top-level keys with one value each."""
    if not entries:
        return []
    many = len(entries) > 1
    title = "What is built, and where" if many else entries[0].path[0]
    return ["", f"## {title}", "", *_rows(entries, schema, schema)]


def _section(entry: Entry, schema: Schema) -> list[str]:
    name = ".".join(entry.path)
    level = "##" if len(entry.path) == 1 else "###"
    part = _part(schema, entry.path)
    # The file's first paragraph is about the file.
    before = [] if entry.path == ("preset",) else entry.before
    lines = [paragraph for text in before for paragraph in ("", *_paragraph(text))]
    lines += ["", f"{level} {name}"]
    if entry.comment:
        lines += ["", *_paragraph(entry.comment)]
    if entry.path == ("engines",):
        return [*lines, *(line for one in entry.entries for line in _section(one, schema))]
    if entry.path == ("languages",):
        return [*lines, *_languages(entry, part, schema)]
    if entry.entries and "oneOf" not in part:
        return [*lines, "", *_rows(entry.entries, part, schema)]
    return [*lines, "", *table(_HEAD[1:3], [[_default(entry.value), cell(takes(part, schema))]])]


def _rows(entries: list[Entry], part: Schema, root: Schema) -> list[str]:
    start = 0 if part is root else len(entries[0].path) - 1
    rows = []
    for entry in _flat(entries):
        own = part
        for name in entry.path[start:]:
            own = _inside(own, name, root)
        key = ".".join(entry.path[start:])
        told = [f"`{key}`", _default(entry.value), cell(takes(own, root)), cell(entry.comment)]
        rows.append(told)
    return table(_HEAD, rows)


def _flat(entries: list[Entry]) -> Iterator[Entry]:
    for entry in entries:
        if entry.comment or not entry.entries:
            yield entry
        yield from _flat(entry.entries)


def _inside(part: Schema, name: str, root: Schema) -> Schema:
    """Return the schema of the key `name` of a mapping."""
    part = resolved(part, root)
    keys = inner(part)
    if name in keys:
        return resolved(keys[name], root)
    other = part.get("additionalProperties") or next(iter(keys.values()), {})
    return resolved(other, root) if isinstance(other, dict) else {}


def _part(schema: Schema, path: tuple[str, ...]) -> Schema:
    found = schema
    for name in path:
        found = _inside(found, name, schema)
    return found


def _languages(entry: Entry, part: Schema, root: Schema) -> list[str]:
    """Return the table of a track's keys, with what each track that ships has."""
    track = resolved(part["additionalProperties"], root)
    told = {one.path[-1]: one.comment for one in entry.entries[0].entries}
    told |= dict.fromkeys(("motion", "transition", "captions", "ambience"), "")
    rows = [
        [
            f"`{key}`",
            cell(takes(inside, root)),
            cell(told.get(key) or "this track's own, over the configuration's"),
        ]
        for key, inside in inner(track).items()
    ]
    ships = [
        [f"`{one.path[-1]}`", one.value["locale"], _voices(one.value), cell(one.comment)]
        for one in entry.entries
    ]
    return [
        "",
        *table(["key of a track", "takes", "what it is"], rows),
        "",
        "Tracks that ship:",
        "",
        *table(["track", "locale", "engines and their voices", ""], ships),
    ]


def _voices(track: dict[str, Any]) -> str:
    return ", ".join(f"{name} `{track['voices'][name]}`" for name in track["speech"])


def _default(value: object) -> str:
    """Return a value as it is written, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST]}` …"


def _paragraph(text: str) -> list[str]:
    """Return a paragraph of comment; one whose lines are columns becomes a list."""
    lines = text.splitlines()
    if not any("  " in line.strip() for line in lines):
        return [" ".join(lines)]
    found = [""]
    for line in lines:
        name, gap, words = line.partition("  ")
        if name and gap:
            found.append(f"- `{name}`: {words.strip()}")
        elif line:
            found[-1] += f" {line.strip()}"
        else:
            found += ["", ""]
    return [line.strip() for line in found]


def _presets(folder: Path) -> list[str]:
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        said = " ".join(line[1:].strip() for line in text.splitlines() if line.startswith("#"))
        keys = ", ".join(f"`{key}: {value}`" for key, value in _leaves(yaml.safe_load(text) or {}))
        rows.append([f"`{path.stem}`", cell(said.split(": ", 1)[-1]), cell(keys) or "–"])
    return ["", "## Presets", "", *table(["preset", "for", "sets"], rows)]


def _leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", json.dumps(value)
