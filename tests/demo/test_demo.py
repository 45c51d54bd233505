"""The demo film as `make demo` builds it: heard, measured, and compared with its script."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import av
import jiwer
import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr

from docs.promised import promised_files
from ear import transcribe
from media.ffmpeg import executable
from workflow.channel import HOME, environment

RESULTS = HOME / "results/S01E01"
SCRIPT = HOME / "scripts_json/SAGA_01_Episode_01.json"
TRACKS = ("es", "en", "ca")
RATE = 48000
pytestmark = pytest.mark.timeout(1800)  # a demo from nothing, beside other tests on two cores


@pytest.fixture(scope="module", autouse=True)
def demo() -> str:
    """Build the demo with its own command; a finished one is only checked."""
    done = subprocess.run(
        [sys.executable, HOME / "scripts/demo.py"],
        cwd=HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1700,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_demo_names_the_files_to_open(demo: str) -> None:
    for name in ("review.html", *(f"{track}/final.mp4" for track in TRACKS)):
        assert str(RESULTS / name) in demo


def test_the_demo_makes_all_that_the_readme_promises(demo: str) -> None:
    promised = promised_files("S01E01")
    assert len(promised) > 15
    assert [path for path in promised if not (HOME / path).exists()] == []


@pytest.mark.parametrize("track", TRACKS)
def test_the_film_is_about_a_minute_and_decodes_without_a_word(track: str) -> None:
    final = RESULTS / track / "final.mp4"
    with av.open(str(final)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, video.average_rate) == (1920, 1080, 30)
        assert (audio.rate, audio.channels) == (RATE, 2)
        frames = sum(1 for packet in container.demux(video) if packet.size)
    assert frames == 90 + sum(padded_frames(track))
    assert 45 * 30 < frames < 100 * 30
    command = [executable(), "-v", "warning", "-xerror", "-i", final, "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("track", TRACKS)
def test_loudness_is_as_specified_and_nothing_clips(track: str) -> None:
    samples = heard(track)
    assert pyloudnorm.Meter(RATE).integrated_loudness(samples) == pytest.approx(-14, abs=0.5)
    peak = np.abs(soxr.resample(samples, RATE, RATE * 4)).max()
    assert 20 * np.log10(peak) <= -1.0
    for path in sorted((RESULTS / track / "raw").glob("*.wav")):
        voice, _ = soundfile.read(path)
        assert np.abs(voice).max() < 0.999, path


@pytest.mark.parametrize("track", TRACKS)
def test_no_last_syllable_is_cut(track: str) -> None:
    """Padding keeps a voice's energy to its end: fading takes nothing that is heard."""
    for path in sorted((RESULTS / track / "raw").glob("*.wav")):
        raw, rate = soundfile.read(path)
        padded, _ = soundfile.read(RESULTS / track / "padded" / path.name)
        spoken = soxr.resample(raw, rate, RATE)
        spoken *= np.dot(padded[: len(spoken)], spoken) / np.dot(spoken, spoken)  # its level
        tail = slice(len(spoken) - RATE * 3 // 10, len(spoken))
        before, after = energy(spoken[tail]), energy(padded[tail])
        whole = energy(spoken) * 0.3 * RATE / len(spoken)
        # What the fade takes of the last 300 ms is under 1 % of what 300 ms of this voice hold.
        assert before - after < 0.01 * whole, path


@pytest.mark.parametrize("track", ["es", "en"])
def test_the_words_are_understood(track: str) -> None:
    script = json.loads(SCRIPT.read_text(encoding="utf-8"))
    wanted = " ".join(scene["text"][track] for scene in script["scenes"])
    found, _ = transcribe(RESULTS / track / "final.mp4", track)
    assert jiwer.wer(plain(wanted), plain(found)) < 0.10, found


@pytest.mark.parametrize("track", TRACKS)
def test_words_are_timed_where_they_sound(track: str) -> None:
    """Every word lies inside its take, in order, and words together cover most of the sound."""
    for path in sorted((RESULTS / "../takes/speech").resolve().rglob("*.json")):
        if "." in path.stem:  # what the ear heard
            continue
        known = json.loads(path.read_text(encoding="utf-8"))
        words = known["words"]
        assert [word["text"] for word in words] == known["spec"]["text"].split(), path
        times = [time for word in words for time in (word["start"], word["end"])]
        assert times == sorted(times), path
        assert times[0] >= 0
        assert times[-1] <= known["samples"] / known["rate"] + 1e-3, path


def plain(text: str) -> str:
    """Return the words alone, in lower case."""
    kept = "".join(letter if letter.isalnum() or letter.isspace() else " " for letter in text)
    return " ".join(kept.lower().split())


def energy(samples: np.ndarray) -> float:
    """Return the sum of squares."""
    return float(np.square(samples).sum())


def heard(track: str) -> np.ndarray:
    """Return the final's sound, float32 (samples, 2)."""
    command = [executable(), "-v", "error", "-i", RESULTS / track / "final.mp4", "-map", "0:a"]
    command += ["-f", "f32le", "-c:a", "pcm_f32le", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2)


def padded_frames(track: str) -> list[int]:
    """Return the frames of each padded voice."""
    lengths = []
    for path in sorted((RESULTS / track / "padded").glob("*.wav")):
        with wave.open(str(Path(path))) as file:
            lengths.append(file.getnframes() * 30 // RATE)
    return lengths
