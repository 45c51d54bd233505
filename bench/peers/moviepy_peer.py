"""MoviePy 1.0.3, used as the system that Reelmake replaces used it.

python -m bench.peers.moviepy_peer film.json film.mp4

It has no part to keep, so an edited line has it render the whole film again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from moviepy.audio.fx.all import audio_loop
from moviepy.editor import (
    AudioFileClip,
    CompositeAudioClip,
    ImageClip,
    VideoFileClip,
    concatenate_videoclips,
)


def render(plan: dict[str, Any], output: Path) -> None:
    """Write the whole film."""
    scenes = []
    for picture, voice in zip(plan["pictures"], plan["voices"], strict=True):
        sound = AudioFileClip(voice)
        scenes.append(ImageClip(picture).set_duration(sound.duration).set_audio(sound))
    body = concatenate_videoclips(scenes, method="compose")
    music = audio_loop(AudioFileClip(plan["music"]).volumex(0.08), duration=body.duration)
    body = body.set_audio(CompositeAudioClip([body.audio, music]))
    film = concatenate_videoclips([VideoFileClip(plan["intro"]), body], method="compose")
    film.write_videofile(
        str(output),
        fps=plan["fps"],
        codec="libx264",
        audio_codec="aac",
        preset="medium",
        ffmpeg_params=["-crf", "18"],
        temp_audiofile=str(output.with_suffix(".sound.m4a")),
        logger=None,
    )


if __name__ == "__main__":
    render(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
