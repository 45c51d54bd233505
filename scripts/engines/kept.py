"""Parts of a take that are paid for, kept on disk until the take is whole.

A line that needs three requests and fails at the third sends one request the next time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from build.files import canonical, publish
from engines.rates import cache_folder


class Kept:
    """A folder of paid answers, each named by what asked for it."""

    def __init__(self, name: str) -> None:
        self._folder = cache_folder() / name

    def get(self, wish: Mapping[str, Any], make: Callable[[], bytes]) -> bytes:
        """Return the answer to `wish`, made only where it is not kept, and kept at once."""
        path = self._path(wish)
        with contextlib.suppress(FileNotFoundError):
            return path.read_bytes()
        answer = make()
        with publish(path) as temporary:
            temporary.write_bytes(answer)
        return answer

    def forget(self, wishes: Iterable[Mapping[str, Any]]) -> None:
        """Remove the answers to `wishes`: their take is whole."""
        for wish in wishes:
            self._path(wish).unlink(missing_ok=True)

    def _path(self, wish: Mapping[str, Any]) -> Path:
        return self._folder / hashlib.sha256(canonical(wish).encode()).hexdigest()
