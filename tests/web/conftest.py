"""A tiny film and a picture, as a build leaves them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film of two seconds: H.264 with AAC, as every browser plays it."""
    path = tmp_path_factory.mktemp("film") / "final.mp4"
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        sound = container.add_stream("aac", rate=48000)
        for number in range(50):
            picture = np.full((180, 320, 3), (30, 120, 4 * number), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 96000), np.float32), "fltp", "mono")
        silence.sample_rate = 48000
        container.mux(sound.encode(silence))
        container.mux(video.encode())
        container.mux(sound.encode())
    return path


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a picture."""
    path = tmp_path_factory.mktemp("picture") / "thumbnail.png"
    Image.new("RGB", (320, 180), (30, 120, 200)).save(path)
    return path
