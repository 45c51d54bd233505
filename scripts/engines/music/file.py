"""The `file` engine: a track of the person's own, its end blended into its start for looping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engines.base import Music
from media.frames import SAMPLE_RATE
from media.loop import seamless

RECIPE = 1

_BLEND_SECONDS = 2.0


def load(settings: Mapping[str, Any], models: Path) -> FileMusic:
    """Return the engine; there is nothing to load."""
    return FileMusic()


class FileMusic:
    """Reads any sound file that ffmpeg reads."""

    def compose(self, spec: Mapping[str, Any]) -> Music:
        """Return the track `spec["sources"][0]` as float32 (samples, 2) at 48 kHz, loopable."""
        from media.own_sound import read_stereo

        blend = round(_BLEND_SECONDS * SAMPLE_RATE)
        return Music(seamless(read_stereo(spec["sources"][0]), blend))
