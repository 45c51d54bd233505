"""A person's own pictures in the film's shape: never stretched, what matters still in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from build.errors import UserError
from engines.image import file as engine

WIDE, TALL, SQUARE = (640, 360), (360, 640), (400, 400)
SIZES = [WIDE, TALL, SQUARE]
SHAPES = [(900, 600), (600, 900), (500, 500), (2000, 400), (300, 1500), (40, 30), (1281, 720)]


def draw(source: Path, size: tuple[int, int], **spec: Any) -> Image.Image:
    wish = {"sources": [source], "width": size[0], "height": size[1], **spec}
    picture = engine.load({}, Path()).draw(wish).image
    assert (picture.mode, picture.size) == ("RGB", size)
    return picture


def saved(folder: Path, picture: Image.Image, name: str = "a.png", **how: Any) -> Path:
    picture.save(folder / name, **how)
    return folder / name


def noise(shape: tuple[int, int], mode: str = "RGB") -> Image.Image:
    values = np.random.default_rng(1).integers(0, 256, (shape[1], shape[0], 3), dtype=np.uint8)
    return Image.fromarray(values).convert(mode)


def circle(shape: tuple[int, int], centre: tuple[float, float], radius: float) -> Image.Image:
    """Return a white disc on green."""
    picture = Image.new("RGB", shape, (40, 120, 60))
    (x, y), r = centre, radius
    ImageDraw.Draw(picture).ellipse((x - r, y - r, x + r, y + r), fill="white")
    return picture


def disc(picture: Image.Image) -> tuple[float, float, float, float]:
    """Return the middle (x, y) and the width and height of what is white, in pixels."""
    rows, columns = np.nonzero(np.asarray(picture)[..., 0] > 200)
    return (
        (columns.min() + columns.max() + 1) / 2,
        (rows.min() + rows.max() + 1) / 2,
        columns.max() - columns.min() + 1,
        rows.max() - rows.min() + 1,
    )


def before(source: Path, size: tuple[int, int]) -> Image.Image:
    """Return what the engine drew before it knew fit and focus."""
    with Image.open(source) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "black")
    opaque = Image.alpha_composite(paper, picture).convert("RGB")
    return ImageOps.fit(opaque, size, Image.Resampling.LANCZOS)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", SHAPES)
def test_without_fit_and_focus_nothing_has_changed(tmp_path: Path, shape, size):
    source = saved(tmp_path, noise(shape))
    assert draw(source, size).tobytes() == before(source, size).tobytes()
    assert (
        draw(source, size, fit="crop", focus=[0.5, 0.5]).tobytes() == draw(source, size).tobytes()
    )


@pytest.mark.parametrize("fit", ["crop", "blur"])
@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("shape", [(1000, 400), (300, 900), (1281, 720)])
@pytest.mark.parametrize("focus", [(0.85, 0.3), (0.2, 0.8)])
def test_where_a_focus_stands_in_the_frame_is_known_from_the_files_head(
    tmp_path: Path, fit: str, size, shape, focus
):
    around = (focus[0] * shape[0], focus[1] * shape[1])
    picture = circle(shape, around, min(shape) / 12)
    spec = {"width": size[0], "height": size[1], "fit": fit, "focus": focus}
    source = saved(tmp_path, picture)
    drawn = disc(draw(source, size, fit=fit, focus=focus))
    found = engine.in_frame(source, spec)
    assert (found[0] * size[0], found[1] * size[1]) == pytest.approx(drawn[:2], abs=1.5)
    # As a camera stores it that was held upright: turned, with a word about it.
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(tmp_path, picture.transpose(Image.Transpose.ROTATE_90), "b.jpg", exif=exif)
    assert engine.in_frame(turned, spec) == found


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I"])
def test_every_mode_is_as_it_was(tmp_path: Path, mode: str):
    if mode == "LAB":
        picture = Image.frombytes("LAB", (90, 60), noise((90, 60)).tobytes())
    else:
        picture = noise((90, 60), mode)
    source = saved(tmp_path, picture, "a.png" if mode in {"LA", "P", "RGBA"} else "a.tif")
    assert draw(source, WIDE).tobytes() == before(source, WIDE).tobytes()


@pytest.mark.parametrize("key", [{"transparency": 3}, {"transparency": bytes(range(200))}])
def test_a_palette_with_transparency_is_as_it_was(tmp_path: Path, key: dict):
    source = saved(tmp_path, noise((90, 60)).quantize(200), **key)
    drawn = draw(source, WIDE)
    assert drawn.tobytes() == before(source, WIDE).tobytes()
    assert draw(source, TALL, fit="blur").size == TALL


@pytest.mark.parametrize("fit", ["crop", "blur"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(900, 600), (600, 900), (500, 500), (1500, 300), (300, 1500)])
def test_circles_stay_circles(tmp_path: Path, shape, size, fit: str):
    centre = (shape[0] / 2, shape[1] / 2)
    source = saved(tmp_path, circle(shape, centre, 0.2 * min(shape)))
    x, y, width, height = disc(draw(source, size, fit=fit))
    assert width == pytest.approx(height, abs=2, rel=0.01)
    assert (x, y) == pytest.approx((size[0] / 2, size[1] / 2), abs=1.5)
    shares = [side / full for side, full in zip(size, shape, strict=True)]
    scale = max(shares) if fit == "crop" else min(shares)
    assert width == pytest.approx(0.4 * min(shape) * scale, abs=3)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(1600, 400), (400, 1600), (900, 600)])
@pytest.mark.parametrize("focus", [(0.5, 0.5), (0.3, 0.6), (0.1, 0.1), (0.95, 0.9), (0, 1)])
def test_the_focus_is_in_the_middle_or_as_near_as_the_edge_lets_it(tmp_path, shape, size, focus):
    at = [place * full for place, full in zip(focus, shape, strict=True)]
    source = saved(tmp_path, circle(shape, (at[0], at[1]), 30))
    scale = max(side / full for side, full in zip(size, shape, strict=True))
    found = disc(draw(source, size, fit="crop", focus=list(focus)))
    for axis in (0, 1):
        half = size[axis] / 2
        middle = min(max(at[axis] * scale, half), shape[axis] * scale - half)
        expected = at[axis] * scale - middle + half
        # A disc over the picture's edge is cut there, and so is what can be measured of it.
        low, high = max(expected - 30 * scale, 0), min(expected + 30 * scale, size[axis])
        assert found[axis] == pytest.approx((low + high) / 2, abs=2)
        assert 0 <= expected <= size[axis]


def test_a_focus_off_the_middle_moves_the_window_all_the_way(tmp_path: Path):
    source = saved(tmp_path, circle((1600, 400), (480, 200), 40))
    assert disc(draw(source, SQUARE, focus=[0.3, 0.5]))[0] == pytest.approx(200, abs=1)
    fitted = ImageOps.fit(Image.open(source), SQUARE, centering=(0.3, 0.5))
    assert disc(fitted)[0] == pytest.approx(120, abs=2)  # sharing out would leave it aside


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [*SHAPES, (3000, 2), (2, 3000), (1, 1)])
def test_a_blurred_surround_covers_the_frame(tmp_path: Path, shape, size):
    source = saved(tmp_path, Image.new("RGB", shape, (200, 100, 50)))
    drawn = np.asarray(draw(source, size, fit="blur")).reshape(-1, 3)
    colours = np.unique(drawn, axis=0)
    # The picture's own colour and the darker one, nothing between at any edge, no black.
    assert {tuple(colour) for colour in colours} <= {(200, 100, 50), (130, 65, 32), (130, 65, 33)}


def test_blur_shows_the_whole_picture_sharp_over_a_soft_dark_one(tmp_path: Path):
    rng = np.random.default_rng(2)
    source = saved(tmp_path, Image.fromarray(rng.integers(90, 256, (900, 600, 3), dtype=np.uint8)))
    drawn = np.asarray(draw(source, WIDE, fit="blur"), dtype=float)
    inner = slice(200, 440)  # 600 x 900 in 640 x 360 is 240 wide
    with Image.open(source) as whole:
        expected = np.asarray(whole.resize((240, 360), Image.Resampling.LANCZOS))
    assert np.array_equal(drawn[:, inner], expected)
    outer = np.concatenate([drawn[:, :200], drawn[:, 440:]], axis=1)
    assert outer.std(axis=(0, 1)).max() < 0.1 * drawn[:, inner].std()
    assert 0.5 < outer.mean() / drawn[:, inner].mean() < 0.8
    border = np.concatenate([drawn[0, :200], drawn[-1, :200], drawn[:, 0]])
    assert border.min() > 0.9 * outer.mean()  # the blur does not darken towards the frame's edge


@pytest.mark.parametrize("shape", [(640, 360), (1280, 720), (1281, 720), (1280, 719), (1921, 1080)])
def test_a_picture_of_the_films_shape_has_no_surround(tmp_path: Path, shape):
    source = saved(tmp_path, noise(shape))
    assert draw(source, WIDE, fit="blur").tobytes() == draw(source, WIDE).tobytes()


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_of_grey_become_eight(tmp_path: Path, name: str):
    ramp = np.tile(np.linspace(0, 65535, 640).astype(np.uint16), (360, 1))
    drawn = np.asarray(draw(saved(tmp_path, Image.fromarray(ramp), name), WIDE))
    assert drawn[180, :, 0] == pytest.approx(np.linspace(0, 255, 640), abs=1)
    big = Image.frombytes("I;16B", (640, 360), ramp.astype(">u2").tobytes())
    assert np.array_equal(np.asarray(draw(saved(tmp_path, big, "b.tif"), WIDE)), drawn)


def test_cmyk_jpeg_and_a_turned_camera(tmp_path: Path):
    plain = circle((600, 300), (150, 75), 50)
    source = saved(tmp_path, plain.convert("CMYK"), "cmyk.jpg", quality=95)
    assert disc(draw(source, WIDE, fit="blur"))[:2] == pytest.approx((160, 100), abs=2)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right to be seen upright
    source = saved(tmp_path, plain, "turned.jpg", exif=exif, quality=95)
    x, y, *_ = disc(draw(source, (300, 600)))
    assert (x, y) == pytest.approx((225, 150), abs=2)
    # The focus is a place in the picture as it is seen.
    x, y, *_ = disc(draw(source, SQUARE, focus=[0.75, 0.25]))
    assert y == pytest.approx(200, abs=2)


@pytest.mark.parametrize("kind", ["png", "jpg", "tif", "gif", "webp", "bmp"])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5])
def test_a_truncated_file_is_refused_in_a_sentence(tmp_path: Path, kind: str, share: float):
    source = saved(tmp_path, noise((200, 200)), f"a.{kind}")
    data = source.read_bytes()
    source.write_bytes(data[: round(len(data) * share)])
    with pytest.raises(UserError, match=rf"a\.{kind} is not a whole picture"):
        draw(source, WIDE)


@pytest.mark.parametrize(
    "data",
    [
        b"P6 60 4x 255\n",  # ValueError
        b"<html>429 Too Many Requests</html>",
        b"GIF89a" + bytes(20),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(tmp_path: Path, data: bytes):
    source = tmp_path / "a.ppm"
    source.write_bytes(data)
    with pytest.raises(UserError, match="is not a whole picture") as refused:
        draw(source, WIDE)
    assert "\n" not in str(refused.value)


def test_a_decompression_bomb_is_refused_in_a_sentence(tmp_path: Path):
    source = saved(tmp_path, Image.new("1", (20000, 10000)))
    assert source.stat().st_size < 100_000
    with pytest.raises(
        UserError, match=r"a\.png has more than 179 million pixels: make it smaller"
    ):
        draw(source, WIDE)


# Every 997th value of a disc in 160 x 90, cropped around the focus and over its blurred copy.
GOLDEN = {
    "crop": [
        40, 120, 255, 255, 255, 255, 255, 255, 255, 40, 120, 60, 40, 120, 255, 255,
        255, 255, 255, 255, 255, 255, 120, 60, 40, 120, 60, 42, 255, 255, 255, 255,
        255, 255, 120, 60, 40, 120, 60, 40, 120, 60, 40, 120,
    ],
    "blur": [
        26, 79, 131, 165, 120, 60, 40, 120, 60, 40, 78, 39, 26, 78, 118, 165,
        165, 60, 40, 255, 60, 40, 120, 39, 26, 78, 39, 65, 161, 165, 70, 255,
        255, 254, 120, 60, 26, 78, 39, 26, 78, 39, 27, 120,
    ],
}  # fmt: skip


@pytest.mark.parametrize("fit", GOLDEN)
def test_golden_output_belongs_to_this_recipe(tmp_path: Path, fit: str):
    """When this fails on purpose, raise RECIPE and take the new numbers."""
    source = saved(tmp_path, circle((300, 400), (110, 260), 90))
    drawn = draw(source, (160, 90), fit=fit, focus=[0.4, 0.7]).tobytes()
    assert engine.RECIPE == 2
    off = np.subtract(list(drawn[::997]), GOLDEN[fit])
    assert np.abs(off).max() <= 1, list(drawn[::997])
