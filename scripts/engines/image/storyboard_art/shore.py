"""Where sea meets land and ice: headlands, beaches, icebergs, glaciers."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, line, smooth, step, wave
from engines.image.storyboard_art.pen import outline
from engines.image.storyboard_art.water import perspective_streaks


def headland(c: Canvas, light: Light, dice: Dice, horizon: float, hero: float, left: bool) -> float:
    """Run a rocky coast into the sea on the hero's side; return the row of its top there."""
    side = 1.0 if hero > c.width / 2 else -1.0
    top = horizon
    for i, (reach, rise, depth, foot) in enumerate(
        ((0.62, 0.05, 0.3, 0.015), (0.36, 0.10, 0.62, 0.075), (0.2, 0.055, 0.9, 0.16))
    ):
        own = dice.fork(str(i))
        inland = (c.x / c.width if side > 0 else 1.0 - c.x / c.width) - (1.0 - reach)
        body = smooth(inland / (reach * 0.8)) * (
            1.0 + 0.25 * line(own, c.x / (c.unit * 0.10), 5, 0.55)
        )
        base = horizon + c.unit * foot
        edge = (base + c.unit * 0.012 - c.unit * rise * 1.35 * body).astype(np.float32)
        colour = mix(ground(light, "rock", depth), ground(light, "green", depth), 0.45)
        c.contour(
            edge, colour, mix(colour, ink("#10151f"), 0.45),
            bottom=base + c.unit * 0.012, fade=c.unit * 0.014, rim=mix(colour, light.sun, 0.25),
            span=c.unit * rise * 1.4, shadow=0.0, texture=0.12,
        )  # fmt: skip
        if i == 1:
            at = int(min(c.width - 1, max(0, hero + (hero - c.width / 2) * 0.6)) * 3)
            top = float(edge[at]) + c.unit * 0.006
    return top


def beach(c: Canvas, light: Light, dice: Dice) -> None:
    """Lay sand along the lower edge, foam where the sea ends."""
    y = c.height * 0.91
    edge = y - c.unit * 0.03 * line(dice, c.x / (c.unit * 0.8), 3, 0.35)
    sand = light.lit(ink("#ecd3a0"), 0.95)
    for lift, share in ((0.022, 0.35), (0.010, 0.8)):
        ragged = (
            edge
            - c.unit * lift
            - c.unit * 0.006 * line(dice.fork(str(lift)), c.x / (c.unit * 0.05), 3)
        )
        c.contour(
            ragged.astype(np.float32),
            mix(light.cloud[0], ink("#ffffff"), 0.4),
            opacity=share,
            shadow=0.0,
        )
    c.contour(
        edge.astype(np.float32),
        mix(sand, ink("#6b4a2e"), 0.3),
        sand,
        span=c.unit * 0.07,
        shadow=0.0,
        texture=0.08,
    )


def icebergs(c: Canvas, light: Light, dice: Dice, horizon: float, hero: float, left: bool) -> None:
    """Float icebergs: facets of white and blue, a pale green foot under water."""
    for i, (x, y, size) in enumerate(((0.16, 0.02, 0.10), (0.86, 0.03, 0.08), (0.0, 0.14, 0.30))):
        own = dice.fork(str(i))
        px = hero if i == 2 else c.width * (x if left else 1 - x)
        foot = horizon + c.unit * y
        tall = c.unit * size
        left_edge, right_edge = -1.05, 1.0
        crest = [
            (left_edge, 0.0),
            (-0.86, -0.28),
            (-0.55, -0.4),
            (-0.36, -0.82),
            (-0.1, -1.0),
            (0.12, -0.72),
            (0.34, -0.66),
            (0.6, -0.3),
            (0.85, -0.22),
            (right_edge, 0.0),
        ]
        crest = [(a + own.between(-0.05, 0.05), b * own.between(0.85, 1.12)) for a, b in crest]
        spine = outline("-0.1,-0.95 -0.2,-0.6 0.02,-0.4 -0.12,0.0")
        sea_tone = light.lit(ink("#4fb3bd"), 0.9)
        points = [(px + a * tall, foot - b * tall * 0.42) for a, b in crest]
        c.polygon(points, sea_tone, 0.4)
        white, blue = light.lit(ink("#fbfdff"), 0.95, 0.4), light.lit(ink("#8fbbd9"), 0.9, 0.5)
        c.polygon([(px + a * tall, foot + b * tall) for a, b in crest], white if left else blue)
        ridge_at = crest.index(min(crest, key=lambda p: p[1]))
        shade = [*crest[ridge_at:], *spine[::-1]]
        c.polygon([(px + a * tall, foot + b * tall) for a, b in shade], blue if left else white)
        for a, b, d, e in (
            (-0.5, -0.38, -0.62, 0.0),
            (0.34, -0.64, 0.42, 0.0),
            (-0.32, -0.75, -0.36, -0.3),
        ):
            thin = [
                (px + a * tall, foot + b * tall),
                (px + (a + d) / 2 * tall + tall * 0.03, foot + (b + e) / 2 * tall),
                (px + d * tall, foot + e * tall),
                (px + (a + d) / 2 * tall - tall * 0.015, foot + (b + e) / 2 * tall),
            ]
            c.polygon(thin, mix(blue, ink("#2f6f9c"), 0.4), 0.55)


def glacier(c: Canvas, light: Light, dice: Dice, horizon: float, hero: float) -> None:
    """Let a tongue of blue ice flow down from the range to the viewer, torn by crevasses."""
    top = horizon - c.unit * 0.005
    rows = np.arange(int(top), c.height, dtype=np.float32) + 0.5
    deep = ((rows - top) / (c.height - top)).astype(np.float32)
    aim = c.width * 0.5 + (c.width / 2 - hero) * 0.2
    bend = wave(deep * 0.9 + dice.between(0, 1)) * c.unit * 0.10 * (deep + 0.15)
    centre = hero + (aim - hero) * smooth(deep) + bend
    half = c.unit * (0.05 + 0.12 * deep + 0.36 * deep * deep)
    half = half * (1.0 + 0.07 * line(dice, deep * 16.0, 3))
    columns = np.arange(c.width, dtype=np.float32)[None] + 0.5
    across = (columns - centre[:, None]) / half[:, None]
    y0 = int(top)
    soft = np.clip((1.0 - np.abs(across)) * half[:, None] + 0.5, 0, 1) * smooth(deep * 9.0)[:, None]
    far, near = light.lit(ink("#d5ecf5"), 0.6), light.lit(ink("#6db9da"), 0.95, 0.4)
    colour = far[:, None, None] + smooth(deep * 1.2)[None, :, None] * (near - far)[:, None, None]
    moraine = np.clip((1.10 - np.abs(across)) * half[:, None], 0, 1) * smooth(deep * 9.0)[:, None]
    c.blend(light.lit(ink("#6a7f9a"), 0.8), moraine * 0.55, y0)
    c.blend(colour, soft, y0)
    marks = perspective_streaks(c, dice.fork("torn"), y0, 0.10)
    c.blend(light.lit(ink("#1f74a6"), 0.95, 0.3), soft * step(marks, 0.32, 0.5) * 0.62, y0)
    c.blend(light.lit(ink("#f6fcff"), 0.95, 0.3), soft * step(-marks, 0.2, 0.5) * 0.6, y0)
    side = np.clip(across if hero < c.width / 2 else -across, -1, 1)
    c.blend(light.lit(ink("#20527f"), 0.95, 0.3), soft * step(side, 0.1, 1.1) * 0.4, y0)
