"""What a film is worth: its size, its frames, its two lengths, and VMAF against its pictures."""

from __future__ import annotations

import json
import subprocess
import tempfile
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg

from bench.errors import BenchError

SCENES_LOOKED_AT = 6
_INTRO_SECONDS = 3


def look(film: Path, plan: dict[str, Any]) -> dict[str, float]:
    """Return what `film`, made from `plan`, holds and how well it shows its pictures."""
    frames, video, audio = lengths(film)
    seconds = [_seconds(voice) for voice in plan["voices"]]
    # Systems round scenes differently; as shares of the film their middles are the same.
    stretch = (video - _INTRO_SECONDS) / sum(seconds)
    scores = []
    for index in _spread(len(seconds)):
        middle = _INTRO_SECONDS + stretch * (sum(seconds[:index]) + seconds[index] / 2)
        scores.append(_vmaf(film, middle, Path(plan["pictures"][index])))
    return {
        "bytes": film.stat().st_size,
        "frames": frames,
        "video": round(video, 4),
        "audio": round(audio, 4),
        "vmaf": round(sum(scores) / len(scores), 2),
    }


def lengths(film: Path) -> tuple[int, float, float]:
    """Return the frames, and how many seconds picture and sound last."""
    frames = 0
    ends = {"video": Fraction(0), "audio": Fraction(0)}
    with av.open(str(film)) as container:
        for packet in container.demux(container.streams.video[0], container.streams.audio[0]):
            if packet.pts is None or packet.duration is None:
                continue
            frames += packet.stream.type == "video"
            end = (packet.pts + packet.duration) * Fraction(packet.time_base)
            ends[packet.stream.type] = max(ends[packet.stream.type], end)
    return frames, float(ends["video"]), float(ends["audio"])


def _seconds(voice: str) -> float:
    with wave.open(voice) as sound:
        return sound.getnframes() / sound.getframerate()


def _spread(count: int) -> list[int]:
    looked = min(count, SCENES_LOOKED_AT)
    return [(2 * part + 1) * count // (2 * looked) for part in range(looked)]


def _vmaf(film: Path, second: float, picture: Path) -> float:
    # A film may be BT.601 or BT.709; measured in its own, only what the encoder lost counts.
    return max(_vmaf_in(matrix, film, second, picture) for matrix in ("bt601", "bt709"))


def _vmaf_in(matrix: str, film: Path, second: float, picture: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        plain = "setpts=0,setsar=1,setparams=colorspace=unknown:range=tv"
        graph = (
            f"[0:v]trim=end_frame=1,format=yuv420p,{plain}[film];"
            f"[1:v]scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p,{plain}[picture];"
            "[film][picture]libvmaf=log_fmt=json:log_path=vmaf.json"
        )
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin"]
        command += ["-ss", f"{second:.3f}", "-i", str(film.resolve())]
        command += ["-i", str(picture.resolve()), "-filter_complex", graph, "-f", "null", "-"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise BenchError(f"VMAF of {film.name} could not be measured: {done.stderr.strip()}")
        report = json.loads((Path(folder) / "vmaf.json").read_text(encoding="utf-8"))
    return float(report["pooled_metrics"]["vmaf"]["mean"])
