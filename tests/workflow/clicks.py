"""Films whose voices are clicks: where a click is heard tells whether sound and picture agree."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np

from build.files import read_json, readable
from media.ffmpeg import executable
from workflow.channel import Channel

RATE = 48000
CLICK_SECONDS = 0.040
CLICK = np.arange(240)  # 5 ms


def pitch(number: int) -> float:
    """Return the pitch of a scene's click in Hz."""
    return 800.0 + 40.0 * number


def click(hertz: float) -> np.ndarray:
    """Return a burst of 5 ms that starts at once and dies away."""
    return np.cos(2 * np.pi * hertz * CLICK / RATE) * np.exp(-CLICK / 60.0)


def find_click(sound: np.ndarray, hertz: float, near: int) -> int:
    """Return where the click of that pitch is heard within 200 ms of the sample `near`."""
    reach = RATE // 5
    start = max(near - reach, 0)
    part = sound[start : near + reach]
    return start + int(np.argmax(np.abs(np.correlate(part, click(hertz), mode="valid"))))


def speak_clicks(channel: Channel, seconds: float = 0.30) -> list[int]:
    """Put a WAV with its click where each voice take is looked for; return their samples.

    Each is about `seconds` long, mostly not in whole frames.
    """
    edit = read_json(channel.results / "S01E01/es/edit.json")
    lengths = []
    for number, scene in enumerate(edit["scenes"]):
        length = round(RATE * (seconds + 0.0037 * (number % 50)))
        samples = np.zeros(length, np.float32)
        start = round(CLICK_SECONDS * RATE)
        samples[start : start + CLICK.size] = 0.5 * click(pitch(number))
        path = channel.results / "takes" / f"{scene['voice']}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((samples * 32767).astype("<i2").tobytes())
        known = {"samples": length, "rate": RATE, "words": [], "seconds": 0}
        path.with_suffix(".json").write_text(readable(known), encoding="utf-8")
        lengths.append(length)
    return lengths


def heard(final: Path) -> np.ndarray:
    """Return the left channel as a player plays it: the edit list honoured by ffmpeg."""
    command = [executable(), "-v", "error", "-i", final, "-map", "0:a"]
    command += ["-f", "f32le", "-c:a", "pcm_f32le", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2)[:, 0]
