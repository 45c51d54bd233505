"""The `h264_nvenc` encoder: on an NVIDIA GPU, every frame encoded."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from build.errors import UserError
from engines.clip.libx264 import load

__all__ = ["PARALLEL", "RECIPE", "SKIPS", "load", "unavailable"]

RECIPE = 2
PARALLEL = 3  # sessions at once that consumer GPUs have always allowed
SKIPS = False


@cache
def _test_encode() -> str | None:
    from media import ffmpeg

    with tempfile.TemporaryDirectory(prefix="reelmake-nvenc-") as folder:
        try:
            ffmpeg.run(
                ["-v", "error", "-f", "lavfi", "-i", "color=black:size=256x256:rate=30"]
                + ["-frames:v", "2", "-c:v", "h264_nvenc", "-f", "null", "-"],
                log=Path(folder) / "log",
                timeout=30,
                doing="encode on the GPU",
            )
        except UserError:
            return "a test encode on this machine's GPU failed"
    return None


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why this machine cannot encode so, by a test encode of two small frames."""
    return _test_encode()
