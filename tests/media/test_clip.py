"""Clips that move or carry captions, and transitions between them, decoded frame by frame."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from captioned import LOOK
from engines.base import Word
from media.caption_art import Overlay
from media.captions import Caption
from media.clip import Scene, describe, write_scene
from media.encode import encode_template
from media.frames import samples_per_frame
from media.motion import Motion
from media.mux import Piece, join_clips
from media.probe import probe
from media.still import read_packets
from media.streams import Stream
from media.transition import encode_transition, length
from media.video import VideoSettings

WIDTH, HEIGHT = 320, 180
TEXT = "Water was once a cloud over the wide sea."
CAPTIONS = {**LOOK, "text": TEXT, "letters": 24}
WORDS = [Word(word, 0.5 * i, 0.5 * i + 0.4) for i, word in enumerate(TEXT.split())]


def settings(fps: int = 30, preset: str = "medium") -> VideoSettings:
    return VideoSettings(WIDTH, HEIGHT, fps, "libx264", preset, 18, 2)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Return a picture of soft detail, as a painting has."""
    rng = np.random.default_rng(2)
    coarse = Image.fromarray(rng.integers(30, 220, (18, 32, 3), dtype=np.uint8))
    path = tmp_path / "picture.png"
    coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).save(path)
    return path


def clip(folder: Path, scene: Scene, name: str, own: VideoSettings) -> Path:
    log, skips, path = folder / "log", folder / "skips.mp4", folder / f"{name}.mp4"
    if not skips.exists():
        encode_template(skips, own, log)
    samples = np.zeros(scene.frames * samples_per_frame(own.fps), np.float32)
    write_scene(scene, samples, path, skips, own, log)
    return path


