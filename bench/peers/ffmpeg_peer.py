"""Plain ffmpeg: a clip per scene, the concat demuxer, amix, and the concat filter for the intro.

python -m bench.peers.ffmpeg_peer film.json film.mp4 [edit]

`edit` makes the edited scene's clip again and all that follows from it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import imageio_ffmpeg

_PICTURE = ["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p"]


def render(plan: dict[str, Any], output: Path, edit: bool) -> None:
    """Write the film; its clips stay beside it."""
    folder = output.with_suffix("")
    folder.mkdir(exist_ok=True)
    clips = [folder / f"{number:03}.mp4" for number in range(1, len(plan["pictures"]) + 1)]
    for index, (picture, voice) in enumerate(zip(plan["pictures"], plan["voices"], strict=True)):
        if not edit:
            _clip(plan, picture, voice, clips[index])
        elif index == plan["edited"]:
            _clip(plan, picture, plan["edited_voice"], clips[index])
    voiced, mixed = folder / "voice.mp4", folder / "mixed.mp4"
    listed = folder / "clips.txt"
    listed.write_text("".join(f"file '{clip.name}'\n" for clip in clips), encoding="utf-8")
    _ffmpeg("-f", "concat", "-i", listed, "-c", "copy", voiced)
    quiet = "[1:a]volume=0.08[music];[0:a][music]amix=duration=first:normalize=0[mix]"
    _ffmpeg(
        *("-i", voiced, "-stream_loop", "-1", "-i", plan["music"], "-filter_complex", quiet),
        *("-map", "0:v", "-map", "[mix]", "-c:v", "copy", "-c:a", "aac", mixed),
    )
    joined = "[0:v][0:a][1:v][1:a]concat=n=2:v=1:a=1[v][a]"
    _ffmpeg(
        *("-i", plan["intro"], "-i", mixed, "-filter_complex", joined, "-map", "[v]"),
        *("-map", "[a]", *_PICTURE, "-r", plan["fps"], "-c:a", "aac", output),
    )


def _clip(plan: dict[str, Any], picture: str, voice: str, output: Path) -> None:
    _ffmpeg(
        *("-loop", "1", "-framerate", plan["fps"], "-i", picture, "-i", voice, *_PICTURE),
        *("-tune", "stillimage", "-c:a", "aac", "-shortest", "-r", plan["fps"], output),
    )


def _ffmpeg(*arguments: object) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *arguments]
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    render(asked, Path(sys.argv[2]), edit=sys.argv[3:] == ["edit"])
