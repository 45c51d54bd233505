"""A person's own music: what becomes of it belongs to the recipe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from engines.music import file as engine

RATE = 44100

# The left channel's 16-bit samples of `rising`, every 6,007th: in the blend, and after it.
GOLDEN = [
    -11585, -7398, 2140, 13375, -4385, 459, 4023, 14639, 4618, -14888, -5350, -12649,
    10514, 10991, 5069, 452, -4685, 11230, -9917, -10727, 8740, -10780, -10061, 11117,
    -5200, -259, 5823, 10636, 10940, -11487, -6045, -11583, 11508, 8573, 9536, -6278,
]  # fmt: skip


def rising(path: Path) -> Path:
    """Write six seconds of a tone that rises from 100 to 1,000 Hz, in one channel."""
    time = np.arange(6 * RATE) / RATE
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * (100 * time + 75 * time**2)), RATE, "PCM_24")
    return path


def test_golden_output_belongs_to_this_recipe(tmp_path: Path) -> None:
    """When this fails on purpose, raise RECIPE and take the new numbers."""
    spec = {"sources": [rising(tmp_path / "own.wav")]}
    samples = engine.load({}, tmp_path).compose(spec).samples
    probes = np.round(samples[::6007, 0] * 32767).astype(int)
    assert engine.RECIPE == 1
    # A blend of 1.5 s, a quarter of the piece.
    assert (samples.shape, samples.dtype) == ((round(4.5 * 48000), 2), np.float32)
    assert np.abs(probes - np.array(GOLDEN)).max() <= 1, probes.tolist()
