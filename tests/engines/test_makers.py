"""What the makers write beside a take."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.makers import clip_maker, write_sidecar
from media.sound import write_wav
from unit.test_plan import plan


@pytest.mark.parametrize(
    ("captions", "words", "told"),
    [
        ("none", ["Uno."], "engine"),
        ("words", ["Uno."], "engine"),
        ("words", [], "letters"),
        ("none", [], None),  # the film's subtitles may take the ear's
    ],
)
def test_a_clip_says_who_told_its_words(
    tmp_path: Path, captions: str, words: list[str], told: str | None
) -> None:
    video = {"short_side": 720, "preset": "ultrafast"}
    film = plan(tmp_path, tracks=["es"], captions={"kind": captions}, video=video)
    spec = film.track("S01E01", "es").clips[0].spec
    picture, voice = tmp_path / "picture.png", tmp_path / "voice.wav"
    Image.new("RGB", (spec["width"], spec["height"]), "navy").save(picture)
    write_wav(voice, 0.1 * np.sin(np.arange(12000) / 9).astype(np.float32), 24000)
    times = [{"text": word, "start": 0.0, "end": 0.4} for word in words]
    write_sidecar(voice.with_suffix(".json"), voice, {}, 0.1, words=times)
    make = clip_maker(None, "libx264", {})
    sidecar, sources = tmp_path / "clip.json", [picture, voice, voice.with_suffix(".json")]
    make(spec, tmp_path / "clip.mp4", sidecar, sources, tmp_path / "log")
    assert json.loads(sidecar.read_text()).get("words_from") == told
