"""Still clips and their join, decoded frame by frame."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from build.errors import UserError
from media import ffmpeg
from media.clip import Scene, write_scene
from media.encode import encode_template
from media.frames import samples_per_frame
from media.motion import Motion
from media.mux import Piece, join_clips, write_clip
from media.probe import probe
from media.still import Packets, read_packets
from media.streams import require_same
from media.video import VideoSettings

SETTINGS = VideoSettings(160, 90, 30, "libx264", "veryfast", 18, 2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "skip.mp4"
    encode_template(path, SETTINGS, path.with_suffix(".log"))
    return path


def cut(
    folder: Path,
    template: Path,
    picture: Image.Image,
    frames: int,
    name: str = "clip",
    settings: VideoSettings = SETTINGS,
) -> Path:
    """Return a clip of `picture` with a quiet tone."""
    own, clip = folder / f"{name}.png", folder / f"{name}.mp4"
    picture.save(own)
    length = frames * samples_per_frame(settings.fps)
    tone = np.sin(np.arange(length) / 20).astype(np.float32) * 0.1
    scene = Scene(own, Motion("still"), (), frames)
    write_scene(scene, tone, clip, template, settings, folder / "log")
    return clip


def chart() -> Image.Image:
    """Return fine detail beside flat colours, which show a wrong matrix at once."""
    rng = np.random.default_rng(1)
    pixels = np.zeros((90, 160, 3), np.uint8)
    pixels[:, :80] = rng.integers(0, 256, (90, 80, 1))
    for index, colour in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)]):
        pixels[:, 80 + 20 * index : 100 + 20 * index] = colour
    return Image.fromarray(pixels)


def frames_of(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]


@pytest.mark.parametrize("frames", [1, 2, 59, 60, 61, 150])
def test_every_frame_of_a_still_is_the_same_to_the_last_bit(
    tmp_path: Path, template: Path, frames: int
) -> None:
    shown = frames_of(cut(tmp_path, template, chart(), frames))
    assert len(shown) == frames
    assert all(np.array_equal(frame, shown[0]) for frame in shown)


def test_colours_come_back(tmp_path: Path, template: Path) -> None:
    clip = cut(tmp_path, template, chart(), 2)
    with av.open(str(clip)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (1, 1)
        found = frame.to_ndarray(format="rgb24", dst_colorspace="ITU709")
    for index, colour in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)]):
        middle = found[20:70, 86 + 20 * index : 94 + 20 * index].reshape(-1, 3).mean(axis=0)
        assert np.abs(middle - colour).max() < 6, colour


def test_a_chart_and_a_photograph_come_back_as_they_were(tmp_path: Path) -> None:
    """At the production settings: within 2 steps a channel on average, SSIM at least 0.98."""
    own = VideoSettings(640, 360, 30, "libx264", "medium", 18, 4)
    rng = np.random.default_rng(7)
    pixels = np.zeros((360, 640, 3), np.uint8)
    for octave in (4, 8, 16, 32, 64):  # detail as in a photograph, less of it the finer it is
        noise = Image.fromarray(rng.integers(0, 256, (octave, octave * 2, 3), dtype=np.uint8))
        scaled = np.asarray(noise.resize((640, 360), Image.Resampling.BICUBIC))
        pixels += (scaled // (2 * octave // 4 + 1) // 2).astype(np.uint8)
    patches = rng.integers(0, 256, (4, 8, 3), dtype=np.uint8)
    pixels[200:] = np.kron(patches, np.ones((40, 80, 1), np.uint8))
    skips = tmp_path / "skips.mp4"
    encode_template(skips, own, tmp_path / "log")
    clip = cut(tmp_path, skips, Image.fromarray(pixels), 130, settings=own)
    with av.open(str(clip)) as container:
        *_, frame = container.decode(video=0)
        found = frame.to_ndarray(format="rgb24", dst_colorspace="ITU709").astype(int)
    error = np.abs(found - pixels).reshape(-1, 3).mean(axis=0)
    assert error.max() <= 2, error
    assert ssim(found.mean(axis=2), pixels.mean(axis=2)) >= 0.98


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean structural similarity over blocks of 8 x 8 (Wang et al. 2004, eq. 13)."""

    def blocks(plane: np.ndarray) -> np.ndarray:
        return plane.reshape(plane.shape[0] // 8, 8, -1, 8).swapaxes(1, 2).reshape(-1, 64)

    a, b = blocks(one), blocks(other)
    covariance = ((a - a.mean(1)[:, None]) * (b - b.mean(1)[:, None])).mean(1)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    means, variances = 2 * a.mean(1) * b.mean(1) + c1, 2 * covariance + c2
    return float(
        np.mean(
            means
            * variances
            / ((a.mean(1) ** 2 + b.mean(1) ** 2 + c1) * (a.var(1) + b.var(1) + c2))
        )
    )


def test_joined_clips_are_their_frames_one_after_another(tmp_path: Path, template: Path) -> None:
    lengths = [1, 61, 2, 130]
    colours = ["red", "green", "blue", "white"]
    clips = [
        cut(tmp_path, template, Image.new("RGB", (160, 90), colour), length, f"clip{length}")
        for colour, length in zip(colours, lengths, strict=True)
    ]
    joined = tmp_path / "joined.mp4"
    join_clips(joined, [Piece(clip) for clip in clips], SETTINGS)
    found = probe(joined)
    assert (found.frames, found.samples) == (sum(lengths), sum(lengths) * 1600)
    expected = [frame for clip in clips for frame in frames_of(clip)]
    assert all(map(np.array_equal, frames_of(joined), expected))


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (
            VideoSettings(128, 72, 30, "libx264", "veryfast", 18, 2),
            "it has 128x72 pixels, not 160x90",
        ),
        (
            VideoSettings(160, 90, 25, "libx264", "veryfast", 18, 2),
            "it has 25 frames a second, not 30",
        ),
        (
            VideoSettings(160, 90, 30, "libx264", "medium", 18, 2),
            "it was encoded under other settings",
        ),
    ],
)
def test_clips_of_other_settings_are_not_joined(
    tmp_path: Path, template: Path, other: VideoSettings, difference: str
) -> None:
    clip = cut(tmp_path, template, chart(), 10)
    skip = tmp_path / "other-skip.mp4"
    encode_template(skip, other, tmp_path / "log")
    picture = chart().resize((other.width, other.height))
    strange = cut(tmp_path, skip, picture, 10, "strange", other)
    with pytest.raises(UserError, match=rf"strange\.mp4 cannot be joined .*: {difference}"):
        join_clips(tmp_path / "joined.mp4", [Piece(clip), Piece(strange)], SETTINGS)


