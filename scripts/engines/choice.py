"""Which engine makes a track's takes: the first of the wished ones that can be used here.

That one has its key, its environment and, in a build that may not fetch, its models; and it speaks
the track's language at its speed.

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

    `pins` are the commits that models are pinned at, by name.
    """

    adapter: Adapter
    settings: Mapping[str, Any]
    passed_over: tuple[str, ...]
    pins: Mapping[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> str:
        """Return the engine's name."""
        return self.adapter.name

    def told(self, what: str) -> str:
        """Return by whom (`what` ends with "by"), and instead of whom and why."""
        return f"{what} {self.engine}" + "".join(f", not by {one}" for one in self.passed_over)

    def refuses(self, locale: str, speed: float) -> str | None:
        """Return why the engine speaks no line in `locale` at `speed`, or None."""
        return self.adapter.refuses(self.settings, locale, speed)

    def identity(self, guided: bool = False) -> dict[str, Any]:
        """Return what of the engine itself enters a take's name; of a picture, `guided` or not."""
        settings = self.settings if guided else self.adapter.unguided(self.settings)
        pinned = [self.pins[name] for name in self.adapter.models(settings) if name in self.pins]
        return self.adapter.identity(settings) | ({"revisions": pinned} if pinned else {})


@dataclass(frozen=True)
class Engines:
    """The engines as configured: their blocks by name, and whether environments are deployed.

    `pins` are the commits of the models that the catalogue pins, by name; `absent` the models that
    are not here and may not be fetched. With `assume`, any engine counts as usable here: to know
    what takes it would be asked for, none of them is started.
    `settled` keeps which engine was settled on for what; in a job, `given` is what its build
    settled on.
    """

    blocks: Mapping[str, Mapping[str, Any]]
    deploys: bool = False
    pins: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    assume: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)

    def settings(self, engine: str) -> Mapping[str, Any]:
        """Return the block of `engine`, empty where it has none."""
        return self.blocks.get(engine) or {}

    def choose(
        self,
        kind: str,
        wished: Sequence[str],
        where: str,
        spoken: tuple[str, float] | None = None,
    ) -> Choice:
        """Return the first of the `wished` engines that can be used; UserError when none can.

        `spoken` are the locale and the speed of a track. Where all that is missing is a model, the
        first such engine is taken: the takes that are there need none.
        """
        question = f"{where}: {', '.join(wished)}"
        if question in self.given:
            return self._settled(adapter(kind, self.given[question]), ())
        reasons: dict[str, str] = {}
        lacking = None
        for engine in wished:
            found = adapter(kind, engine)
            reason = self._unavailable(found, spoken)
            if reason is None and (reason := self._without_model(found)):
                lacking = lacking or engine
            if reason is None:
                break
            reasons[engine] = f"{engine} ({reason})"
        else:
            if lacking is None:
                told = "; ".join(reasons.values())
                raise UserError(f"{where}: no {kind} engine can be used here: {told}")
            found = adapter(kind, lacking)
            del reasons[lacking]
        self.settled[question] = found.name
        return self._settled(found, tuple(reasons.values()))

    def _settled(self, found: Adapter, passed_over: Sequence[str]) -> Choice:
        return Choice(found, self.settings(found.name), tuple(passed_over), self.pins)

    def _unavailable(self, found: Adapter, spoken: tuple[str, float] | None) -> str | None:
        if self.assume:
            return None
        settings = self.settings(found.name)
        if spoken and (reason := found.refuses(settings, *spoken)):
            return f"it {reason}"
        if found.environment and not self.deploys:
            return (
                "it has an environment of its own: add `--profile profiles/venv`, or "
                "`--profile profiles/conda` where conda is installed"
            )
        return found.unavailable(settings)

    def _without_model(self, found: Adapter) -> str | None:
        models = () if self.assume else found.models(self.settings(found.name))
        missing = next((name for name in models if name in self.absent), None)
        if missing is None:
            return None
        return f"its model {missing} is not here, and models_offline or HF_HUB_OFFLINE is set"
