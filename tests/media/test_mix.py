"""The mix, heard by another meter (pyloudnorm) than the one it is made with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr

from build.errors import UserError
from media.mix import mix

RATE = 48000
EDIT = {
    "loudness": -14.0,
    "true_peak": -1.0,
    "music_volume": 0.08,
    "duck": 6.0,
    "music_fade_in": 1.0,
    "music_fade_out": 3.0,
}


def voice(seconds: int, level: float = 0.1) -> np.ndarray:
    """Return noise in bursts like words, with pauses of a second between sentences."""
    rng = np.random.default_rng(3)
    time = np.arange(seconds * RATE) / RATE
    words = (np.sin(2 * np.pi * 3 * time) > -0.3) * (time % 4 < 3)
    return (rng.standard_normal(time.size) * level * words).astype(np.float32)


def written(folder: Path, samples: np.ndarray, name: str) -> Path:
    path = folder / name
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


def mixed(
    folder: Path,
    samples: np.ndarray,
    music: np.ndarray | None,
    ambience: np.ndarray | None = None,
    **own: object,
) -> np.ndarray:
    edit = {**EDIT, **own}
    bed = None if music is None else written(folder, music, "music.wav")
    around = None if ambience is None else written(folder, ambience, "ambience.wav")
    out = folder / "mixed.flac"
    said = written(folder, samples, "voice.wav")
    mix(said, bed, around, out, len(samples), edit, folder / "log")
    found, rate = soundfile.read(out, dtype="float32")
    assert rate == RATE
    return found


def tone(seconds: int) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * 220 * np.arange(seconds * RATE) / RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


@pytest.mark.parametrize("level", [0.004, 0.05, 0.3])
def test_loudness_and_true_peak_are_as_specified(tmp_path: Path, level: float) -> None:
    found = mixed(tmp_path, voice(20, level), tone(5))
    assert found.shape == (20 * RATE, 2)
    assert pyloudnorm.Meter(RATE).integrated_loudness(found) == pytest.approx(-14, abs=0.5)
    peak = np.abs(soxr.resample(found, RATE, RATE * 4)).max()
    assert 20 * np.log10(peak) <= -1.0


def test_the_voice_is_the_same_on_both_sides_and_not_moved(tmp_path: Path) -> None:
    samples = np.zeros(10 * RATE, np.float32)
    samples[::RATE] = 0.5
    samples += voice(10, 0.02)
    found = mixed(tmp_path, samples, None)
    assert np.array_equal(found[:, 0], found[:, 1])
    for second in range(1, 10):
        around = found[second * RATE - 100 : second * RATE + 100, 0]
        assert int(np.argmax(np.abs(around))) == pytest.approx(100, abs=2)


def test_music_steps_back_under_speech_and_fades_out(tmp_path: Path) -> None:
    spoken = voice(20, 0.1)
    spoken[8 * RATE : 14 * RATE] = 0  # a long pause
    found = mixed(tmp_path, spoken, tone(6), music_volume=0.5)
    bed = 2 * np.abs(
        np.mean(found[:, 0] * np.exp(-2j * np.pi * 220 * np.arange(len(found)) / RATE))
    )
    assert bed > 0  # the tone is there at all

    def level(start: float, end: float) -> float:
        part = found[int(start * RATE) : int(end * RATE), 0]
        spin = np.exp(-2j * np.pi * 220 * np.arange(part.size) / RATE)
        return 20 * np.log10(2 * np.abs(np.mean(part * spin)) + 1e-9)

    assert level(11, 13) - level(4.2, 6.8) == pytest.approx(6, abs=2.5)
    assert level(19.8, 20) < level(16.5, 17) - 12


@pytest.mark.parametrize("music", [True, False])
@pytest.mark.parametrize("duck", [0.0, 6.0])
def test_ambience_lies_under_the_voice_at_its_own_level(
    tmp_path: Path, music: bool, duck: float
) -> None:
    hum = 0.02 * np.sin(2 * np.pi * 330 * np.arange(20 * RATE) / RATE)
    around = np.stack([hum, hum], axis=1).astype(np.float32)
    bed = tone(5) if music else None
    found = mixed(tmp_path, voice(20, 0.1), bed, around, duck=duck)
    without = mixed(tmp_path, voice(20, 0.1), bed, duck=duck)
    spin = np.exp(-2j * np.pi * 330 * np.arange(len(found)) / RATE)
    heard, silent = (2 * abs(np.mean(part[:, 0] * spin)) for part in (found, without))
    gain = np.sqrt(np.mean(found[:, 0] ** 2) / np.mean(voice(20, 0.1) ** 2))
    assert heard / gain == pytest.approx(0.02, rel=0.1)
    assert silent < heard / 10


def test_silence_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the mix is silent"):
        mixed(tmp_path, np.zeros(RATE * 3, np.float32), None)


def test_the_mix_is_the_same_every_time(tmp_path: Path) -> None:
    # ffmpeg's sidechaincompress ends by a varying number of samples early: seen in 3 runs of 6.
    once = mixed(tmp_path, voice(6), tone(5))
    for _ in range(5):
        assert np.array_equal(once, mixed(tmp_path, voice(6), tone(5)))
