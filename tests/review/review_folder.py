"""Parts of an episode's folder as a build leaves it, made without one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np

from media.clip import Scene, write_scene
from media.encode import encode_template
from media.motion import Motion
from media.video import VideoSettings

# Far apart, so that a busy machine does not miss one.
WORDS = [("Uno", 0.0, 0.6), ("dos,", 0.7, 5.0), ("tres.", 6.0, 11.0)]
HOSTILE = (
    "</script><script>broken = 1</script>\"'><img src=x onerror='broken = 1'>{{ 7 * 7 }} &amp;"
)
TEXT = " ".join(word for word, _, _ in WORDS)
SPOKEN = 12  # seconds of the voice
SECONDS = 2  # of a clip; films have two
FPS = 25
VTT = "WEBVTT\n\n00:00.000 --> 00:10.000\nUno dos, &lt;tres&gt;.\n"


def scene(number: int, tracks: list[str], texts: Mapping[str, str], **own: Any) -> dict[str, Any]:
    """Return a scene of an edit list."""
    line = {
        "voice": "speech/espeak/uno",
        "clip": "clips/libx264/uno",
        "heard": None,
        "transition": None,
        "ambience": "none",
    }
    return {
        "number": number,
        "script": {"image_prompt": f"sea {number}", "text": dict(texts)},
        "picture": "images/storyboard/sea",
        "lines": {track: {**line, "text": texts[track]} for track in tracks},
        **own,
    }


def edit_list(scenes: list[dict[str, Any]], title: str = "Mar") -> dict[str, Any]:
    """Return the edit list of a page with `scenes`."""
    return {
        "recipe": 1,
        "episode": "S01E01",
        "project": None,
        "script": "scripts_json/SAGA_01_Episode_01.json",
        "fps": FPS,
        "width": 320,
        "height": 180,
        "loudness": -14.0,
        "intro": None,
        "outro": None,
        "music": None,
        "fallbacks": ["pictures are drawn by storyboard, not by zimage (<no GPU>)"],
        "tracks": [
            {
                "track": track,
                "text": track,
                "locale": {"es": "es-ES", "en": "en-US"}[track],
                "title": title,
                "engine": "espeak",
                "passed_over": ["google (no key)"] if track == "en" else [],
                "hearing_limit": 0.25,
            }
            for track in scenes[0]["lines"]
        ],
        "scenes": scenes,
    }


def write(take: Path, **known: Any) -> None:
    """Write a take's sidecar."""
    take.with_suffix(".json").write_text(json.dumps(known))


def clip(path: Path, picture: Path) -> None:
    """Write a clip as a build does: H.264 of a still picture, a tone in FLAC, in MP4."""
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = VideoSettings(320, 180, FPS, "libx264", "ultrafast", 18, 2)
    log, skips = path.parent / "log", path.parent / "skips.mp4"
    encode_template(skips, settings, log)
    tone = (0.1 * np.sin(np.arange(48000 * SECONDS) / 8)).astype(np.float32)
    write_scene(
        Scene(picture, Motion("still"), [], FPS * SECONDS), tone, path, skips, settings, log
    )


def film(path: Path, seconds: int = SECONDS) -> None:
    """Write a film as every browser plays it: H.264, and a tone of -20 dB full scale in AAC."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        sound = container.add_stream("aac", rate=48000)
        for number in range(FPS * seconds):
            picture = np.full((180, 320, 3), (30, 120, number % 250), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
        turns = 2 * np.pi * 997 * np.arange(48000 * seconds) / 48000
        tone = (0.1 * np.sin(turns)).astype(np.float32)
        stereo = av.AudioFrame.from_ndarray(np.stack([tone, tone]), "fltp", "stereo")
        stereo.sample_rate = 48000
        container.mux(sound.encode(stereo))
        container.mux(video.encode())
        container.mux(sound.encode())
