"""Pictures with a photograph's detail, drawn from a seed: sky, clouds, ridges, water, grain.

Flat colour would flatter every encoder. These cost bits as photographs do, and are the same on
every machine.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_GRAIN = 2.0  # standard deviation of the sensor's noise, in steps of 255


def draw_picture(path: Path, number: int, width: int, height: int) -> None:
    """Write the landscape of seed `number` as PNG."""
    rng = np.random.default_rng(number)
    picture = _sky(rng, width, height)
    layers = int(rng.integers(3, 6))
    for layer in range(layers):
        _ridge(picture, rng, (layer + 1) / layers)
    _water(picture, rng)
    picture += rng.normal(0, _GRAIN, picture.shape[:2])[..., None]
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8), "RGB")
    _title(image, f"Scene {number:03}")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, compress_level=4)


def noise(
    rng: np.random.Generator, width: int, height: int, cells: int, roughness: float = 0.55
) -> np.ndarray:
    """Return fractal noise from 0 to 1: octaves from `cells` across down to two pixels."""
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    while cells < width / 2:
        grid = rng.random((max(2, cells * height // width), cells), np.float32)
        octave = Image.fromarray(grid, "F").resize((width, height), Image.Resampling.BICUBIC)
        total += weight * np.asarray(octave)
        weight, cells = weight * roughness, cells * 2
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low)


def _sky(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    top = rng.uniform((20, 50, 110), (70, 120, 200))
    low = rng.uniform((170, 130, 90), (250, 220, 200))
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sky = np.broadcast_to(top + (low - top) * down, (height, width, 3)).astype(np.float32)
    clouds = np.clip(noise(rng, width, height, 7) * 2.4 - 1.1, 0, 1)[..., None]
    return sky + (np.float32(245) - sky) * clouds * 0.8


def _ridge(picture: np.ndarray, rng: np.random.Generator, nearness: float) -> None:
    # Nearer ridges are lower, darker and rougher; farther ones fade into the air.
    height, width = picture.shape[:2]
    line = noise(rng, width, height, 3)[height // 2]
    crest = height * (0.25 + 0.45 * nearness + 0.22 * (0.5 - line))
    inside = np.arange(height)[:, None] >= crest[None, :]
    ground = rng.uniform((40, 60, 35), (110, 110, 80))
    texture = (noise(rng, width, height, 12, 0.8)[..., None] - 0.5) * (40 + 110 * nearness)
    air = np.float32(190) * (1 - nearness)
    colour = ground * (0.35 + 0.65 * nearness) + air + texture
    picture[inside] = colour[inside]


def _water(picture: np.ndarray, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    shore = int(height * rng.uniform(0.78, 0.88))
    depth = height - shore
    mirrored = picture[shore - depth : shore][::-1]
    ripples = (noise(rng, width, depth, 60)[..., None] - 0.5) * 60
    picture[shore:] = mirrored * 0.6 + np.array((10, 30, 45)) + ripples


def _title(image: Image.Image, text: str) -> None:
    size = image.height / 14
    font = ImageFont.load_default(size)
    at = (image.width * 0.05, image.height * 0.08)
    ImageDraw.Draw(image).text(at, text, "white", font, stroke_width=2, stroke_fill="black")
