"""A JSON Schema's complaints, each as one plain sentence for the person who wrote the document."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

_WANTED = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "object": "{…}",
    "array": "a list",
    "boolean": "true or false",
    "null": "null",
}
_LONGEST_QUOTE = 40


def validate(document: object, schema_path: Path, where: str) -> list[str]:
    """Return what is wrong with `document`, a sentence each; nothing where all is well.

    `where` names the document (a file, or "config") and begins every sentence.
    """
    if _passes(schema_path, document):
        return []
    errors = sorted(_validator(schema_path).iter_errors(document), key=lambda e: str(e.json_path))
    found = (sentence for error in errors for sentence in _sentences(error, where))
    return list(dict.fromkeys(found))


def _passes(path: Path, document: object) -> bool:
    # The compiled check is ten times as fast; a hundred long scripts are read at every start.
    try:
        _compiled(path)(document)
    except fastjsonschema.JsonSchemaException:
        return False
    return True


@cache
def _compiled(path: Path) -> Callable[[object], object]:
    schema = json.loads(path.read_text(encoding="utf-8"))
    # It knows draft 7; the schemas keep to what both drafts have.
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    return fastjsonschema.compile(schema, use_default=False, detailed_exceptions=False)


@cache
def _validator(path: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def place(path: Iterable[str | int]) -> str:
    """Return a path in a document as people say it: scene 3, text.es."""
    parts = list(path)
    if len(parts) >= 2 and parts[0] == "scenes" and isinstance(parts[1], int):
        rest = place(parts[2:])
        return f"scene {parts[1] + 1}" + (f", {rest}" if rest else "")
    said = ""
    for part in parts:
        said += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said


def near(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names may have been meant by `name`, as the end of a sentence."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1, 0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"known are {', '.join(names)}" if names else "none is known"


def _sentences(error: ValidationError, where: str) -> list[str]:
    at = place(error.absolute_path)
    start = f"{where}, {at}: " if at else f"{where}: "
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    keyword = str(error.validator)
    limit: Any = error.validator_value
    value: Any = error.instance
    if keyword == "additionalProperties":
        return [f"{start}there is no key {key!r}; {tip}" for key, tip in _unknown(value, schema)]
    if keyword == "required":
        return [f"{start}{key} is missing" for key in limit if key not in value]
    if keyword in ("oneOf", "anyOf"):
        return _of_several(error, start, where)
    return [f"{start}{_wrong(keyword, limit, value, schema)}"]


def _unknown(value: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    strange = [
        key
        for key in value
        if key not in known and not any(re.search(pattern, key) for pattern in patterns)
    ]
    if not known:
        return [(key, "a language like es, en or pt-BR is wanted") for key in strange]
    return [(key, near(key, known)) for key in strange]


def _of_several(error: ValidationError, start: str, where: str) -> list[str]:
    # Where the value has the type of one branch alone, that branch's complaint is the useful one.
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)  # type: ignore[arg-type]
    if isinstance(error.instance, Mapping):
        keyed = [
            found
            for found in branches.values()
            if not any(inner.validator in ("type", "required") for inner in found)
        ]
        if len(keyed) == 1:
            return [sentence for inner in keyed[0] for sentence in _sentences(inner, where)]
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    wanted = schema.get("description", "one of several forms is wanted")
    return [f"{start}{_quote(error.instance)} does not fit. {wanted}"]


def _wrong(keyword: str, limit: Any, value: Any, schema: Mapping[str, Any]) -> str:  # noqa: ANN401
    found = _quote(value)
    if keyword == "type":
        wanted = " or ".join(
            _WANTED[name] for name in ([limit] if isinstance(limit, str) else limit)
        )
        return f"{found} was found, {wanted} is wanted"
    if keyword == "enum":
        choices = [str(choice) for choice in limit]
        tip = difflib.get_close_matches(str(value), choices, 1, 0.6)
        hint = f" (did you mean {tip[0]}?)" if tip else ""
        return f"{found} was found, one of {', '.join(choices)} is wanted{hint}"
    if keyword in ("minLength", "minItems", "minProperties"):
        return "it is empty"
    if keyword in ("maxLength", "maxItems"):
        return f"it is too long ({len(value)}, at most {limit})"
    if keyword == "minimum":
        return f"{found} was found, {limit} or more is wanted"
    if keyword == "maximum":
        return f"{found} was found, {limit} or less is wanted"
    if keyword == "pattern":
        if not str(value).strip():
            return "it is empty"
        return f"{found} does not fit ({schema.get('description', limit)})"
    if keyword == "not":
        return "it holds a control character, which cannot be spoken or shown"
    if keyword == "multipleOf":
        return f"{found} was found, a multiple of {limit} is wanted"
    if keyword == "uniqueItems":
        return "one entry stands there twice"
    return f"{found} does not fit ({keyword} {limit})"


def _quote(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        short = value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "…"
        return f'the text "{short}"'
    return "a list" if isinstance(value, Sequence) else "an object {…}"
