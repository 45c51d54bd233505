"""What one scene sounds and looks like: its voice in whole frames, its picture moved, captioned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from build.files import scratch
from build.gauge import counted
from engines.base import Word
from media.caption_art import Look, Overlay, burn, overlay
from media.captions import Caption, captions
from media.encode import encode_frames, encode_picture
from media.frames import padded_frames, samples_per_frame
from media.loudness import voice_gain
from media.motion import Camera, Motion
from media.mux import write_clip
from media.planes import Planes, read_planes
from media.sound import fade, pad_to_frames, read_wav, to_48k
from media.still import held, read_packets
from media.video import VideoSettings


@dataclass(frozen=True)
class Voice:
    """A scene's voice at 48 kHz: frames it is spoken in, all frames with the pause, its samples.

    `gain` is the factor it was levelled by.
    """

    spoken: int
    frames: int
    samples: np.ndarray
    gain: float


def prepare_voice(raw: Path, spec: Mapping[str, Any]) -> Voice:
    """Return the raw voice levelled, faded and padded to whole frames and the scene's pause."""
    sound = to_48k(*read_wav(raw))
    level = voice_gain(sound, spec["voice_loudness"])
    samples = pad_to_frames(fade(sound * np.float32(level)), spec["fps"], spec["pause_frames"])
    frames = len(samples) // samples_per_frame(spec["fps"])
    return Voice(padded_frames(len(sound), spec["fps"]), frames, samples, level)


Draw = Callable[[Caption], Overlay | None]


@dataclass(frozen=True)
class Scene:
    """What a scene shows: a picture, how it moves, and captions; `frames` long.

    `draw` draws a caption, when it is first shown.
    """

    picture: Path
    motion: Motion
    captions: Sequence[Caption]
    frames: int
    draw: Draw = lambda caption: None

    def overlay(self, frame: int) -> Overlay | None:
        """Return the caption over `frame`."""
        shown = (one for one in self.captions if one.start <= frame < one.end)
        return next(map(self.draw, shown), None)

    def changes(self) -> list[int]:
        """Return the frames in which a caption comes, changes or goes."""
        found = {0, *(at for shown in self.captions for at in (shown.start, shown.end))}
        return sorted(at for at in found if at < self.frames)


def describe(
    picture: Path, spec: Mapping[str, Any], words: Sequence[Word], spoken: int, frames: int
) -> Scene:
    """Return the scene of a clip's `spec`, whose voice takes up `spoken` of its `frames`."""
    moves = motion(spec.get("motion"))
    wish = spec.get("captions")
    if wish is None:
        return Scene(picture, moves, (), frames)
    shown = captions(
        wish["text"],
        words,
        spoken,
        spec["fps"],
        letters=wish["letters"],
        by_word=wish["mode"] == "words",
    )
    return Scene(picture, moves, shown, frames, _drawn(wish, spec["width"], spec["height"]))


def _drawn(wish: Mapping[str, Any], width: int, height: int) -> Draw:
    """Return what draws captions as `wish` has them. It keeps the last one, which moves stay under.

    All of a long line's at once would be hundreds of megabytes.
    """
    look = Look.from_spec(wish)
    return lru_cache(maxsize=1)(lambda caption: overlay(caption, look, width, height))


def motion(spec: Mapping[str, Any] | None) -> Motion:
    """Return the motion of a take's spec; one that has none stands still."""
    if spec is None:
        return Motion("still")
    x, y = spec["focus"]
    return Motion(spec["kind"], spec["amount"], (x, y))


def write_scene(
    scene: Scene,
    samples: np.ndarray,
    output: Path,
    skips: Path | None,
    settings: VideoSettings,
    log: Path,
) -> None:
    """Encode `scene` and write it with its sound, mono float32 at 48 kHz, as a clip.

    `skips` is the template, where the encoder has one. Files in between stand beside `output` and
    are gone afterwards.
    """
    keys = settings.key_frames(scene.frames)
    with scratch(output, ".video.mp4") as made, scratch(output, ".yuv") as raw:
        every = skips is None or scene.motion.moves
        shown = range(scene.frames) if every else sorted({*scene.changes(), *keys})
        if every or scene.captions:
            camera = Camera(read_planes(scene.picture, raw, settings, log))
            own = [index for index, frame in enumerate(shown) if frame in keys]
            drawn = (shown_at(scene, camera, frame).bytes() for frame in shown)
            told = counted(drawn, len(shown), "draw the frames")
            encode_frames(told, own, made, settings, log, moving=scene.motion.moves)
            packets = read_packets(made)
            changes = dict(zip(shown, packets.frames, strict=True))
        else:  # every key frame is the same
            encode_picture(scene.picture, made, settings, log)
            packets = read_packets(made)
            changes = dict.fromkeys(keys, packets.frames[0])
        if skips is not None and not every:
            packets = held(changes, keys, packets.extradata, read_packets(skips), scene.frames)
        write_clip(output, packets, made, samples, settings)


def shown_at(scene: Scene, camera: Camera, frame: int) -> Planes:
    """Return the picture of `frame`, moved and with its caption."""
    moved = camera.shows(scene.motion.view(frame, scene.frames))
    return burn(moved, scene.overlay(frame))
