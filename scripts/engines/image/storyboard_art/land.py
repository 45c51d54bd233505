"""Bare land in sheets of paper: rolling hills, dunes, furrows, ways and roads."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, Colour, ink, mix, ridge
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, line, smooth, wave
from engines.image.storyboard_art.woods import copse


def hills(
    c: Canvas, light: Light, dice: Dice, top: float, bottom: float, kind: str, count: int = 5,
    near: float = 0.95, far: float = 0.12, rise: float = 0.045, bowl: float = 0.0,
    woods: str = "crowns",
) -> list[np.ndarray]:  # fmt: skip
    """Lay rolling hills from row `top` (far) to `bottom` (near); return their edges.

    `bowl` lifts both sides to make a valley; `woods` ("crowns", "firs", "") stand on the crests.
    """
    edges = []
    middle = c.width * dice.between(0.42, 0.58)
    for i in range(count):
        share = i / max(1, count - 1)
        depth = far + (near - far) * share
        own = dice.fork(str(i))
        y = top + (bottom - top) * share * (0.55 + 0.45 * share)
        edge = ridge(c, own, y, rise * c.unit * (0.6 + 0.9 * share), 0.5 + 0.45 * share, 0.42)
        out = (c.x - middle) / c.width * 2.0
        lean = own.between(-0.5, 0.5) + (0.7 if i % 2 else -0.7)
        edge = edge - bowl * c.unit * (out * out * 0.7 + out * lean * 0.4) * (0.4 + 0.6 * share)
        colour = ground(light, kind, depth)
        if woods and i < count - 1:
            copse(c, light, own.fork("copse"), edge, depth, 0.03 + 0.05 * share, woods)
        foot = mix(colour, light.haze, 0.34 * (1 - share) + 0.06)
        rim = mix(colour, light.sun, 0.30 * light.strength + 0.06)
        c.contour(edge, colour, foot, rim=rim, span=c.unit * (0.22 + 0.2 * share), shadow=0.16)
        edges.append(edge)
    return edges


def dunes(c: Canvas, light: Light, dice: Dice, top: float, bottom: float, count: int = 5) -> None:
    """Lay dunes: long crests, a bright and a shaded flank."""
    for i in range(count):
        share = i / max(1, count - 1)
        depth = 0.15 + 0.8 * share
        own = dice.fork(str(i))
        y = top + (bottom - top) * share * (0.6 + 0.4 * share)
        cell = c.unit * (0.55 + 0.5 * share)
        crest = (
            wave(c.x / (cell * 2.3) + own.between(0, 1)) * 0.6 + line(own, c.x / cell, 2, 0.3) * 0.5
        )
        edge = (y - c.unit * (0.03 + 0.045 * share) * crest).astype(np.float32)
        colour = ground(light, "desert", depth)
        bright = mix(mix(colour, light.sun, 0.22), ink("#ffd79a"), 0.12)
        c.contour(
            edge,
            bright,
            colour,
            rim=mix(bright, light.sun, 0.4),
            span=c.unit * (0.1 + 0.12 * share),
            shadow=0.3,
        )


def furrows(
    c: Canvas, light: Light, top: float, focus: float, kind: str, colour: Colour | None = None
) -> None:
    """Rule a field from row `top` down with furrows that meet at column `focus`."""
    y0 = int(top)
    rows = np.arange(y0, c.height, dtype=np.float32)[:, None] + 0.5 - np.float32(top)
    deep = rows / max(1.0, c.height - top) + 0.02
    across = (np.arange(c.width, dtype=np.float32)[None] - np.float32(focus)) / c.unit / deep
    fine = np.clip(deep * 3.0 - 0.05, 0, 1)
    ridge_light = wave(across * 3.2 + 0.13 * wave(deep * 1.3)) * fine
    base = ground(light, kind, 0.8) if colour is None else colour
    c.blend(mix(base, light.sun, 0.35), np.clip(ridge_light, 0, 1) * 0.34, y0)
    c.blend(mix(base, ink("#1a1a22"), 0.5), np.clip(-ridge_light, 0, 1) * 0.34, y0)


def path(
    c: Canvas, dice: Dice, top: float, x_far: float, x_near: float, wide: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (depth, centre, half width) for rows `top` to the bottom of a winding way."""
    rows = np.arange(int(top), c.height, dtype=np.float32) + 0.5
    deep = ((rows - top) / max(1.0, c.height - top)).astype(np.float32)
    bend = wave(1.25 / (0.42 + deep) + dice.between(0, 1))
    swing = c.unit * (0.02 + 0.34 * deep) * (1.08 - deep)
    centre = x_far + (x_near - x_far) * smooth(deep) + bend * swing
    half = c.unit * (0.003 + wide * deep * deep * 0.75 + 0.05 * deep)
    return deep, centre, half


def road(c: Canvas, light: Light, dice: Dice, top: float, x_far: float, x_near: float) -> None:
    """Lay a road from row `top` to the viewer, with a broken line along its middle."""
    deep, centre, half = path(c, dice, top, x_far, x_near, 0.24)
    columns = np.arange(c.width, dtype=np.float32)[None] + 0.5
    away = columns - centre[:, None]
    far = np.abs(away) - half[:, None]
    y0 = int(top)
    tar = mix(light.lit(ink("#5d5a63"), 0.6), light.lit(ink("#3c3b47"), 1.0), 0.5)
    verge = light.lit(ink("#cdb98c"), 0.75)
    c.blend(verge, np.clip(0.5 + half[:, None] * 0.22 - far, 0, 1) * 0.6, y0)
    colour = (
        light.haze[:, None, None]
        + smooth(deep * 2.2)[None, :, None] * (tar - light.haze)[:, None, None]
    )
    c.blend(colour, np.clip(0.5 - far, 0, 1), y0)
    dash = wave(3.4 / (0.12 + deep)) > -0.1
    line_mask = np.clip(0.5 + half[:, None] * 0.035 - np.abs(away), 0, 1) * dash[:, None]
    c.blend(light.lit(ink("#f5e9c8"), 0.95), line_mask * 0.85, y0)
    edge_mask = np.clip(0.5 + half[:, None] * 0.02 - np.abs(far + half[:, None] * 0.1), 0, 1)
    c.blend(light.lit(ink("#f5e9c8"), 0.95), edge_mask * 0.5, y0)
