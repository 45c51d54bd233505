"""A voice from its WAV to whole frames at 48 kHz."""

from __future__ import annotations

import hashlib
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given, settings
from hypothesis import strategies as st

from build.errors import UserError
from media.frames import FRAME_RATES, SAMPLE_RATE, padded_frames, resampled, samples_per_frame
from media.sound import fade, pad_to_frames, read_wav, to_48k, write_wav

RATES = [8000, 16000, 22050, 24000, 32000, 44100, 48000]


def tone(samples: int, rate: int, hertz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(samples) / rate)).astype(np.float32)


@pytest.mark.parametrize("shape", [(4800,), (4800, 2)])
def test_what_is_written_is_read_to_within_a_step(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "a.wav"
    voice = np.random.default_rng(1).uniform(-1, 1, shape).astype(np.float32)
    write_wav(path, voice, 24000)
    read, rate = read_wav(path)
    assert (read.dtype, read.shape, rate) == (np.float32, (4800,), 24000)
    mono = voice if voice.ndim == 1 else voice.mean(axis=1)
    assert np.abs(read - mono).max() < 1.6 / 32768
    assert soundfile.info(path).subtype == "PCM_16"
    assert soundfile.info(path).channels == voice.ndim


def test_the_same_samples_make_the_same_bytes_and_silence_stays_zero(tmp_path: Path) -> None:
    voice = pad_to_frames(fade(tone(5000, SAMPLE_RATE)), 30)
    digests = set()
    for name in ("a.wav", "b.wav"):
        write_wav(tmp_path / name, voice, SAMPLE_RATE)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).digest())
    assert len(digests) == 1
    integers, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    assert not integers[4999:].any()
    assert integers[0] == 0


def test_full_scale_is_clipped_not_wrapped(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.array([2.0, -2.0] * 1000), SAMPLE_RATE)
    integers, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    assert list(integers[:2]) == [32767, -32767]


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    bad = np.array([0.1, np.nan] * 1000, dtype=np.float32)
    with pytest.raises(UserError, match="not numbers"):
        write_wav(path, bad, 24000)
    assert not path.exists()
    soundfile.write(path, bad, 24000, subtype="FLOAT")
    with pytest.raises(UserError, match="not numbers"):
        read_wav(path)


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (np.zeros(0), "no sound"),
        (np.zeros(24000), "silent"),
        (np.full(24000, 2e-5), "silent"),
        (tone(400, 24000), "shorter than 20 ms"),
    ],
)
def test_what_is_no_voice_is_refused(tmp_path: Path, samples: np.ndarray, why: str) -> None:
    path = tmp_path / "voice.wav"
    write_wav(path, samples, 24000)
    with pytest.raises(UserError, match=why) as refused:
        read_wav(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("kind", ["WAV", "WAVEX"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, subtype: str, kind: str) -> None:
    whole, cut = tmp_path / "whole.wav", tmp_path / "cut.wav"
    soundfile.write(whole, tone(9000, 24000), 24000, subtype=subtype, format=kind)
    assert len(read_wav(whole)[0]) == 9000
    data = whole.read_bytes()
    for length in [0, 3, 11, 12, 20, 40, 100, 1000, len(data) // 2, len(data) - 1]:
        cut.write_bytes(data[:length])
        with pytest.raises(UserError) as refused:
            read_wav(cut)
        assert str(cut) in str(refused.value)


def test_what_is_no_sound_file_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.wav"
    page.write_text("<html>429 Too Many Requests</html>")
    for path in (page, tmp_path / "missing.wav", tmp_path):
        with pytest.raises(UserError, match="cannot be read"):
            read_wav(path)


def test_piped_files_of_unknown_size_and_other_chunks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes((tone(2400, 24000) * 32767).astype("<i2").tobytes())
    data = path.read_bytes()
    path.write_bytes(data + b"LIST\x04\x00\x00\x00INFO")
    assert len(read_wav(path)[0]) == 2400
    path.write_bytes(data[:12] + b"note\x01\x00\x00\x00a\x00" + data[12:])
    assert len(read_wav(path)[0]) == 2400
    path.write_bytes(data[:4] + b"\xff" * 4 + data[8:40] + b"\xff" * 4 + data[44:])
    assert len(read_wav(path)[0]) == 2400


@settings(deadline=None, max_examples=50)
@given(st.integers(1000, 30000), st.sampled_from(RATES))
def test_resampling_gives_the_exact_length(samples: int, rate: int) -> None:
    made = to_48k(tone(samples, rate), rate)
    assert (made.dtype, made.shape) == (np.float32, (resampled(samples, rate),))


@pytest.mark.parametrize("rate", RATES)
def test_resampling_neither_delays_nor_distorts(rate: int) -> None:
    made = to_48k(tone(rate, rate, 1000), rate)
    expected = tone(SAMPLE_RATE, SAMPLE_RATE, 1000)
    inner = slice(4800, -4800)
    assert np.abs(made[inner] - expected[inner]).max() < 1e-4  # one sample late would be 0.065


@pytest.mark.parametrize("rate", RATES)
def test_a_click_stays_where_it_is(rate: int) -> None:
    click = np.zeros(rate, dtype=np.float32)
    click[rate // 4] = 0.9
    made = to_48k(click, rate)
    assert abs(int(np.argmax(np.abs(made))) - round(rate // 4 * SAMPLE_RATE / rate)) <= 1


def test_fades_last_20_and_50_ms_and_touch_nothing_between() -> None:
    ones = np.ones(SAMPLE_RATE, dtype=np.float32)
    faded = fade(ones)
    assert np.array_equal(ones, np.ones_like(ones))
    first, last = 960, 2400
    assert faded[0] == faded[-1] == 0
    assert (np.diff(faded[:first]) > 0).all()
    assert (np.diff(faded[-last:]) < 0).all()
    assert (faded[first:-last] == 1).all()
    assert faded[first // 2] == pytest.approx(0.5, abs=1e-3)
    assert faded[-last // 2] == pytest.approx(0.5, abs=1e-3)


@given(st.integers(0, 5000))
@example(1)
@example(2)
@example(3)
def test_a_sound_of_any_length_starts_and_ends_at_zero(samples: int) -> None:
    faded = fade(np.ones(samples, dtype=np.float32))
    assert len(faded) == samples
    assert not faded[:1].any()
    assert not faded[-1:].any()
    assert (faded <= 1).all()


@given(st.integers(1, 20000), st.sampled_from(FRAME_RATES), st.integers(0, 100))
def test_padding_is_exact_silence_after_an_untouched_voice(
    samples: int, fps: int, extra: int
) -> None:
    voice = np.ones(samples, dtype=np.float32)
    padded = pad_to_frames(voice, fps, extra)
    assert len(padded) == (padded_frames(samples, fps) + extra) * samples_per_frame(fps)
    assert padded.dtype == np.float32
    assert (padded[:samples] == 1).all()
    assert not padded[samples:].any()
