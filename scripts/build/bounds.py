"""Documents that YAML could read but no file of settings is: endless, or of other things than text.

YAML knows anchors, so a few lines may stand for a thousand million entries or for a list that holds
itself; and it reads `no` as false, a day as a date, and .nan as a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from build.errors import UserError
from build.quoting import place, shown

_DEEPEST = 50
_MOST = 50_000
_LARGEST = 2**63
_LONGEST = 20_000
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Place = tuple[str | int, ...]


def walk(document: object, where: str) -> Iterator[tuple[Place, Any]]:
    """Yield the place of everything in `document`, and the thing; containers before what they hold.

    UserError where it is nested too deeply or holds too much.
    """
    waiting: list[tuple[Place, Any]] = [((), document)]
    for _ in range(_MOST):
        if not waiting:
            return
        at, value = waiting.pop()
        yield at, value
        if len(at) >= _DEEPEST:
            raise UserError(
                f"{where} is nested too deeply: a thing in it holds itself, or brackets are missing"
            )
        if isinstance(value, Mapping):
            waiting += [((*at, str(key)), inner) for key, inner in value.items()]
        elif isinstance(value, list | tuple | Set):
            waiting += [((*at, index), inner) for index, inner in enumerate(value)]
    raise UserError(f"{where} holds more than {_MOST} things: an anchor (&) is used too often")


def require_plain(document: object, where: str) -> None:
    """Raise UserError with the first thing in `document` that a file of settings cannot mean."""
    for at, value in walk(document, where):
        strange = _strange(value)
        if strange:
            inside = place(at)
            raise UserError(f"{where}{f', {inside}' if inside else ''}: {strange}")


def _strange(value: object) -> str | None:
    if isinstance(value, Mapping):
        odd = next((key for key in value if not isinstance(key, str)), None)
        if any(not isinstance(key, str) for key in value):
            return f"the key {shown(str(odd))} is not read as text; put it into quotes"
    elif isinstance(value, str):
        if _HIDDEN.search(value):
            return "it holds a control character or half a character; remove it"
        if len(value) > _LONGEST:
            return f"it is too long ({len(value)}, at most {_LONGEST})"
    elif isinstance(value, float) and not math.isfinite(value):
        return f"{value} was found, which is no number that can be worked with"
    elif isinstance(value, int) and abs(value) > _LARGEST:
        return "the number is too large"
    elif value is not None and not isinstance(value, list | tuple | int | float):
        return f"{shown(str(value))} is read as a date or as data, not as text; put it into quotes"
    return None
