"""editly, the declarative video editor of npm.

python -m bench.peers.editly_peer film.json film.mp4

It renders every frame anew, so an edited line has it render the whole film again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from bench.film import CACHE

_FOLDER = CACHE / "editly"
_MODULES = _FOLDER / "node_modules"
_INSTALL_SECONDS = 300


def install() -> str | None:
    """Install editly if it is not there, and return why it cannot be; None where it can."""
    if (_MODULES / ".bin/editly").exists():
        return None
    _FOLDER.mkdir(parents=True, exist_ok=True)
    # ffprobe-static: editly asks ffprobe too, which imageio-ffmpeg does not carry.
    command = ["npm", "install", "--no-fund", "--no-audit", "editly", "ffprobe-static"]
    try:
        done = subprocess.run(
            command, cwd=_FOLDER, capture_output=True, text=True, timeout=_INSTALL_SECONDS
        )
    except FileNotFoundError:
        return "there is no npm here"
    except subprocess.TimeoutExpired:
        return f"npm was not done with it after {_INSTALL_SECONDS} seconds"
    return reason(done.stderr) if done.returncode else None


def reason(said: str) -> str:
    """Return the last line of npm's error that names a cause and no place on this machine."""
    lines = [re.sub(r"^npm (error|ERR!) ", "", line).strip() for line in said.splitlines()]
    causes = [line for line in lines if re.search(r"not found|could not|cannot|ETIMEDOUT", line)]
    named = [line for line in causes if not re.search(r"[/\\]", line)]
    return f"npm could not install it ({named[-1] if named else 'it did not say why'})"


def render(plan: dict[str, Any], output: Path) -> None:
    """Write the whole film."""
    clips: list[dict[str, Any]] = [{"layers": [{"type": "video", "path": plan["intro"]}]}]
    for picture, voice in zip(plan["pictures"], plan["voices"], strict=True):
        with wave.open(voice) as sound:
            seconds = sound.getnframes() / sound.getframerate()
        shown = {"type": "image", "path": picture, "zoomDirection": None}
        heard = {"type": "audio", "path": voice}
        clips.append({"duration": seconds, "layers": [shown, heard]})
    width, height = plan["size"]
    spec = {
        "outPath": str(output),
        "width": width,
        "height": height,
        "fps": plan["fps"],
        "defaults": {"transition": None},
        "keepSourceAudio": True,
        "audioFilePath": plan["music"],
        "loopAudio": True,
        "backgroundAudioVolume": 0.08,
        "clips": clips,
        "ffmpegPath": imageio_ffmpeg.get_ffmpeg_exe(),
        "ffprobePath": _ffprobe(),
    }
    asked = output.with_suffix(".json5")
    asked.write_text(json.dumps(spec), encoding="utf-8")
    subprocess.run([str(_MODULES / ".bin/editly"), "--json", str(asked)], check=True)


def _ffprobe() -> str:
    asked = ["node", "-p", "require('ffprobe-static').path"]
    done = subprocess.run(asked, cwd=_FOLDER, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    render(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
