"""An episode's folder as a build leaves it; all its scenes share their takes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from review_folder import FPS, SECONDS, SPOKEN, TEXT, VTT, WORDS, clip, film, write


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a results folder with takes, and films of the episode S01E01 in es and en."""
    root = tmp_path_factory.mktemp("review") / "results"
    takes = root / "takes"
    picture = takes / "images/storyboard/sea.png"
    picture.parent.mkdir(parents=True)
    Image.new("RGB", (320, 180), (30, 120, 200)).save(picture)
    write(picture, spec={"engine": "storyboard", "prompt": "sea"}, seconds=0.5)
    voice = takes / "speech/espeak/uno.wav"
    voice.parent.mkdir(parents=True)
    hum = 0.2 * np.sin(np.arange(24000 * SPOKEN) / 20).astype(np.float32)
    soundfile.write(voice, hum, 24000)
    words = [{"text": text, "start": start, "end": end} for text, start, end in WORDS]
    write(
        voice,
        spec={"engine": "espeak", "text": TEXT, "voice": "es"},
        seconds=0.2,
        samples=24000 * SPOKEN,
        rate=24000,
        words=words,
        sha256="1",
    )
    scene = takes / "clips/libx264/uno.mp4"
    clip(scene, picture)
    write(scene, spec={"encoder": "libx264"}, seconds=0.3, frames=FPS * SECONDS)
    for track in ("es", "en"):
        film(root / f"S01E01/{track}/final.mp4", seconds=2 * SECONDS)
        (root / f"S01E01/{track}/subtitles.vtt").write_text(VTT)
        texts = json.dumps({"texts": ["Mar"]})
        (root / f"S01E01/{track}/edit.thumbnails.json").write_text(texts)
        Image.new("RGB", (320, 180)).save(root / f"S01E01/{track}/thumbnail.png")
        Image.new("RGB", (320, 180)).save(root / f"S01E01/{track}/thumbnail_v1.png")
    return root
