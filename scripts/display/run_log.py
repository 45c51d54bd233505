"""The readable log of a run: every job's line with its time of day, failures, the summary."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_KEPT = 50


class RunLog:
    """A file in `folder`, there once anything was written; the latest fifty runs keep theirs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path: Path | None = None

    def write(self, lines: Sequence[str]) -> None:
        """Append `lines`; a log that cannot be written stops no build."""
        with suppress(OSError):
            if self.path is None:
                self.path = self._begin()
            clock = time.strftime("%H:%M:%S")
            with self.path.open("a", encoding="utf-8", errors="replace") as file:
                file.writelines(f"{clock}  {line}\n" if line else "\n" for line in lines)

    def _begin(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(self._folder.glob("*.log"))[: 1 - _KEPT]:
            old.unlink(missing_ok=True)
        path = self._folder / time.strftime("%Y-%m-%d_%H-%M-%S.log")
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{' '.join([Path(sys.argv[0]).name, *sys.argv[1:]])}\n\n")
        return path
