"""Round bodies in space: a lit sphere, the Earth, the Moon; and a rocket."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.noise import Dice, field, smooth, step
from engines.image.storyboard_art.pen import Pen, blob, curved

Ball = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int]


def _sphere(c: Canvas, x: float, y: float, radius: float) -> Ball | None:
    """Return (nx, ny, nz, coverage, top, left) for the pixels of a ball, or None outside."""
    left, top = max(0, int(x - radius) - 2), max(0, int(y - radius) - 2)
    right, bottom = min(c.width, int(x + radius) + 3), min(c.height, int(y + radius) + 3)
    if left >= right or top >= bottom:
        return None
    nx = ((np.arange(left, right, dtype=np.float32) + np.float32(0.5 - x)) / np.float32(radius))[
        None
    ]
    ny = ((np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - y)) / np.float32(radius))[
        :, None
    ]
    far = nx * nx + ny * ny
    nz = np.sqrt(np.maximum(1.0 - far, 0.0))
    cover = np.clip((1.0 - np.sqrt(far)) * np.float32(radius) + 0.5, 0, 1)
    return nx + 0 * ny, ny + 0 * nx, nz, cover, top, left


def _wrapped(texture: np.ndarray, nx: np.ndarray, ny: np.ndarray, nz: np.ndarray) -> np.ndarray:
    """Return a flat texture's values on the ball: squeezed towards its rim."""
    h, w = texture.shape
    grow = 1.5 / (nz + 0.55)
    u = np.clip((nx * grow / 2.9 + 0.5) * (w - 1), 0, w - 1).astype(np.int64)
    v = np.clip((ny * grow / 2.9 + 0.5) * (h - 1), 0, h - 1).astype(np.int64)
    return texture[v, u]


def earth(c: Canvas, dice: Dice, x: float, y: float, radius: float, sun_left: bool) -> None:
    """Paint the Earth: seas, land, weather, the night side, its thin bright air."""
    side = -1.0 if sun_left else 1.0
    c.glow(x + side * radius * 0.12, y - radius * 0.06, radius * 1.42, ink("#5fb0ef"), 0.55)
    ball = _sphere(c, x, y, radius)
    if ball is None:
        return
    nx, ny, nz, cover, top, left = ball
    size = int(radius * 2.6)
    cell = radius * 0.85
    shape = _wrapped(field(dice.fork("land"), size, size, (cell, cell), 6), nx, ny, nz)
    swirl = field(dice.fork("swirl"), size, size, (cell * 0.8, cell * 0.5), 3)
    sky = field(dice.fork("cloud"), size, size, (cell * 0.9, cell * 0.32), 6)
    clouds = _wrapped(sky + 0.35 * swirl, nx, ny, nz)
    light = nx * side * 0.72 - ny * 0.38 + nz * 0.58
    day = smooth((light + 0.12) / 0.62)
    land = step(shape, 0.16, 0.20)
    coast = step(shape, 0.04, 0.18)
    dry = step(_wrapped(swirl, nx, ny, nz) - np.abs(ny) * 0.5, -0.1, 0.4)
    sea = mix3(ink("#0b3a73"), ink("#1d7fae"), coast)
    soil = mix3(ink("#3f7a4a"), ink("#c9a262"), dry)
    ice = step(np.abs(ny) + 0.12 * shape, 0.86, 0.93)
    colour = sea + land[None] * (soil - sea)
    colour = colour + ice[None] * (ink("#eef6fa")[:, None, None] - colour)
    shine = np.clip(1.0 - ((nx - side * 0.42) ** 2 + (ny + 0.3) ** 2) * 5.0, 0, 1)
    colour = colour + (shine * shine * 0.35 * (1 - land))[None] * (
        ink("#fff4d8")[:, None, None] - colour
    )
    veil = step(clouds, -0.02, 0.5) * 0.94
    colour = colour * (1.0 - 0.25 * step(clouds, -0.1, 0.3)[None])
    colour = colour + veil[None] * (ink("#fbfbf8")[:, None, None] - colour)
    night = ink("#050b1c")[:, None, None]
    colour = night + day[None] * (colour * (0.78 + 0.3 * np.clip(light, 0, 1))[None] - night)
    rim = (1.0 - nz) ** 2 * (1.0 - nz)
    colour = colour + (rim * (0.12 + 0.85 * day))[None] * (ink("#9fdcff")[:, None, None] - colour)
    c.blend(colour.astype(np.float32), cover, top, left)


