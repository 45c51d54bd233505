"""The ambience under a whole film: where it comes, changes and goes, and how loud it is."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from media.ambience import FADE_SAMPLES, Bed, Stretch, stretches

RATE = 48000


def bed(found: list[Stretch], samples: int, sides: dict[str, tuple[float, float]]) -> np.ndarray:
    """Return the bed of `found` when every loop is a constant of its own on each side."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loops = {take: folder / f"{take}.wav" for take in sides}
        for take, path in loops.items():
            soundfile.write(
                path, np.full((RATE // 10, 2), sides[take], np.float32), RATE, subtype="FLOAT"
            )
        whole = Bed(found, loops, samples)
    parts = [whole.heard(at, min(at + RATE, samples)) for at in range(0, samples, RATE)]
    made = np.concatenate(parts)
    assert made.shape == (samples, 2)
    return made


def test_scenes_in_a_row_with_the_same_ambience_are_one_stretch() -> None:
    kinds = [("sea", 0.2), ("sea", 0.2), (None, 0.0), ("sea", 0.2), ("sea", 0.1), ("rain", 0.1)]
    scenes = [{"take": take, "volume": volume} for take, volume in kinds]
    assert stretches(scenes, [10, 20, 30, 40, 50, 60]) == [
        Stretch("sea", 0.2, 0, 30),
        Stretch("sea", 0.2, 60, 100),
        Stretch("sea", 0.1, 100, 150),
        Stretch("rain", 0.1, 150, 210),
    ]


def test_it_comes_from_silence_and_goes_into_it_at_the_ends_of_the_film() -> None:
    samples = 5 * RATE
    made = np.abs(bed([Stretch("sea", 0.5, 0, samples)], samples, {"sea": (1, 1)}))
    for edge in (made[: RATE // 200], made[-RATE // 200 :]):
        assert edge.max() < 0.5 * 0.01
    assert made[FADE_SAMPLES : samples - FADE_SAMPLES].min() == 0.5


def test_one_goes_over_into_the_next_with_the_same_power() -> None:
    # Each is heard on a side of its own.
    samples, change = 8 * RATE, 4 * RATE
    found = [Stretch("sea", 0.5, 0, change), Stretch("rain", 0.5, change, samples)]
    made = bed(found, samples, {"sea": (1, 0), "rain": (0, 1)})
    inside = made[FADE_SAMPLES : samples - FADE_SAMPLES]
    assert np.allclose((inside**2).sum(axis=1), 0.25, atol=1e-4)
    assert np.allclose(made[change], 0.5 * np.sqrt(0.5), atol=1e-4)
    assert made[change - FADE_SAMPLES, 1] == made[change + FADE_SAMPLES, 0] == 0


def scenes(shortest: int) -> st.SearchStrategy[list[tuple[str | None, int]]]:
    one = st.tuples(st.sampled_from(["sea", "rain", None]), st.integers(shortest, 2 * RATE))
    return st.lists(one, min_size=1, max_size=4)


def under(found: list[tuple[str | None, int]]) -> np.ndarray:
    """Return the bed of scenes in a row, each its take at half of its level and its length."""
    wished = [{"take": take, "volume": 0.5 if take else 0.0} for take, _ in found]
    lengths = [length for _, length in found]
    return bed(stretches(wished, lengths), sum(lengths), {"sea": (1, 0), "rain": (0, 1)})


@settings(max_examples=12, deadline=None)
@given(scenes(RATE))
def test_it_is_never_louder_than_its_level(found: list[tuple[str | None, int]]) -> None:
    assert np.abs(under(found)).max() <= 0.5


@settings(max_examples=12, deadline=None)
@given(scenes(RATE // 20))
def test_the_film_begins_and_ends_in_silence(found: list[tuple[str | None, int]]) -> None:
    made = np.abs(under(found))
    assert made[:24].max() < 0.01
    assert made[-24:].max() < 0.01
