"""How every picture stream is encoded: the settings that joined pieces must share.

Clips, intro and outro are joined packet by packet, so their parameter sets (avcC extradata) have
to be equal to the byte. Everything that decides them stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

TIME_BASE = 15360  # ticks a second of every video track; divisible by 24, 30 and 60
TICKS_OF_25_FPS = 12800

# RGB to tagged BT.709 video range within half a step; plain `-pix_fmt yuv420p` is untagged BT.601.
TO_BT709 = (
    "scale={width}:{height}:out_color_matrix=bt709:out_range=tv"
    ":flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp,"
    "format=yuv420p,setsar=1,"
    "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
)


@dataclass(frozen=True)
class VideoSettings:
    """Frame size in pixels, frames a second, and the encoder's settings."""

    width: int
    height: int
    fps: int
    encoder: str
    preset: str
    crf: int
    keyframe_seconds: int

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> VideoSettings:
        """Return the settings that `spec` of a take holds under their own names."""
        return cls(**{name: spec[name] for name in cls.__dataclass_fields__})

    def spec(self) -> dict[str, Any]:
        """Return what enters the name of everything encoded with these settings."""
        return asdict(self)

    @property
    def gop(self) -> int:
        """Frames from one key frame to the next."""
        return self.fps * self.keyframe_seconds

    @property
    def time_base(self) -> int:
        """Ticks a second of the video track, a whole number of them a frame."""
        return TICKS_OF_25_FPS if self.fps == 25 else TIME_BASE

    @property
    def ticks_per_frame(self) -> int:
        """Ticks from one frame to the next."""
        return self.time_base // self.fps

    def filters(self) -> str:
        """Return the filter chain from any RGB picture of the right shape to tagged BT.709."""
        return TO_BT709.format(width=self.width, height=self.height)

    def arguments(self) -> list[str]:
        """Return ffmpeg's output options for the video stream.

        No B frames, one reference, one slice type pattern and `stitchable`: so any picture's key
        frame fits any skip frame of the same settings (see `media.still`). CABAC and the 8x8
        transform are on whatever the preset, or the stream would not be High profile.
        """
        x264 = (
            f"keyint={self.gop}:min-keyint={self.gop}:scenecut=0:open-gop=0:bframes=0:ref=1"
            ":weightp=0:aud=0:mbtree=0:rc-lookahead=0:sync-lookahead=0:stitchable=1:force-cfr=1"
            ":cabac=1:8x8dct=1"
        )
        return [
            *("-c:v", self.encoder, "-preset", self.preset, "-profile:v", "high"),
            *("-crf", str(self.crf), "-x264-params", x264, "-threads", "1"),
            *("-fps_mode", "cfr", "-r", str(self.fps)),
            *("-video_track_timescale", str(self.time_base)),
        ]
