"""The ambience of a film: each scene's loop, going over into the next scene's where it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from media.frames import SAMPLE_RATE

# How long one ambience takes to go and the next to come.
FADE_SAMPLES = SAMPLE_RATE
_BLOCK = SAMPLE_RATE * 10


@dataclass(frozen=True)
class Stretch:
    """Samples `start` to `end` of the film under which the loop `take` is heard."""

    take: str
    volume: float
    start: int
    end: int


def stretches(scenes: Sequence[Mapping[str, Any]], lengths: Sequence[int]) -> list[Stretch]:
    """Return the stretches of `scenes` (take and volume) of `lengths` in samples.

    Scenes in a row with the same ambience are one: nothing is heard of the cut between them.
    """
    found: list[Stretch] = []
    start = 0
    both = zip(scenes, lengths, strict=True)
    for (take, volume), run in groupby(both, key=lambda pair: (pair[0]["take"], pair[0]["volume"])):
        end = start + sum(length for _, length in run)
        if take is not None:
            found.append(Stretch(take, volume, start, end))
        start = end
    return found


def write_bed(
    output: Path, found: Sequence[Stretch], loops: Mapping[str, Path], samples: int
) -> None:
    """Write the ambience of a film of `samples` as a stereo WAV (float, 48 kHz), block by block."""
    sounds = {take: soundfile.read(path, dtype="float32")[0] for take, path in loops.items()}
    with soundfile.SoundFile(output, "w", SAMPLE_RATE, 2, "FLOAT", format="RF64") as file:
        for begin in range(0, samples, _BLOCK):
            at = np.arange(begin, min(begin + _BLOCK, samples))
            block = np.zeros((len(at), 2), np.float32)
            for one in found:
                share = _share(at, one)
                if share.any():
                    loop = sounds[one.take]
                    block += loop[at % len(loop)] * (share * one.volume)[:, None]
            file.write(block)


def _share(at: np.ndarray, stretch: Stretch) -> np.ndarray:
    """Return how much of a stretch is heard at the samples `at`: it comes and goes over its edges.

    The fades stand across the change, half before and half after it, and keep power.
    """
    half = FADE_SAMPLES / 2
    come = np.clip((at - stretch.start + half) / FADE_SAMPLES, 0, 1)
    gone = np.clip((stretch.end - at + half) / FADE_SAMPLES, 0, 1)
    return np.sin(np.minimum(come, gone) * np.pi / 2).astype(np.float32)
