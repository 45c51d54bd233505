"""The `file` engine: a track of the person's own, its end blended into its start for looping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media.frames import SAMPLE_RATE
from media.loop import read_stereo, seamless

if TYPE_CHECKING:
    import numpy as np

RECIPE = 1
MODELS: tuple[str, ...] = ()
PARALLEL = 1

_BLEND_SECONDS = 2.0


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return None: a file needs nothing."""
    return None


def load(settings: Mapping[str, Any], models: Path) -> FileMusic:
    """Return the engine; there is nothing to load."""
    return FileMusic()


class FileMusic:
    """Reads any sound file that ffmpeg reads."""

    def compose(self, spec: Mapping[str, Any]) -> np.ndarray:
        """Return the track `spec["sources"][0]` as float32 (samples, 2) at 48 kHz, loopable."""
        return seamless(read_stereo(spec["sources"][0]), round(_BLEND_SECONDS * SAMPLE_RATE))
