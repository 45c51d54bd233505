"""A video of your own as intro or outro: joinable as it comes out, whole, as loud as asked."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
import soundfile
from PIL import Image

from media import ffmpeg
from media.encode import encode_template
from media.frames import SAMPLE_RATE
from media.insert import normalise
from media.streams import require_same
from media.video import VideoSettings

FILM = VideoSettings(160, 90, 30, "libx264", "ultrafast", 18, 2)
SOUGHT = {"loudness": -20.0, "true_peak": -1.0}
SECONDS = 2


def own_video(folder: Path, sound: str | None) -> Path:
    """Return a film of an upright green picture with a red middle, 25 frames a second, in AAC."""
    picture = Image.new("RGB", (60, 120), (0, 160, 0))
    picture.paste((200, 0, 0), (0, 30, 60, 90))
    picture.save(folder / "own.png")
    path = folder / "own.mp4"
    heard = ["-f", "lavfi", "-i", sound, "-c:a", "aac"] if sound else ["-an"]
    ffmpeg.run(
        ["-loop", "1", "-framerate", "25", "-i", folder / "own.png", *heard]
        + ["-pix_fmt", "yuv420p", "-t", str(SECONDS), path],
        log=folder / "log",
        doing="make a video",
    )
    return path


@pytest.mark.parametrize(
    ("sound", "loudness"),
    [
        ("anoisesrc=r=44100:a=0.02:seed=1", SOUGHT["loudness"]),
        ("anullsrc=r=44100:cl=mono", None),
        (None, None),
    ],
    ids=["sound", "silence", "no sound"],
)
def test_an_own_video_comes_to_size_rate_and_loudness(
    tmp_path: Path, sound: str | None, loudness: float | None
) -> None:
    output, like, log = tmp_path / "intro.mp4", tmp_path / "like.mp4", tmp_path / "log"
    made = normalise(own_video(tmp_path, sound), output, FILM, SOUGHT, log)
    assert (made.frames, made.samples) == (SECONDS * FILM.fps, SECONDS * SAMPLE_RATE)
    encode_template(like, FILM, log)
    require_same([like, output])
    with av.open(str(output)) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert shown[0].shape == (90, 160, 3)
    for frame in (shown[0], shown[-1]):
        # 45 of 160 columns are the picture itself, with its middle; beside them a blurred copy.
        assert np.abs(frame[45, 65:95] - np.array([200, 0, 0])).max() < 30
        assert np.abs(frame[5, 65:95] - np.array([0, 160, 0])).max() < 30
        assert 40 < frame[45, 5].sum() < 250
    wav = tmp_path / "heard.wav"
    ffmpeg.run(["-i", output, wav], log=log, doing="hear it")
    samples, rate = soundfile.read(wav)
    assert (len(samples), rate) == (SECONDS * SAMPLE_RATE, SAMPLE_RATE)
    if loudness is None:
        assert not samples.any()
    else:
        meter = pyloudnorm.Meter(rate)
        assert meter.integrated_loudness(samples) == pytest.approx(loudness, abs=0.5)
