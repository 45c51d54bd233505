"""An engine's module as the build sees it: what the module leaves out is as `engines.base` says."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Adapter:
    """The engine `name` of `kind` (image, speech, music, ambience or clip)."""

    kind: str
    name: str
    module: ModuleType

    @property
    def recipe(self) -> int:
        """Return the number that is raised when the output changes on purpose."""
        return int(self.module.RECIPE)

    @property
    def parallel(self) -> int:
        """Return how many takes one process makes at once."""
        return int(getattr(self.module, "PARALLEL", 1))

    @property
    def environment(self) -> str | None:
        """Return the name of its environment, None for the main installation."""
        return getattr(self.module, "ENVIRONMENT", None)

    @property
    def gpu(self) -> bool:
        """Tell whether it uses a GPU where there is one."""
        return bool(getattr(self.module, "GPU", False))

    @property
    def mem_mb(self) -> int:
        """Return the main memory, in MB, that its worker may need."""
        return int(getattr(self.module, "MEM_MB", 1500))

    @property
    def packages(self) -> tuple[str, ...]:
        """Return the distributions whose versions a sidecar records."""
        return tuple(getattr(self.module, "PACKAGES", ()))

    @property
    def words(self) -> bool:
        """Tell whether it says when each word sounds."""
        return bool(getattr(self.module, "WORDS", True))

    @property
    def voice_is_file(self) -> bool:
        """Tell whether a voice is a recording of the person's."""
        return bool(getattr(self.module, "VOICE_IS_FILE", False))

    @property
    def reference(self) -> bool:
        """Tell whether a reference picture guides it."""
        return bool(getattr(self.module, "REFERENCE", False))

    def unguidable(self, settings: Settings) -> str | None:
        """Return why no reference picture can guide it, or None; asked where `reference` is set."""
        asked = getattr(self.module, "unguidable", None)
        return asked(settings) if asked else None

    def unguided(self, settings: Settings) -> Settings:
        """Return `settings` as they count for a picture that no reference guides."""
        own = getattr(self.module, "unguided", None)
        return own(settings) if own else settings

    @property
    def slate(self) -> bool:
        """Tell whether it writes the prompt into its pictures, unless the spec's `slate` is off."""
        return bool(getattr(self.module, "SLATE", False))

    @property
    def service(self) -> bool:
        """Tell whether a service makes its takes, which may have cost money."""
        return hasattr(self.module, "API")

    def unavailable(self, settings: Settings) -> str | None:
        """Return why it cannot be used here, or None."""
        asked = getattr(self.module, "unavailable", None)
        return asked(settings) if asked else None

    def refuses(self, settings: Settings, locale: str, speed: float) -> str | None:
        """Return why it speaks no line in `locale` at `speed`, or None."""
        asked = getattr(self.module, "refuses", None)
        return asked(settings, locale, speed) if asked else None

    def identity(self, settings: Settings) -> dict[str, Any]:
        """Return what of the engine and its settings enters a take's name."""
        own = getattr(self.module, "identity", None)
        return {"engine": self.name, "recipe": self.recipe, **(own(settings) if own else {})}

    @property
    def paid(self) -> bool:
        """Tell whether it is a service that costs money."""
        return hasattr(self.module, "price")

    def price(self, settings: Settings, spec: Mapping[str, Any]) -> float | None:
        """Return what the take of `spec` costs in US dollars, None where that is not known."""
        return self.module.price(settings, spec) if self.paid else None

    def models(self, settings: Settings) -> tuple[str, ...]:
        """Return what of the catalogue it loads."""
        own = getattr(self.module, "models", None)
        return tuple(own(settings)) if own else ()

    def load(self, settings: Settings, models: Path) -> Any:  # noqa: ANN401
        """Return the loaded engine."""
        return self.module.load(settings, models)


def maker_of(takes: str, engine: str) -> Adapter | None:
    """Return the adapter of `engine`, which makes takes in the folder `takes`; None if it is gone.

    An engine's kind is the folder's name in the singular: `image` makes images/. Scripts alone are
    made by a `writer`.
    """
    kind = "writer" if takes == "scripts" else takes.removesuffix("s")
    try:
        return adapter(kind, engine)
    except ImportError:
        return None


@cache
def adapter(kind: str, engine: str) -> Adapter:
    """Return the adapter of `engine`, which stands in engines/<kind>/<engine>.py."""
    return Adapter(kind, engine, importlib.import_module(f"engines.{kind}.{engine}"))
