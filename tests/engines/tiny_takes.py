"""Takes of sound by an adapter on its tiny checkpoints, made inside its own environment."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from build.errors import UserError


def make(folder: str, kind: str, engine: str, wishes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each of `wishes`, {"settings", "spec"}, its record and rate, or {"error"}.

    The checkpoints they name are built by tiny_<engine>, and each engine is loaded once for each of
    the settings. Samples are written to `folder` as 0.npy, 1.npy …
    """
    module = importlib.import_module(f"engines.{kind}.{engine}")
    loaded: dict[str, Any] = {}
    takes: list[dict[str, Any]] = []
    for index, wish in enumerate(wishes):
        settings = wish["settings"]
        key = json.dumps(settings, sort_keys=True)
        if key not in loaded:
            _build(Path(folder), engine, module.models(settings))
            loaded[key] = module.load(settings, Path(folder))
        maker = loaded[key]
        try:
            made = (maker.speak if kind == "speech" else maker.compose)(wish["spec"])
        except UserError as error:
            takes.append({"error": str(error)})
            continue
        np.save(Path(folder) / f"{index}.npy", made.samples)
        takes.append({"rate": getattr(made, "rate", 48000), "record": dict(made.record)})
    return takes


def _build(folder: Path, engine: str, models: tuple[str, ...]) -> None:
    for model in models:
        if not (folder / model).exists():
            importlib.import_module(f"tiny_{engine}").build(str(folder / model))


def out_of_memory(words: str) -> str:
    """Return what is said where a model fails with `words` for want of memory."""
    import torch

    from engines.torch_device import enough_memory

    try:
        with enough_memory(torch.device("cpu"), "compose", "choose a smaller model"):
            raise RuntimeError(words)
    except UserError as error:
        return str(error)
