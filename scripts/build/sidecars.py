"""A sidecar's own checksum, so that an altered one is told from an altered take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from build.files import canonical

_KEY = "checksum"


def with_checksum(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return `document` with the checksum of all that stands in it."""
    return {**document, _KEY: _checksum(document)}


def is_altered(document: Mapping[str, Any]) -> bool:
    """Tell whether `document` is not as it was written; False where it has no checksum."""
    return _KEY in document and document[_KEY] != _checksum(document)


def _checksum(document: Mapping[str, Any]) -> str:
    # As it is read back: JSON has neither tuples nor keys that are numbers.
    rest = json.loads(json.dumps({key: document[key] for key in document if key != _KEY}))
    return hashlib.sha256(canonical(rest).encode()).hexdigest()