def mix3(a: np.ndarray, b: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return a field of colours between a and b."""
    return a[:, None, None] + share[None] * (b - a)[:, None, None]


def ball(
    c: Canvas, dice: Dice, x: float, y: float, radius: float, code: str, dark: str,
    sun_left: bool, craters: bool = True, soft: bool = False,
) -> None:  # fmt: skip
    """Paint a moon, a banded planet or (soft) a plain ball in a lit room."""
    made = _sphere(c, x, y, radius)
    if made is None:
        return
    nx, ny, nz, cover, top, left = made
    size = max(24, int(radius * 2.6))
    cell = (radius * 0.5, radius * 0.5) if craters else (radius * 2.2, radius * 0.22)
    marks = _wrapped(field(dice, size, size, cell, 5), nx, ny, nz)
    light = nx * (-0.78 if sun_left else 0.78) - ny * 0.36 + nz * 0.5
    day = smooth((light + (0.9 if soft else 0.06)) / (1.8 if soft else 0.75))
    tone = mix3(ink(code), ink(dark), step(marks, -0.25, 0.5) * (0.0 if soft else 0.7))
    night = (ink(dark) * (0.7 if soft else 0.0) + ink("#05070f"))[:, None, None]
    colour = night + day[None] * (tone - night)
    c.blend(colour.astype(np.float32), cover, top, left)


def rocket(c: Canvas, x: float, y: float, size: float, flip: bool) -> None:
    """Fly a rocket up and aside, on a long tapering flame."""
    import math

    turn = 0.5 * (-1 if flip else 1)
    cos, sin = math.cos(turn), math.sin(turn)
    pen = Pen(c, x, y, size)

    def turned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(a * cos - b * sin, a * sin + b * cos) for a, b in points]

    for wide, long, code, share in (
        (0.30, 2.6, "#ff9a4a", 0.22),
        (0.19, 1.9, "#ffc46a", 0.5),
        (0.1, 1.1, "#fff3cf", 0.95),
    ):
        pen.fill(
            turned(
                curved(
                    [
                        (-wide * 0.6, 0.5),
                        (-wide, 0.75),
                        (0.0, 0.5 + long),
                        (wide, 0.75),
                        (wide * 0.6, 0.5),
                    ]
                )
            ),
            ink(code),
            share,
        )
    gx, gy = turned([(0.0, 0.6)])[0]
    pen.glow(gx, gy, 1.3, ink("#ffb060"), 0.6)
    red, white = ink("#c2473c"), ink("#f5efe2")
    for s in (-1, 1):
        pen.fill(
            turned(curved([(0.14 * s, 0.1), (0.36 * s, 0.42), (0.34 * s, 0.62), (0.13 * s, 0.46)])),
            mix(red, ink("#3a1520"), 0.25 if s < 0 else 0.0),
        )
    body = blob("0.0,-0.85 0.16,-0.5 0.2,0.0 0.14,0.5 -0.14,0.5 -0.2,0.0 -0.16,-0.5")
    pen.shaded(turned(body), white, mix(white, ink("#4a5674"), 0.6))
    pen.fill(turned(blob("0.0,-0.86 0.13,-0.58 0.0,-0.55 -0.13,-0.58")), red)
    wx, wy = turned([(0.0, -0.22)])[0]
    pen.disc(wx, wy, 0.1, mix(white, ink("#2c3854"), 0.7))
    pen.disc(wx, wy, 0.07, ink("#8fd0e8"))
