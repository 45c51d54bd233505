"""Which engine makes a track's takes: the first of the wished ones that can be used here.

Settled once while the Snakefile is read, so a voice never changes in mid-film.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from build.errors import UserError


@dataclass(frozen=True)
class Choice:
    """The engine that was settled on, its adapter, and why those before it were passed over."""

    engine: str
    adapter: ModuleType
    passed_over: tuple[str, ...]

    def identity(self) -> dict[str, Any]:
        """Return what of the engine itself enters a take's name."""
        identity = {"engine": self.engine, "recipe": self.adapter.RECIPE}
        revision = getattr(self.adapter, "REVISION", None)
        return identity if revision is None else {**identity, "revision": revision}


def adapter(kind: str, engine: str) -> ModuleType:
    """Return the module of `engine`, an engine of `kind` (image, speech, music or ambience)."""
    return importlib.import_module(f"engines.{kind}.{engine}")


def choose(kind: str, wished: Sequence[str], settings: Mapping[str, Any], where: str) -> Choice:
    """Return the first of the `wished` engines that can be used; UserError when none can."""
    reasons: list[str] = []
    for engine in wished:
        module = adapter(kind, engine)
        reason = module.unavailable(settings)
        if reason is None:
            return Choice(engine, module, tuple(reasons))
        reasons.append(f"{engine} ({reason})")
    raise UserError(f"{where}: no {kind} engine can be used here: {'; '.join(reasons)}")
