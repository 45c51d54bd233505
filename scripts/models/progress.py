"""How far a fetch has come: a line in the log every few seconds, and what the display shows."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from build.gauge import Gauge
from build.units import size_text

_LOG_SECONDS = 5.0


class Progress:
    """Counts the bytes of one model, from several threads."""

    def __init__(self, name: str, total: int, log: Path) -> None:
        self._name = name
        self._total = total
        self._log = log
        self._done = self._fetched = 0
        self._began = self._logged = time.monotonic()
        self._lock = threading.Lock()
        self._gauge = Gauge(total, f"fetch {size_text(total)}")

    def add(self, count: int, fetched: bool = True) -> None:
        """Count bytes: `fetched` now, or there from before (or, below zero, thrown away)."""
        with self._lock:
            self._done += count
            self._fetched += count if fetched else 0
            now = time.monotonic()
            if now - self._logged >= _LOG_SECONDS:
                self._logged = now
                self.tell(self.line(now))
            self._gauge.add(count) if fetched else self._gauge.had(count)

    def tell(self, line: str) -> None:
        """Write a line of its own into the log."""
        with self._log.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def end(self) -> None:
        """Tell how much was fetched, and how fast."""
        self.tell(self.line(time.monotonic()))

    def line(self, now: float) -> str:
        """Return how far it is, how fast, and how long it will take, all in one line."""
        rate = self._fetched / max(now - self._began, 0.001)
        left = self._total - self._done
        share = 100 * self._done // self._total if self._total else 100
        minutes, seconds = divmod(round(left / rate), 60) if rate > 0 else (0, 0)
        remaining = f", {minutes}:{seconds:02} left" if left > 0 and rate > 0 else ""
        return (
            f"{self._name}: {share} %, {size_text(max(self._done, 0))} of "
            f"{size_text(self._total)}, {size_text(max(rate, 0))}/s{remaining}"
        )