def luma(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [f.to_ndarray(format="yuv420p")[:HEIGHT] for f in container.decode(video=0)]


def captioned(picture: Path, frames: int, fps: int, motion: str = "still") -> Scene:
    spec = {"width": WIDTH, "height": HEIGHT, "fps": fps, "captions": CAPTIONS}
    if motion != "still":
        spec["motion"] = {"kind": motion, "amount": 0.1, "focus": [0.5, 0.5]}
    return describe(picture, spec, WORDS, frames, frames)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_captions_change_in_their_frames_and_nothing_else_does(
    tmp_path: Path, picture: Path, fps: int
) -> None:
    scene = captioned(picture, 5 * fps, fps)
    frames = luma(clip(tmp_path, scene, "clip", settings(fps)))
    assert len(frames) == 5 * fps
    keys = list(settings(fps).key_frames(5 * fps))
    changes = scene.changes()
    assert len(changes) >= len(WORDS)
    for index in range(1, len(frames)):
        same = np.array_equal(frames[index], frames[index - 1])
        # A key frame draws the same picture anew, which may round a few pixels otherwise.
        assert same == (index not in changes) or index in keys, index
    # Above the captions the picture does not pulse: its key frames are alike to the last bit.
    above = [frame[: HEIGHT // 2].astype(int) for frame in frames]
    assert all(np.array_equal(above[key], above[0]) for key in keys)
    assert max(np.abs(frame - above[0]).mean() for frame in above) < 0.05


def test_a_captioned_still_costs_a_few_encoded_frames(tmp_path: Path, picture: Path) -> None:
    scene = captioned(picture, 150, 30)
    made = read_packets(clip(tmp_path, scene, "clip", settings()))
    encoded = [index for index, packet in enumerate(made.frames) if len(packet) > 30]
    assert set(encoded) <= {*scene.changes(), *made.keys}


def test_a_caption_that_never_changes_is_there(tmp_path: Path, picture: Path) -> None:
    look = {**CAPTIONS, "text": "Water"}
    spec = {"width": WIDTH, "height": HEIGHT, "fps": 30, "captions": look}
    scene = describe(picture, spec, WORDS[:1], 12, 12)
    assert scene.changes() == [0]
    text = luma(clip(tmp_path, scene, "text", settings()))
    plain = luma(clip(tmp_path, Scene(picture, Motion("still"), (), 12), "plain", settings()))
    assert len(text) == len(plain) == 12
    assert np.abs(text[11].astype(int) - plain[11]).max() > 100


def test_captions_are_drawn_when_they_are_shown_and_one_is_kept(picture: Path) -> None:
    before = held()
    scene = captioned(picture, 150, 30)
    assert held() == before
    for frame in scene.changes():
        assert scene.overlay(frame) is scene.overlay(frame)
        assert held() <= before + 1


def held() -> int:
    """Return how many drawn captions are in memory."""
    return sum(isinstance(one, Overlay) for one in gc.get_objects())


def test_a_transition_draws_the_captions_of_its_own_frames(tmp_path: Path, picture: Path) -> None:
    scene, drawn = captioned(picture, 125, 30), list[Caption]()

    def draw(caption: Caption) -> Overlay | None:
        drawn.append(caption)
        return scene.draw(caption)

    own = replace(scene, draw=draw)
    across = tmp_path / "across.mp4"
    still = Motion("still")
    count = encode_transition("dip", own, picture, still, 15, across, settings(), tmp_path / "log")
    assert drawn
    assert all(caption.end > 125 - count for caption in drawn)


@pytest.mark.parametrize("preset", ["ultrafast", "veryfast", "medium", "veryslow"])
def test_stills_moves_and_transitions_share_their_parameter_sets(
    tmp_path: Path, picture: Path, preset: str
) -> None:
    own = settings(preset=preset)
    still = clip(tmp_path, Scene(picture, Motion("still"), (), 20), "still", own)
    moving = clip(tmp_path, Scene(picture, Motion("push"), (), 20), "moving", own)
    text = clip(tmp_path, captioned(picture, 20, 30), "text", own)
    across = tmp_path / "across.mp4"
    scene = Scene(picture, Motion("left"), (), 20)
    encode_transition(
        "crossfade", scene, picture, Motion("still"), 9, across, own, tmp_path / "log"
    )
    assert len({Stream.of(path) for path in (still, moving, text, across)}) == 1


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_a_move_is_seen_where_its_path_is(tmp_path: Path, picture: Path, fps: int) -> None:
    frames = luma(
        clip(tmp_path, Scene(picture, Motion("right", 0.1), (), 61), "clip", settings(fps))
    )
    assert len(frames) == 61
    motion = Motion("right", 0.1)
    first = frames[0].astype(float)
    for index in (15, 30, 45, 60):
        moved = (motion.view(index, 61).x - motion.view(0, 61).x) * WIDTH / motion.view(0, 61).size
        # Columns that both show: the later frame, moved back by whole pixels, then by the rest.
        whole = int(moved)
        part = np.s_[20:160, 20:240]
        back = frames[index].astype(float)[20:160, 20 - whole + 30 : 240 - whole + 30]
        here = first[20:160, 50:270]
        across = np.gradient(here, axis=1)
        slopes = np.stack([across.ravel(), np.ones(here.size)], axis=1)
        rest = np.linalg.lstsq(slopes, (back - here).ravel(), rcond=None)[0][0]
        assert rest == pytest.approx(moved - whole, abs=0.1), (index, part)


@pytest.mark.parametrize("kind", ["crossfade", "dip"])
@pytest.mark.parametrize("frames", [2, 3, 40, 61, 75, 76])
def test_a_transition_takes_the_place_of_the_last_frames(
    tmp_path: Path, picture: Path, kind: str, frames: int
) -> None:
    own = settings()
    dark = tmp_path / "dark.png"
    Image.new("RGB", (WIDTH, HEIGHT), (20, 20, 20)).save(dark)
    here = Scene(picture, Motion("push"), (), frames)
    first = clip(tmp_path, here, "first", own)
    second = clip(tmp_path, Scene(dark, Motion("still"), (), 30), "second", own)
    across = tmp_path / "across.mp4"
    taken = encode_transition(kind, here, dark, Motion("still"), 15, across, own, tmp_path / "log")
    joined = tmp_path / "joined.mp4"
    join_clips(joined, [Piece(first, across), Piece(second)], own)
    found = probe(joined)
    assert (found.frames, found.samples) == (frames + 30, (frames + 30) * 1600)
    shown, before, after = luma(joined), luma(first), luma(second)
    assert all(map(np.array_equal, shown[: frames - taken], before))
    assert all(map(np.array_equal, shown[frames:], after))
    keys = list(read_packets(joined).keys)
    assert min(np.diff(keys)) > 1 or frames == 3
    if frames > 30:
        levels = [frame.mean() for frame in shown[frames - taken - 1 : frames + 1]]
        darkest = min(levels)
        if kind == "dip":
            assert darkest < 20 < after[0].mean() + 1
        else:
            assert np.all(np.diff(levels) < 0.5)


def test_a_transition_takes_at_most_half_of_a_clip() -> None:
    for frames in range(4, 200):
        taken = length(30, frames, settings())
        assert 2 <= taken <= frames // 2 + 1
        assert frames - taken - 1 not in settings().key_frames(frames)
