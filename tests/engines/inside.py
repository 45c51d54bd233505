"""What engine tests run under an environment's own Python: one process, a request a line.

python inside.py      (JSON lines on stdin: module, function, arguments; answers on stdout)
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any


def draw(
    engine: str, settings: dict[str, Any], models: str, specs: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Load an image engine, draw all specs, and return each one's digest, size and record."""
    adapter = importlib.import_module(f"engines.image.{engine}")
    loaded = adapter.load(settings, Path(models))
    return [_told(loaded, spec) for spec in specs]


def loading_fails(engine: str, settings: dict[str, Any], models: str) -> str | None:
    """Return the sentence that loading an image engine fails with, None where it does not."""
    from build.errors import UserError

    try:
        importlib.import_module(f"engines.image.{engine}").load(settings, Path(models))
    except UserError as error:
        return str(error)
    return None


def _told(loaded: Any, spec: dict[str, Any]) -> dict[str, Any]:
    from PIL import Image

    from build.errors import UserError

    try:
        picture = loaded.draw(spec)
    except UserError as error:
        return {"refused": str(error)}
    image = picture.image
    digest = hashlib.sha256(image.tobytes()).hexdigest()[:16]
    # Colours of 4 x 3 fields: the same on every CPU, within rounding.
    fields = list(image.resize((4, 3), Image.Resampling.BOX).tobytes())
    told = {"sha": digest, "size": list(image.size), "mode": image.mode, "fields": fields}
    return told | dict(picture.record)


def draw_out_of_memory(
    engine: str, settings: dict[str, Any], models: str, spec: dict[str, Any], fits: str
) -> dict[str, Any]:
    """Draw where every placement above `fits` runs out of memory in the VAE."""
    import torch

    from engines.image.diffusion import placement

    place = placement.place

    def scarce(pipe: Any, wish: str, device: Any) -> None:
        place(pipe, wish, device)
        if wish != fits:

            def fail(*_: object) -> None:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

            pipe.vae.decoder.register_forward_pre_hook(fail)

    placement.place = scarce
    try:
        return draw(engine, settings, models, [spec])[0]
    finally:
        placement.place = place


def _serve() -> None:
    here = Path(__file__).resolve().parent
    home = here.parents[1]
    sys.path[:0] = [str(here), str(home / "scripts"), str(home)]
    # Libraries print to stdout; answers have a channel of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            module = importlib.import_module(request["module"])
            answer = {"result": getattr(module, request["function"])(*request["arguments"])}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    _serve()
