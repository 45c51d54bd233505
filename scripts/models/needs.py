"""Which models a configuration needs, and for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from build.settings import Settings, load_settings
from engines.adapter import adapter


def needed_by(settings: Settings) -> dict[str, list[str]]:
    """Return the models of the engines that were settled on, each with what it is needed for."""
    found: dict[str, list[str]] = {}
    for kind, engines, what in _wishes(settings.tree, settings.tracks):
        if engines:
            choice = settings.engines.choose(kind, engines, f"config, {what}")
            for model in choice.adapter.models(choice.settings):
                found.setdefault(model, []).append(what)
    return found


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
        for kind, engines, _ in _wishes(settings.tree, settings.tree["languages"])
        for engine in engines
        for model in adapter(kind, engine).models(settings.engines.settings(engine))
    }


def _wishes(tree: Mapping[str, Any], tracks: Iterable[str]) -> Iterator[tuple[str, list[str], str]]:
    for track in tracks:
        yield "speech", tree["languages"][track]["speech"], track
    for kind, section in (("image", "images"), ("music", "music"), ("ear", "ear")):
        if section in tree:
            yield kind, tree[section]["engine"], section
