"""Which engine makes a track's takes: the first of the wished ones that can be used here.

Settled once while the Snakefile is read, so a voice never changes in mid-film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build.errors import UserError
from engines.adapter import Adapter, adapter


@dataclass(frozen=True)
class Choice:
    """The engine that was settled on, its settings, and why those before it were passed over.

    `revisions` are the commits that its models are pinned at.
    """

    adapter: Adapter
    settings: Mapping[str, Any]
    passed_over: tuple[str, ...]
    revisions: tuple[str, ...] = ()

    @property
    def engine(self) -> str:
        """Return the engine's name."""
        return self.adapter.name

    def identity(self) -> dict[str, Any]:
        """Return what of the engine itself enters a take's name."""
        identity = self.adapter.identity(self.settings)
        return identity | ({"revisions": list(self.revisions)} if self.revisions else {})


@dataclass(frozen=True)
class Engines:
    """The engines as configured: their blocks by name, and whether environments are deployed.

    `pins` are the commits of the models that the catalogue pins, by name. With `assume`, any engine
    counts as usable here: to know what takes it would be asked for, none of them is started.
    `settled` keeps which engine was settled on for what; in a job, `given` is what its build
    settled on.
    """

    blocks: Mapping[str, Mapping[str, Any]]
    deploys: bool = False
    pins: Mapping[str, str] = field(default_factory=dict)
    assume: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)

    def settings(self, engine: str) -> Mapping[str, Any]:
        """Return the block of `engine`, empty where it has none."""
        return self.blocks.get(engine) or {}

    def choose(self, kind: str, wished: Sequence[str], where: str) -> Choice:
        """Return the first of the `wished` engines that can be used; UserError when none can."""
        question = f"{where}: {', '.join(wished)}"
        if question in self.given:
            return self._settled(adapter(kind, self.given[question]), ())
        reasons: list[str] = []
        for engine in wished:
            found = adapter(kind, engine)
            reason = self._unavailable(found)
            if reason is None:
                self.settled[question] = engine
                return self._settled(found, reasons)
            reasons.append(f"{engine} ({reason})")
        raise UserError(f"{where}: no {kind} engine can be used here: {'; '.join(reasons)}")

    def _settled(self, found: Adapter, passed_over: Sequence[str]) -> Choice:
        settings = self.settings(found.name)
        pins = tuple(self.pins[name] for name in found.models(settings) if name in self.pins)
        return Choice(found, settings, tuple(passed_over), pins)

    def _unavailable(self, found: Adapter) -> str | None:
        if self.assume:
            return None
        if found.environment and not self.deploys:
            return (
                "it has an environment of its own: add `--profile profiles/venv`, or "
                "`--profile profiles/conda` where conda is installed"
            )
        return found.unavailable(self.settings(found.name))
