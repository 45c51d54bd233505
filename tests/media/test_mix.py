"""The mix, heard by another meter (pyloudnorm) than the one it is made with."""

from __future__ import annotations

import errno
import re
import resource
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr

from build.errors import UserError
from engines.speech import espeak
from media import ffmpeg
from media.ambience import Bed, Stretch
from media.final import sound_arguments
from media.mix import ducked, mix
from media.sound import to_48k

RATE = 48000
EDIT = {
    "voice_loudness": -20.0,
    "aac_kbps": 192,
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
    around = None
    if ambience is not None:
        loops = {"own": written(folder, ambience, "ambience.wav")}
        around = Bed([Stretch("own", 1.0, 0, len(samples))], loops, len(samples))
    out = folder / "mixed.flac"
    said = written(folder, samples, "voice.wav")
    mix(said, bed, around, out, len(samples), edit, folder / "log")
    found, rate = soundfile.read(out, dtype="float32")
    assert rate == RATE
    return found


def tone(seconds: int) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * 220 * np.arange(seconds * RATE) / RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def test_a_disk_that_takes_no_more_is_told_as_such(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, hard))  # room for the voice
    try:
        with pytest.raises(OSError) as failed:
            mixed(tmp_path, voice(10), None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert failed.value.errno == errno.EFBIG


@pytest.mark.parametrize("level", [0.004, 0.05, 0.3])
def test_loudness_and_true_peak_are_as_specified(tmp_path: Path, level: float) -> None:
    found = mixed(tmp_path, voice(20, level), tone(5))
    assert found.shape == (20 * RATE, 2)
    assert pyloudnorm.Meter(RATE).integrated_loudness(found) == pytest.approx(-14, abs=0.5)
    assert true_peak(found) <= -1


def test_the_voice_is_the_same_on_both_sides_and_not_moved(tmp_path: Path) -> None:
    samples = np.zeros(10 * RATE, np.float32)
    samples[::RATE] = 0.5
    samples += voice(10, 0.02)
    found = mixed(tmp_path, samples, None)
    assert np.array_equal(found[:, 0], found[:, 1])
    for second in range(1, 10):
        around = found[second * RATE - 100 : second * RATE + 100, 0]
        assert int(np.argmax(np.abs(around))) == pytest.approx(100, abs=2)


def level(sound: np.ndarray, start: float, end: float) -> float:
    """Return the level in dB of the tone of 220 Hz between two seconds."""
    part = sound[int(start * RATE) : int(end * RATE), 0]
    spin = np.exp(-2j * np.pi * 220 * np.arange(part.size) / RATE)
    return float(20 * np.log10(2 * np.abs(np.mean(part * spin)) + 1e-9))


@pytest.mark.parametrize(("duck", "lufs"), [(6, -20), (6, -32), (25, -20)])
def test_music_steps_back_under_speech_and_fades_out(
    tmp_path: Path, duck: float, lufs: float
) -> None:
    spoken = voice(16, 0.07 * 10 ** ((lufs + 20) / 20))  # which has about -20 LUFS
    spoken[4 * RATE : 10 * RATE] = 0  # a long pause
    # Softer than usual, so that the limiter has nothing to do.
    own = {"duck": duck, "voice_loudness": lufs, "music_volume": 0.5, "loudness": -26}
    found = mixed(tmp_path, spoken, tone(6), **own)
    assert level(found, 6, 9) - level(found, 1, 2.9) == pytest.approx(duck, abs=1)
    assert level(found, 15.8, 16) < level(found, 6, 9) - 12


@pytest.mark.parametrize("duck", [3, 6, 12, 20, 30])
@pytest.mark.parametrize("lufs", [-12.0, -20.0, -40.0])
def test_music_steps_back_by_what_is_asked_however_loud_voices_are(
    duck: float, lufs: float
) -> None:
    # A voice in hops of a millisecond: five seconds of syllables, ten of silence.
    spoken = np.zeros(15_000)
    time = np.arange(5000) / 1000
    spoken[:5000] = (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)) ** 2
    spoken *= 10 ** ((lufs - 2.3) / 10) / spoken[:5000].mean()
    back = 20 * np.log10(ducked(spoken, {"duck": duck, "voice_loudness": lufs}))
    assert np.allclose(back[:5100], -duck)
    assert np.allclose(back[6000:], 0)
    assert np.abs(np.diff(back)).max() <= duck / 100 + 1e-9


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


def true_peak(sound: np.ndarray) -> float:
    """Return the highest peak in dBTP."""
    return float(20 * np.log10(np.abs(soxr.resample(sound, RATE, RATE * 4)).max()))


def test_the_true_peak_is_kept_at_the_lowest_bit_rate_too(tmp_path: Path) -> None:
    line = {
        "text": "Every drop has fallen before. Take it up, and pass it on.",
        "voice": "en-us+f2",
    }
    said = espeak.load({}, tmp_path).speak({**line, "speed": 1.0})
    spoken = to_48k(said.samples, said.rate)
    mixed(tmp_path, spoken, tone(5), loudness=-9, aac_kbps=64)
    coded, heard = tmp_path / "coded.m4a", tmp_path / "heard.wav"
    ffmpeg.run(
        ["-i", tmp_path / "mixed.flac", *sound_arguments(64), coded],
        log=tmp_path / "log",
    )
    ffmpeg.run(["-i", coded, "-c:a", "pcm_f32le", heard], log=tmp_path / "log")
    assert true_peak(soundfile.read(heard)[0]) <= -1


def test_a_loudness_out_of_reach_is_told_in_the_log(tmp_path: Path) -> None:
    clicks = np.zeros(6 * RATE, np.float32)
    clicks[:: RATE // 4] = 0.9
    found = mixed(tmp_path, clicks, None)
    assert true_peak(found) <= -1
    heard = pyloudnorm.Meter(RATE).integrated_loudness(found)
    assert heard < -15
    (note,) = re.findall(r"^note: it comes to (\S+) LUFS", (tmp_path / "log").read_text(), re.M)
    assert float(note) == pytest.approx(heard, abs=0.5)
    mixed(tmp_path, voice(4), None)
    assert (tmp_path / "log").read_text().count("note:") == 1


def test_silence_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the mix is silent"):
        mixed(tmp_path, np.zeros(RATE * 3, np.float32), None)


def test_the_mix_is_the_same_every_time(tmp_path: Path) -> None:
    # ffmpeg's sidechaincompress ends by a varying number of samples early: seen in 3 runs of 6.
    once = mixed(tmp_path, voice(6), tone(5))
    for _ in range(5):
        assert np.array_equal(once, mixed(tmp_path, voice(6), tone(5)))
