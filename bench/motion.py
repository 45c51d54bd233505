"""How fast clips that move are encoded, as a build on two cores does it, and how true they are.

    .venv/bin/python -m bench.motion [--seconds 20]

Two clips are cut at once, at 1080p and 30 frames a second. Beside what the clock says stands what
two cores alone would do, by the CPU time of all processes: it is worth more where others use the
machine too. The tables are those of docs/the-cut.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.motion_path import offsets, rms
from bench.pictures import draw_picture
from bench.results import machine

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from engines.base import Word
from media.clip import describe, write_scene
from media.frames import samples_per_frame
from media.motion import KINDS
from media.video import VideoSettings

SETTINGS = VideoSettings(1920, 1080, 30, "libx264", "medium", 18, 4)
AT_ONCE = 2
WORDS_A_SECOND = 2
SENTENCE = ("Water", "was", "once", "a", "cloud", "over", "the", "sea.")
CAPTIONS: dict[str, Any] = {
    "mode": "words",
    "letters": 42,
    "size": 0.055,
    "weight": 700,
    "color": "#FFFFFF",
    "highlight": "#FFD400",
    "outline_color": "#000000",
    "outline": 0.09,
    "position": "bottom",
    "locale": "en-US",
}


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="of each clip")
    seconds = parser.parse_args().seconds
    found = machine()
    print(f"{found['processor']}, {found['cores']} cores")
    modules = ("numpy", "pillow", "opencv-python-headless", "imageio-ffmpeg", "av")
    print(f"Python {platform.python_version()}, " + ", ".join(f"{m} {version(m)}" for m in modules))
    print("\n| move | captions | frames a second | on two cores alone | times real time |")
    print("|---|---|---:|---:|---:|")
    for kind in ("push", "right"):
        for captions in ("none", "words"):
            clock, cores = together(kind, captions, seconds)
            times = cores / SETTINGS.fps
            print(f"| {kind} | {captions} | {clock:.0f} | {cores:.0f} | {times:.1f} |", flush=True)
    every = np.concatenate([offsets(kind) for kind in KINDS if kind != "still"])
    print(f"\n{rms(every):.4f} px off the path (RMS), {np.abs(every).max():.4f} px at most")


def together(kind: str, captions: str, seconds: int) -> tuple[float, float]:
    """Return how many frames a second are encoded while clips are cut at once.

    First by the clock, then as their CPU time would allow on as many cores.
    """
    with tempfile.TemporaryDirectory(prefix="reelmake-bench-") as folder:
        jobs = [(Path(folder), number, kind, captions, seconds) for number in range(AT_ONCE)]
        with multiprocessing.get_context("spawn").Pool(AT_ONCE) as pool:
            pool.starmap(_ready, [job[:2] for job in jobs], chunksize=1)
            began = time.monotonic()
            worked = sum(pool.starmap(_cut, jobs, chunksize=1))
            wall = time.monotonic() - began
    frames = AT_ONCE * seconds * SETTINGS.fps
    return frames / wall, AT_ONCE * frames / worked


def _ready(folder: Path, number: int) -> None:
    draw_picture(folder / f"{number}.png", number, SETTINGS.width, SETTINGS.height)
    time.sleep(1)  # so that no process gets both, and each has imported what it needs


def _cut(folder: Path, number: int, kind: str, captions: str, seconds: int) -> float:
    """Cut a clip; return the CPU seconds it took."""
    before, frames = _worked(), seconds * SETTINGS.fps
    text = (SENTENCE * seconds)[: seconds * WORDS_A_SECOND]
    spec: dict[str, Any] = SETTINGS.spec()
    spec["motion"] = {"kind": kind, "amount": 0.08, "focus": [0.5, 0.5]}
    if captions != "none":
        spec["captions"] = {**CAPTIONS, "text": " ".join(text)}
    words = [
        Word(word, at / WORDS_A_SECOND, (at + 0.8) / WORDS_A_SECOND) for at, word in enumerate(text)
    ]
    scene = describe(folder / f"{number}.png", spec, words, frames, frames)
    silence = np.zeros(frames * samples_per_frame(SETTINGS.fps), np.float32)
    log = folder / f"{number}.log"
    write_scene(scene, silence, folder / f"{number}.mp4", None, SETTINGS, log)
    return _worked() - before


def _worked() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
