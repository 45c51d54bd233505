"""Which models a configuration needs, and for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from build.settings import Settings, load_settings
from engines.adapter import adapter
from engines.choice import Choice

_SECTIONS = {"image": "images", "music": "music", "ear": "ear"}


def needed_by(settings: Settings) -> dict[str, list[str]]:
    """Return the models of the engines that were settled on, each with what it is needed for."""
    found: dict[str, list[str]] = {}
    for what, choice in _settled(settings):
        for model in choice.adapter.models(choice.settings):
            found.setdefault(model, []).append(what)
    return found


def _settled(settings: Settings) -> Iterator[tuple[str, Choice]]:
    yield from ((track, settings.speech(track)) for track in settings.tracks)
    for kind, section in _SECTIONS.items():
        if engines := settings.tree[section]["engine"]:
            yield section, settings.engines.choose(kind, engines, f"config, {section}")


def named_in_any_preset(config: Mapping[str, Any], own: Mapping[str, Any], home: Path) -> set[str]:
    """Return the models that are `named` in any preset: a draft's lists leave out most engines.

    `config`, `own` and `home` are as for `load_settings`.
    """
    presets = sorted(path.stem for path in (home / "config/presets").glob("*.yaml"))
    return {
        model
        for preset in presets
        for model in named(load_settings({**config, "preset": preset}, own, home, assume=True))
    }


def named(settings: Settings) -> set[str]:
    """Return the models of every engine that the configuration names, also where it is not used:
    in a track that is off, or behind an engine that is preferred."""
    return {
        model
        for kind, engines in _wishes(settings.tree)
        for engine in engines
        for model in adapter(kind, engine).models(settings.engines.settings(engine))
    }


def _wishes(tree: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from (("speech", language["speech"]) for language in tree["languages"].values())
    yield from ((kind, tree[section]["engine"]) for kind, section in _SECTIONS.items())
