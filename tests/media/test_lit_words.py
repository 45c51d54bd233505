"""The word that is lit is the one that is heard: espeak-ng's own events, and decoded frames."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from captioned import LOOK
from engines.base import Speech
from engines.speech import espeak
from media.clip import describe, prepare_voice, write_scene
from media.encode import encode_template
from media.sound import write_wav
from media.video import VideoSettings

WIDTH, HEIGHT = 320, 180
TEXT = "Water was once a cloud over the wide sea"
CAPTIONS = {**LOOK, "text": TEXT, "letters": 42}


@pytest.fixture(scope="module")
def speech() -> Speech:
    line = {"text": TEXT, "voice": "en-us", "speed": 1.0}
    return espeak.load({}, Path("models")).speak(line)


def lit(path: Path) -> list[np.ndarray]:
    """Return where each frame is of the highlight's yellow."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]
    return [frame[HEIGHT : HEIGHT * 5 // 4] < 90 for frame in frames]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_a_word_is_lit_within_a_frame_of_its_event(
    tmp_path: Path, speech: Speech, fps: int
) -> None:
    settings = VideoSettings(WIDTH, HEIGHT, fps, "libx264", "veryfast", 18, 2)
    raw, picture, log = tmp_path / "raw.wav", tmp_path / "picture.png", tmp_path / "log"
    write_wav(raw, speech.samples, speech.rate)
    Image.new("RGB", (WIDTH, HEIGHT), (90, 90, 90)).save(picture)
    spec = {**settings.spec(), "voice_loudness": -20.0, "pause_frames": 0, "captions": CAPTIONS}
    voice = prepare_voice(raw, spec)
    scene = describe(picture, spec, speech.words, voice.spoken, voice.frames)
    skips, clip = tmp_path / "skips.mp4", tmp_path / "clip.mp4"
    encode_template(skips, settings, log)
    write_scene(scene, voice.samples, clip, skips, settings, log)

    nothing = np.zeros((HEIGHT // 4, WIDTH), bool)
    changes = []
    for frame, (before, after) in enumerate(zip([nothing, *lit(clip)], lit(clip), strict=False)):
        other = (before != after).sum()
        if after.any() and other > (before | after).sum() / 2:
            changes.append(frame)
    assert [word.text for word in speech.words] == TEXT.split()
    events = [word.start for word in speech.words]
    assert len(changes) == len(events)
    late = np.array(changes) / fps - events
    assert np.abs(late).max() <= 1 / fps + 1e-6
