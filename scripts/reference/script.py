"""docs/script-reference.md: every key of an episode's script, from its schema alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from reference.schemas import Schema, cell, inner, read_schema, resolved, table, takes

_HEAD = ["key", "takes", "what it is", "example"]
# Shown once, for the episode and its scenes alike.
_CUT = ("motion", "transition", "ambience")


def script_reference(home: Path) -> str:
    """Return the page."""
    root = read_schema(home / "config/schemas/episode.schema.json")
    scene = resolved({"$ref": "#/$defs/scene"}, root)
    cut = [row for name in _CUT for row in _details(name, root)]
    lines = [
        "# The script",
        "",
        "Made by `make docs` from"
        " [config/schemas/episode.schema.json](../config/schemas/episode.schema.json), by which"
        " editors complete and check a script. Keys that begin with `_`, and `comment`, are notes,"
        " anywhere. &lt;language> is a language as es, en or pt-BR; under `voice` also a track.",
        "",
        "## The episode",
        "",
        f"Required: {_required(root)}.",
        "",
        *table(_HEAD, list(_rows(root, root))),
        "",
        "## A scene",
        "",
        f"Required: {_required(scene)}, and `image_prompt` or `image`.",
        "",
        *table(_HEAD, list(_rows(scene, root))),
        "",
        "## How it is cut, in detail",
        "",
        "`motion`, `transition` and `ambience` are a word, or say more. What is left out stays as"
        " the episode, the track or [the configuration](configuration.md#motion) has it.",
        "",
        *table(_HEAD, cut),
    ]
    return "\n".join(lines) + "\n"


def _required(schema: Schema) -> str:
    return ", ".join(f"`{key}`" for key in schema["required"])


def _rows(schema: Schema, root: Schema, prefix: str = "") -> Iterator[list[str]]:
    for name, part in inner(schema).items():
        part = resolved(part, root)
        key = f"{prefix}{name}"
        if name == "$schema":
            continue
        yield _row(key, part, root)
        if name in _CUT:
            continue
        for form in part.get("oneOf", [part]):
            form = resolved(form, root)
            if any("$ref" in one or "type" in one for one in inner(form).values()):
                yield from _rows(form, root, f"{key}.")


def _row(key: str, part: Schema, root: Schema) -> list[str]:
    examples = part.get("examples", [])
    shown = " or ".join(f"`{json.dumps(one, ensure_ascii=False)}`" for one in examples[:2])
    told = part.get("description", "").removeprefix("words")
    return [f"`{key}`", cell(takes(part, root)), cell(told), shown.replace("|", "\\|")]


def _details(name: str, root: Schema) -> Iterator[list[str]]:
    for form in resolved({"$ref": f"#/$defs/{name}"}, root)["oneOf"]:
        if form.get("type") == "object":
            yield from _rows(form, root, f"{name}.")
