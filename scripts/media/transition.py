"""From one scene's picture to the next: the last frames of a clip, encoded on their own.

A transition ends where the next clip begins. So only the first clip loses frames, from its end,
which cuts nothing that later frames are built on; its sound goes on underneath, whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from build.files import scratch
from build.gauge import counted
from media.caption_art import burn
from media.clip import Scene, shown_at
from media.encode import encode_frames
from media.motion import Camera, Motion, ease
from media.planes import Planes, blend, dimmed, read_planes
from media.video import VideoSettings


def length(wished: int, frames: int, settings: VideoSettings) -> int:
    """Return how many of the `frames` of a clip its transition takes up: `wished`, or half of them.

    At least two, and not so many that a key frame would end the clip (the transition begins with
    one, and two side by side would need different numbers).
    """
    taken = min(frames, max(2, min(wished, frames // 2)))
    last = frames - taken - 1
    return taken + 1 if last in settings.key_frames(frames) and taken < frames else taken


def encode_transition(
    kind: str,
    scene: Scene,
    picture: Path,
    motion: Motion,
    wished: int,
    output: Path,
    settings: VideoSettings,
    log: Path,
) -> int:
    """Encode the end of `scene` going over into `picture`, which then moves by `motion`.

    Returns how many frames it has. The captions of `scene` stay as they are meanwhile.
    """
    with scratch(output, ".yuv") as raw:
        here = Camera(read_planes(scene.picture, raw, settings, log))
        there = Camera(read_planes(picture, raw, settings, log)).shows(motion.view(0, 2))
    count = length(wished, scene.frames, settings)
    bare = Scene(scene.picture, scene.motion, (), scene.frames)

    def frames() -> Iterator[bytes]:
        for index in range(count):
            frame = scene.frames - count + index
            share = ease((index + 1) / (count + 1))
            mixed = mixture(kind, shown_at(bare, here, frame), there, share)
            yield burn(mixed, scene.overlay(frame)).bytes()

    told = counted(frames(), count, "draw the frames")
    encode_frames(told, [0], output, settings, log, moving=True)
    return count


def mixture(kind: str, here: Planes, there: Planes, share: float) -> Planes:
    """Return the picture when `share` (0 to 1) of the transition has gone."""
    if kind == "crossfade":
        return blend(here, there, share)
    return dimmed(here, 1 - 2 * share) if share < 0.5 else dimmed(there, 2 * share - 1)
