"""Voices brought to one loudness, heard by another meter (pyloudnorm) than the one that does it."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from media.loudness import voice_gain

RATE = 48000


def voice(seconds: float, level: float, seed: int = 3) -> np.ndarray:
    """Return noise that comes and goes as syllables do."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.convolve(rng.standard_normal(time.size), np.ones(24) / 24, mode="same")
    return (noise * level * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))).astype(np.float32)


def heard(samples: np.ndarray) -> float:
    """Return the loudness of a mono voice in both ears."""
    both = np.stack([samples, samples], axis=1).astype(float)
    return pyloudnorm.Meter(RATE).integrated_loudness(both)


@pytest.mark.parametrize("level", [0.08, 0.2, 1.0])
@pytest.mark.parametrize("seconds", [1.0, 4.0, 12.0])
def test_every_voice_comes_to_the_same_loudness(seconds: float, level: float) -> None:
    samples = voice(seconds, level)
    assert abs(heard(samples) - -20) > 1  # it was not there to begin with
    assert heard(samples * voice_gain(samples, -20.0)) == pytest.approx(-20, abs=0.5)


def test_a_word_shorter_than_the_meters_block_is_levelled_too() -> None:
    word = voice(0.25, 0.05)
    long = np.tile(word, 12)
    assert heard(long * voice_gain(word, -20.0)) == pytest.approx(-20, abs=0.7)


def test_nothing_is_clipped_and_silence_is_left_alone() -> None:
    click = voice(2.0, 0.01)
    click[1000] = 0.9
    assert np.abs(click * voice_gain(click, -20.0)).max() <= 10 ** (-1 / 20) + 1e-6
    assert voice_gain(np.zeros(RATE, np.float32), -20.0) == 1.0
    assert voice_gain(np.zeros(0, np.float32), -20.0) == 1.0
    faint = voice(2.0, 1e-4)
    assert 20 * np.log10(voice_gain(faint, -20.0)) <= 20.0 + 1e-6
