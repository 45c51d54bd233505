"""Frames at a tempo, as the real filters show them: each numbered frame where it belongs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from media import ffmpeg
from media.distinct import picture_filter, retimed
from media.frames import FRAME_RATES

FRAMES = 200


@pytest.mark.parametrize("fps", FRAME_RATES)
@pytest.mark.parametrize("tempo", ["8821/10000", "9701/10000", "1", "1.03", "11219/10000"])
def test_every_frame_shows_what_began_last(fps: int, tempo: str, tmp_path: Path) -> None:
    pace = Fraction(tempo)
    frames = retimed(FRAMES, pace)
    video = {"width": 16, "height": 16, "fps": fps, "encoder": "libx264"}
    video |= {"preset": "ultrafast", "crf": 18, "keyframe_seconds": 4}
    chain = picture_filter(frames, pace, {"video": video, "grain": 0, "grain_seed": 1})
    numbered = f"nullsrc=s=16x16:r={fps},trim=end_frame={FRAMES},format=yuv420p,geq=N:128:128"
    out = tmp_path / "frames.gray"
    ffmpeg.run(
        ["-v", "warning", "-f", "lavfi", "-i", numbered, "-vf", f"{chain},extractplanes=y"]
        + ["-f", "rawvideo", out],
        log=tmp_path / "log",
    )
    shown = list(out.read_bytes()[:: 16 * 16])
    began = [retimed(frame, pace) for frame in range(FRAMES)]
    assert shown == [sum(start <= frame for start in began) - 1 for frame in range(frames)]