def test_no_two_key_frames_stand_side_by_side(tmp_path: Path, template: Path) -> None:
    clips = [cut(tmp_path, template, chart(), frames, f"clip{frames}") for frames in (61, 121, 2)]
    joined = tmp_path / "joined.mp4"
    join_clips(joined, [Piece(clip) for clip in clips], SETTINGS)
    keys = list(read_packets(joined).keys)
    assert keys == [0, 61, 121, 182]


def test_sound_of_another_length_than_the_picture_is_refused(
    tmp_path: Path, template: Path
) -> None:
    black = read_packets(template)
    with pytest.raises(UserError, match="1599 samples for 1 frames, 1600 are wanted"):
        one = Packets(black.frames[:1], [0], black.extradata)
        write_clip(tmp_path / "a.mp4", one, template, np.zeros(1599, np.float32), SETTINGS)


def test_half_a_clip_is_not_taken_for_a_clip(tmp_path: Path, template: Path) -> None:
    clip = cut(tmp_path, template, chart(), 10)
    whole = clip.read_bytes()
    clip.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=r"clip\.mp4 is not a whole video file"):
        probe(clip)


def test_a_film_with_its_sound_first_is_not_joined(tmp_path: Path, template: Path) -> None:
    """The concat demuxer takes streams by number: it made a film of 114 frames of such a pair."""
    clip = cut(tmp_path, template, chart(), 10)
    turned = tmp_path / "turned.mp4"
    ffmpeg.run(
        ["-i", clip, "-map", "0:a", "-map", "0:v", "-c", "copy", turned], log=tmp_path / "log"
    )
    with pytest.raises(UserError, match="it has its picture as stream 1, not its picture as str"):
        require_same([clip, turned])
