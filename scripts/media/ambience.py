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


class Bed:
    """The ambience of a film of `samples`: the loops (WAV) of its stretches."""

    def __init__(self, found: Sequence[Stretch], loops: Mapping[str, Path], samples: int) -> None:
        self._stretches = found
        self._samples = samples
        self._loops = {
            take: soundfile.read(path, dtype="float32", always_2d=True)[0]
            for take, path in loops.items()
        }

    def heard(self, begin: int, end: int) -> np.ndarray:
        """Return samples `begin` to `end`, stereo."""
        at = np.arange(begin, end)
        block = np.zeros((len(at), 2), np.float32)
        for one in self._stretches:
            share = _share(at, one, self._samples)
            if share.any():
                loop = self._loops[one.take]
                block += loop[at % len(loop)] * (share * np.float32(one.volume))[:, None]
        return block


def _share(at: np.ndarray, stretch: Stretch, samples: int) -> np.ndarray:
    """Return how much of a stretch is heard at the samples `at`: it comes and goes over its edges.

    The fades stand across the change, half before and half after it, and keep power; those at the
    ends of the film, of `samples`, lie inside it.
    """
    half = FADE_SAMPLES / 2
    inside = np.minimum(at, samples - at)
    near = np.minimum(np.minimum(at - stretch.start, stretch.end - at) + half, inside)
    return np.sin(np.clip(near / FADE_SAMPLES, 0, 1) * np.pi / 2).astype(np.float32)
