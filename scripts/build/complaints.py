"""A JSON Schema's complaints, each as one plain sentence for the person who wrote the document."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from build.quoting import LONGEST_QUOTE, MOST_MISTAKES, place, quote, short

_WANTED = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "object": "{…}",
    "array": "a list",
    "boolean": "true or false",
    "null": "null",
}
_LAYOUT = re.compile(r"[\t\n\r]")


def complaints(document: object, schema: Mapping[str, Any], where: str) -> list[str]:
    """Return what is wrong with `document` by `schema` (draft 2020-12), a sentence each."""
    errors = islice(_Validator(schema).iter_errors(document), MOST_MISTAKES)
    found = (told for error in sorted(errors, key=_order) for told in _sentences(error, where))
    return list(dict.fromkeys(found))


def _items(
    validator: Any,  # noqa: ANN401
    items: Any,  # noqa: ANN401
    instance: Any,  # noqa: ANN401
    schema: Mapping[str, Any],
) -> Iterator[ValidationError]:
    # A list that is too long is told as such; looking through all of it may take minutes.
    if not isinstance(instance, list) or len(instance) <= schema.get("maxItems", len(instance)):
        yield from Draft202012Validator.VALIDATORS["items"](validator, items, instance, schema)


_Validator = validators.extend(Draft202012Validator, {"items": _items})


def _order(error: ValidationError) -> list[tuple[int, int, str]]:
    # As the document reads: scene 2 before scene 10.
    return [
        (0, part, "") if isinstance(part, int) else (1, 0, part) for part in error.absolute_path
    ]


def near(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names may have been meant by `name`, as the end of a sentence."""
    names = sorted(known)
    close = _closest(name, names)
    if close:
        return f"did you mean {close}?"
    return f"known are {', '.join(names)}" if names else "none is known"


def _closest(name: str, known: Iterable[str]) -> str | None:
    if len(name) > LONGEST_QUOTE:
        return None  # no key is so long, and comparing takes the square of it
    return next(iter(difflib.get_close_matches(name, list(known), 1, 0.6)), None)


def _sentences(error: ValidationError, where: str) -> list[str]:
    at = place(error.absolute_path)
    start = f"{where}, {at}: " if at else f"{where}: "
    schema = _schema_of(error)
    keyword = str(error.validator)
    limit: Any = error.validator_value
    value: Any = error.instance
    if keyword == "additionalProperties":
        return [_no_key(start, key, tip) for key, tip in _unknown(value, schema)]
    if keyword == "required":
        return [f"{start}{key} is missing; add it" for key in limit if key not in value]
    if keyword in ("oneOf", "anyOf"):
        return _of_several(error, start, where)
    return [f"{start}{_wrong(keyword, limit, value, schema)}"]


def _no_key(start: str, key: str, tip: str) -> str:
    return f"{start}there is no key '{short(key)}'; {tip}"


def _unknown(value: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})

    def fits(key: str) -> bool:
        return key in known or any(re.search(pattern, key) for pattern in patterns)

    def tip(key: str) -> str:
        if not fits("es"):
            return near(key, known)
        close = _closest(key, known) or (key.lower() if fits(key.lower()) else None)
        return f"did you mean {close}?" if close else "a language like es, en or pt-BR is wanted"

    unknown = (key for key in value if not fits(key))
    return [(key, tip(key)) for key in islice(unknown, MOST_MISTAKES)]


def _of_several(error: ValidationError, start: str, where: str) -> list[str]:
    """Return what is wrong with a value that fits none, or more than one, of several forms."""
    value: Any = error.instance
    forms: Any = error.validator_value
    if all(set(form) == {"required"} for form in forms):
        # A choice between keys; that the value is no object at all is told by its type.
        if not isinstance(value, Mapping):
            return []
        return [start + _choice([key for form in forms for key in form["required"]], value)]
    # Where the value has the type of one form alone, that form's complaint is the useful one.
    fitting = [found for found in _branches(error) if not _has(found, "type")]
    whole = [found for found in fitting if not _has(found, "required")]
    chosen = whole if len(whole) == 1 else fitting
    if len(chosen) == 1:
        return [sentence for inner in chosen[0] for sentence in _sentences(inner, where)]
    shapes = [_schema_of(inner) for found in chosen for inner in found if not inner.path]
    if whole:
        keys = dict.fromkeys(key for shape in shapes for key in shape.get("required", ()))
        if sum(key in value for key in keys) > 1:
            return [start + _choice(list(keys), value)]
    elif isinstance(value, Mapping):
        known = {key for shape in shapes for key in shape.get("properties", ())}
        meant = [(key, _closest(key, known)) for key in value if key not in known]
        if any(close for _, close in meant):
            return [_no_key(start, key, f"did you mean {close}?") for key, close in meant if close]
    wanted = _schema_of(error).get("description", "one of several forms is wanted")
    return [f"{start}{quote(value)} does not fit. {wanted}"]


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    branches: dict[str | int, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    return list(branches.values())


def _has(found: Sequence[ValidationError], keyword: str) -> bool:
    # Of the value itself, not of something in it.
    return any(inner.validator == keyword and not inner.path for inner in found)


def _schema_of(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _choice(keys: Sequence[str], value: Mapping[str, Any]) -> str:
    present = [key for key in keys if key in value]
    if present:
        return f"it has both {' and '.join(present)}; keep one of them"
    return f"it has neither {' nor '.join(keys)}; add one of them"


def _wrong(keyword: str, limit: Any, value: Any, schema: Mapping[str, Any]) -> str:  # noqa: ANN401
    found = quote(value)
    if keyword == "type":
        wanted = " or ".join(
            _WANTED[name] for name in ([limit] if isinstance(limit, str) else limit)
        )
        return f"{found} was found, {wanted} is wanted"
    if keyword == "enum":
        choices = [str(choice) for choice in limit]
        close = _closest(str(value), choices)
        hint = f" (did you mean {close}?)" if close else ""
        return f"{found} was found, one of {', '.join(choices)} is wanted{hint}"
    if keyword in ("minLength", "minItems", "minProperties"):
        return f"it is too short ({len(value)}, at least {limit})" if value else _empty(value)
    if keyword in ("maxLength", "maxItems", "maxProperties"):
        return f"it is too long ({len(value)}, at most {limit})"
    if keyword == "minimum":
        return f"{found} was found, {limit} or more is wanted"
    if keyword == "maximum":
        return f"{found} was found, {limit} or less is wanted"
    if keyword == "pattern":
        if not str(value).strip():
            return _empty(value)
        wanted = schema.get("description", limit.replace(r"\Z", "$"))
        return f"{found} does not fit ({wanted})"
    if keyword == "not":
        # The schemas use it for control characters alone.
        if all(letter.isprintable() or _LAYOUT.match(letter) for letter in value):
            return "it holds a line break or a tab, one plain line is wanted"
        return "it holds a control character, which cannot be spoken or shown; remove it"
    if keyword == "multipleOf":
        return f"{found} was found, a multiple of {limit} is wanted"
    if keyword == "uniqueItems":
        return "one entry stands there twice"
    return f"{found} does not fit ({keyword} {limit})"


def _empty(value: object) -> str:
    return f"it is empty, {'text' if isinstance(value, str) else 'at least one entry'} is wanted"
