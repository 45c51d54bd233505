"""How every picture stream is encoded: the settings that joined pieces must share.

Clips, intro and outro are joined packet by packet, so their parameter sets (avcC extradata) have
to be equal to the byte. Everything that decides them stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

TIME_BASE = 15360  # ticks a second of every video track; divisible by 24, 30 and 60
TICKS_OF_25_FPS = 12800

# RGB to tagged BT.709 video range within half a step; plain `-pix_fmt yuv420p` is untagged BT.601.
_TO_BT709 = (
    "scale={width}:{height}:out_color_matrix=bt709:out_range=tv"
    ":flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp,"
)
_BT709_TAGS = (
    "format=yuv420p,setsar=1,"
    "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
)

# x264 presets that weigh what the eye sees (subme 6 and more) also lower the chroma quantiser.
_PSYCHOVISUAL = {"fast", "medium", "slow", "slower", "veryslow"}
_NVENC_PRESETS = {"ultrafast": "p1", "superfast": "p1", "veryfast": "p2", "faster": "p3"} | {
    "slow": "p6",
    "slower": "p7",
    "veryslow": "p7",
}


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

    def key_frames(self, frames: int) -> range:
        """Return which of `frames` are key frames: never the last but where it is the only one.

        The next clip begins with a key frame, and two of them side by side would need different
        numbers (idr_pic_id, H.264 7.4.3).
        """
        return range(0, max(1, frames - 1), self.gop)

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
        return _TO_BT709.format(width=self.width, height=self.height) + _BT709_TAGS

    def tags(self) -> str:
        """Return the filter chain that tags frames which are BT.709 already."""
        return _BT709_TAGS

    def arguments(self, keys: Sequence[int] | None = None, *, moving: bool = False) -> list[str]:
        """Return ffmpeg's output options for the video stream.

        Key frames come at `keys`, or regularly where it is None. `moving` is for pictures in which
        every frame is another. All that decides the parameter sets is the same for all of these.
        """
        encoder = self._x264(moving) if self.encoder == "libx264" else self._nvenc()
        when = f"expr:gte(t,n_forced*{self.keyframe_seconds})"
        if keys is not None:
            # A quarter of a frame early: a time rounded up would miss its frame.
            when = ",".join(f"{max(0.0, (key - 0.25) / self.fps):.6f}" for key in keys)
        return [
            *("-c:v", self.encoder, *encoder, "-profile:v", "high"),
            *("-force_key_frames", when, "-forced-idr", "1"),
            *("-fps_mode", "cfr", "-r", str(self.fps)),
            *("-video_track_timescale", str(self.time_base)),
        ]

    def _x264(self, moving: bool) -> list[str]:
        # No B frames, one reference, one slice type pattern and `stitchable`: so any picture's key
        # frame fits any skip frame of the same settings (see `media.still`). CABAC and the 8x8
        # transform are on whatever the preset, or the stream would not be High profile. Adaptive
        # quantisers are off: a key frame then has 402 KB for a VMAF of 96.9, against 668 for 96.8.
        x264 = (
            "keyint=infinite:min-keyint=1:scenecut=0:open-gop=0:bframes=0:ref=1"
            ":weightp=0:aud=0:mbtree=0:rc-lookahead=0:sync-lookahead=0:stitchable=1:force-cfr=1"
            ":cabac=1:8x8dct=1:aq-mode=0"
        )
        preset, crf = self.preset, self.crf
        if moving:
            # A slow zoom or pan is easy to predict: searching less costs no quality (SSIM .9936
            # against .9937 for `medium`, at a fifth of its time and four fifths of its bytes).
            # Slow presets lower the chroma quantiser in the parameter sets, so it is set here.
            chroma = -2 if preset in _PSYCHOVISUAL else 0
            preset = "veryfast"
            x264 += f":partitions=none:me=dia:chroma-qp-offset={chroma}"
        else:
            # One quantiser for every frame of a still, or it would pulse at its key frames: the one
            # that x264 gives the key frames of other films (ipratio 1.4 is 3 steps).
            x264 += ":qcomp=1:ipratio=1"
            crf = max(1, crf - 3)
        return ["-preset", preset, "-crf", str(crf), "-x264-params", x264, "-threads", "1"]

    def _nvenc(self) -> list[str]:
        return [
            *("-preset", _NVENC_PRESETS.get(self.preset, "p4"), "-rc", "vbr", "-b:v", "0"),
            *("-cq", str(self.crf), "-bf", "0", "-refs", "1", "-g", str(self.gop)),
            *("-no-scenecut", "1", "-strict_gop", "1"),
        ]
