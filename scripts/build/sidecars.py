"""A sidecar's own checksum, so that an altered one is told from an altered take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from build.files import canonical

_KEY, _MARK = "checksum", "sha256:"


def with_checksum(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return `document` with the checksum of all that stands in it."""
    return {**document, _KEY: _checksum(document)}


def is_altered(document: Mapping[str, Any]) -> bool:
    """Tell whether `document` is not as it was written; False where it has no checksum.

    That is known by its value too, for its key may be what was altered.
    """
    marked = _KEY in document or any(str(value).startswith(_MARK) for value in document.values())
    return marked and document.get(_KEY) != _checksum(document)


def _checksum(document: Mapping[str, Any]) -> str:
    # As it is read back: JSON has neither tuples nor keys that are numbers.
    rest = json.loads(json.dumps({key: document[key] for key in document if key != _KEY}))
    return _MARK + hashlib.sha256(canonical(rest).encode()).hexdigest()
