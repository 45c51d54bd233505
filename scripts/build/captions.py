"""A film's subtitle blocks, from its edit list and the voices' word times."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.intact import read_sidecar
from engines.base import Word
from media.frames import padded_frames, resampled
from media.subtitles import Block, Rules, blocks


def scene_blocks(edit: Mapping[str, Any], index: int, takes: Path) -> tuple[list[Block], int]:
    """Return the blocks of scene `index`, counted from the scene's start, and its frames."""
    scene = edit["scenes"][index]
    voice = read_sidecar(takes / f"{scene['voice']}.json")
    samples = resampled(voice["samples"], voice["rate"])
    frames = padded_frames(samples, edit["fps"])
    told = read_sidecar(takes / f"{scene['heard']}.json") if "heard" in scene else voice
    words = [Word(**word) for word in told["words"]]
    spoken = blocks(scene["text"], words, frames, edit["fps"], Rules(**edit["rules"]))
    return spoken, frames + scene["pause_frames"]
