"""A JSON file as a person wrote it: what json lets pass in silence is told here."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from build.errors import UserError
from build.own_files import read_own_text
from build.quoting import shown

_MOST_BYTES = 16 * 2**20  # two thousand scenes in three languages take a quarter of it
_MOST_DIGITS = 300
_LONGEST_KEY = 40


def read_document(path: Path) -> Any:  # noqa: ANN401
    """Return what the JSON file at `path` holds; UserError with the line for every mistake.

    A key that stands twice in one object, NaN, and half of a surrogate pair are mistakes too.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                said = shown(key[:_LONGEST_KEY])
                raise UserError(f"{path}: the key '{said}' stands twice in one object; keep one")
            found[key] = value
        return found

    def never(constant: str) -> NoReturn:
        raise UserError(f"{path}: {constant} is not a number that JSON knows")

    def whole(digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            raise UserError(f"{path}: a number of {len(digits)} digits was found; put it right")
        return int(digits)

    def real(digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            raise UserError(f"{path}: {digits[:_LONGEST_KEY]} is too large a number; put it right")
        return number

    text = read_own_text(path, _MOST_BYTES)
    if not text.strip():
        raise UserError(f"{path} is empty; write an episode into it, or remove it")
    try:
        document = json.loads(
            text,
            object_pairs_hook=once,
            parse_constant=never,
            parse_int=whole,
            parse_float=real,
        )
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UserError(f"{path} holds half a character (\\ud800 to \\udfff); remove it") from error
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path} is not JSON: line {error.lineno}, column {error.colno}: {error.msg} "
            "(look for a comma or a quote too many or too few just before)"
        ) from error
    except RecursionError as error:
        raise UserError(f"{path} is nested too deeply to be an episode") from error
    return document
