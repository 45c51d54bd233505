"""A JSON file as a person wrote it: what json lets pass in silence is told here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from build.errors import UserError


def read_document(path: Path) -> Any:  # noqa: ANN401
    """Return what the JSON file at `path` holds; UserError with the line for every mistake.

    A key that stands twice in one object, NaN, and half of a surrogate pair are mistakes too.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise UserError(f"{path}: the key {key!r} stands twice in one object; keep one")
            found[key] = value
        return found

    def never(constant: str) -> NoReturn:
        raise UserError(f"{path}: {constant} is not a number that JSON knows")

    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.strip():
            raise UserError(f"{path} is empty; write an episode into it, or remove it")
        document = json.loads(text, object_pairs_hook=once, parse_constant=never)
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except UnicodeEncodeError as error:
        raise UserError(f"{path} holds half a character (\\ud800 to \\udfff); remove it") from error
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path} is not JSON: line {error.lineno}, column {error.colno}: {error.msg} "
            "(look for a comma or a quote too many or too few just before)"
        ) from error
    except RecursionError as error:
        raise UserError(f"{path} is nested too deeply to be an episode") from error
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {error}") from error
    return document
