"""The `libx264` encoder: on any processor; still pictures cost one frame, whatever their length."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECIPE = 4
PARALLEL = 64  # as many as Snakemake asks for at once
# A frame that says "nothing changed" can be taken from a template, since it fits every picture.
SKIPS = True


def load(settings: Mapping[str, Any], models: Path) -> None:
    """Return nothing: clips are cut by ffmpeg, and what a worker saves is Python's own start."""
