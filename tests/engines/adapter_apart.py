"""Makes takes by an adapter under the Python that runs this, with tiny checkpoints.

    PYTHON adapter_apart.py FOLDER KIND ENGINE < [{"settings", "spec"}, …]

Each engine is loaded once for each of the settings. Takes are written to FOLDER as 0.npy, 1.npy …,
what was said of them to takes.json, and what tiny_<engine>.probe measures to probe.npz.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from build.errors import UserError
from engines.base import Speech


def main() -> None:
    """Make what standard input asks for."""
    folder, kind, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    module = importlib.import_module(f"engines.{kind}.{name}")
    tiny = importlib.import_module(f"tiny_{name}")
    loaded: dict[str, Any] = {}
    takes: list[dict[str, Any]] = []
    for index, wish in enumerate(json.load(sys.stdin)):
        settings = wish["settings"]
        key = json.dumps(settings, sort_keys=True)
        if key not in loaded:
            for model in module.models(settings):
                if not (folder / model).exists():
                    tiny.build(folder / model)
            loaded[key] = module.load(settings, folder)
        engine = loaded[key]
        try:
            made = (engine.speak if kind == "speech" else engine.compose)(wish["spec"])
        except UserError as error:
            takes.append({"error": str(error)})
            continue
        np.save(folder / f"{index}.npy", made.samples)
        rate = made.rate if isinstance(made, Speech) else 48000
        takes.append({"rate": rate, "record": dict(made.record)})
    (folder / "takes.json").write_text(json.dumps(takes))
    if hasattr(tiny, "probe"):
        np.savez(folder / "probe.npz", **tiny.probe(next(iter(loaded.values()))))


if __name__ == "__main__":
    main()
