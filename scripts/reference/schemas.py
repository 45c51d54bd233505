"""What a JSON Schema takes, in words for a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "object": "{…}",
    "array": "list",
    "boolean": "true, false",
    "null": "null",
}
# The schemas' names of languages and tracks, and of notes, in their patterns.
_LANGUAGE, _NOTE = "^[a-z]{2,3}", "^(_|comment$)"
# The pattern of any text that is not blank.
_WORDS = "\\S"


def read_schema(path: Path) -> Schema:
    """Return the schema at `path`."""
    found: Schema = json.loads(path.read_text(encoding="utf-8"))
    return found


def resolved(schema: Schema, root: Schema) -> dict[str, Any]:
    """Return `schema` with what it refers to, and all of its parts (allOf), laid under it."""
    found: dict[str, Any] = {}
    if "$ref" in schema:
        found |= resolved(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    for part in schema.get("allOf", ()):
        found |= resolved(part, root)
    return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}


def inner(schema: Schema) -> dict[str, Schema]:
    """Return the keys that a mapping may have; <language> stands for any language or track."""
    found = dict(schema.get("properties", {}))
    for pattern, part in schema.get("patternProperties", {}).items():
        if pattern != _NOTE:
            found["<language>" if pattern.startswith(_LANGUAGE) else "<name>"] = part
    return found


def takes(schema: Schema, root: Schema) -> str:
    """Return what a value of `schema` may be, in words."""
    schema = resolved(schema, root)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "oneOf" in schema and not all(set(form) == {"required"} for form in schema["oneOf"]):
        forms = dict.fromkeys(takes(form, root) for form in schema["oneOf"])
        return " or ".join(forms)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_kind(kind, schema, root) for kind in kinds)


def _kind(kind: str, schema: Schema, root: Schema) -> str:
    if kind == "array":
        return _list(schema, root)
    if kind == "object":
        return _mapping(schema, root)
    if kind in ("integer", "number"):
        return _TYPES[kind] + _span(schema)
    if kind == "string" and schema.get("pattern", _WORDS) != _WORDS and "description" in schema:
        return f"text ({schema['description']})"
    return _TYPES[kind]


def _list(schema: Schema, root: Schema) -> str:
    of = takes(schema.get("items", {}), root)
    if schema.get("minItems") == schema.get("maxItems") is not None:
        return f"{schema['minItems']} of: {of}"
    return f"list of: {of}"


def _mapping(schema: Schema, root: Schema) -> str:
    keys = inner(schema)
    if keys:
        return "{" + ", ".join(f"{key}: …" for key in keys) + "}"
    of = schema.get("additionalProperties")
    return f"{{name: {takes(of, root)}}}" if isinstance(of, Mapping) else "{…}"


def _span(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, step = schema.get("exclusiveMinimum"), schema.get("multipleOf")
    said = ""
    if above is not None:
        said = f" above {above}" + (f", up to {high}" if high is not None else "")
    elif low is not None:
        said = f", {low} to {high}" if high is not None else f", {low} or more"
    return said + (f", in steps of {step}" if step else "")


def cell(words: str) -> str:
    """Return `words` as a cell of a Markdown table."""
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
