"""Water: open sea in paper waves, a path of light, rivers, lakes, what is under it."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, Colour, ink, mix
from engines.image.storyboard_art.land import path
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, field, line, smooth, step, wave


def sea(
    c: Canvas, light: Light, dice: Dice, horizon: float, sun_x: float | None, rough: float = 0.5
) -> None:
    """Lay the sea from the horizon to the viewer, waves growing; the sun's path if it has one."""
    far, near = light.water
    y0 = int(horizon)
    deep = c.height - y0
    middle = mix(far, near, 0.55)
    stops = [(0.0, mix(far, light.sky[-1], 0.35)), (0.12, far), (0.45, middle), (1.0, near)]
    c.rgb[:, y0:] = c.gradient(stops, y0, c.height)
    _ripples(c, light, dice.fork("ripples"), y0)
    for i in range(9):
        share = (i + 0.6) / 9
        own = dice.fork(str(i))
        y = horizon + deep * share * (0.25 + 0.75 * share)
        cell = c.unit * (0.10 + 0.42 * share)
        swell = wave(
            c.x / (cell * 1.9) + own.between(0, 1) + 0.35 * line(own, c.x / (cell * 2.2), 2)
        )
        swell = 0.55 - np.abs(swell) * 0.9 + 0.45 * line(own, c.x / cell, 3)
        edge = (y - c.unit * (0.002 + 0.02 * share) * (0.4 + rough) * swell).astype(np.float32)
        tone = mix(mix(far, near, 0.12 + 0.86 * share), light.haze, 0.22 * (1 - share))
        crest = mix(tone, light.cloud[0], 0.16 + 0.22 * (1 - share))
        c.contour(
            edge, tone, mix(tone, near, 0.4), rim=crest if i else None,
            bottom=min(c.height + 60.0, y + deep * 0.3 + 4), fade=deep * 0.26, span=deep * 0.25,
            opacity=0.75, shadow=0.16 * share, texture=0.05,
        )  # fmt: skip
    if sun_x is not None:
        glitter(c, light, dice.fork("glitter"), horizon, sun_x)
    c.blend(
        mix(light.haze, light.sky[-1], 0.5),
        _line_of_haze(c, horizon),
        max(0, y0 - int(c.unit * 0.02)),
    )


def _line_of_haze(c: Canvas, horizon: float) -> np.ndarray:
    top = max(0, int(horizon) - int(c.unit * 0.02))
    rows = np.arange(top, min(c.height, int(horizon + c.unit * 0.05)), dtype=np.float32)[:, None]
    far = (rows - horizon) / (c.unit * 0.045)
    shape = np.clip(1.0 - far * far, 0, 1)
    return np.broadcast_to(shape * shape * 0.5, (len(rows), c.width))


def _ripples(c: Canvas, light: Light, dice: Dice, y0: int) -> None:
    marks = perspective_streaks(c, dice, y0, 0.32)
    c.blend(mix(light.water[0], light.cloud[0], 0.45), step(marks, 0.35, 0.9) * 0.22, y0)
    c.blend(mix(light.water[1], ink("#04101c"), 0.25), step(-marks, 0.4, 0.95) * 0.18, y0)


def perspective_streaks(c: Canvas, dice: Dice, y0: int, size: float) -> np.ndarray:
    """Return streaks for rows y0 to the bottom that grow towards the viewer, about [-1, 1]."""
    rows = c.height - y0
    base = field(dice, c.width * 2, 640, (c.unit * size, 10.0), 3)
    deep = (np.arange(rows, dtype=np.float32) + 1.0) / rows
    # Equal steps of 1/deep are equal steps on the water: near the horizon they crowd.
    turn = np.clip((1.0 - 0.3 / (0.3 + deep)) * 1.3 * 638.0, 0, 638)
    low = turn.astype(np.int64)
    share = (turn - low)[:, None].astype(np.float32)
    rows_of = base[low] * (1 - share) + base[low + 1] * share
    out = np.empty((rows, c.width), np.float32)
    grow = 0.35 + 0.65 * deep
    columns = np.arange(c.width, dtype=np.float32) - c.width / 2
    for row in range(rows):
        at = columns / grow[row] * 0.62 + c.width
        out[row] = rows_of[row, np.clip(at, 0, 2 * c.width - 1).astype(np.int64)]
    return out


def glitter(c: Canvas, light: Light, dice: Dice, horizon: float, x: float) -> None:
    """Lay the path of light of a sun or moon at column x on the water."""
    y0 = int(horizon)
    marks = perspective_streaks(c, dice, y0, 0.16)
    rows = c.height - y0
    deep = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
    wide = c.unit * (0.055 + 0.26 * deep)
    far = (np.arange(c.width, dtype=np.float32)[None] - x) / wide
    path = np.clip(1.0 - far * far * 0.5, 0, 1)
    path *= path
    fade = (1.0 - deep) * 0.65 + 0.35
    soft = path * path * (1.0 - deep) * 0.45
    c.blend(mix(light.glow, light.sun, 0.4), soft * light.strength * 1.2, y0)
    sharp = step(marks + 0.75 * path - 0.35, 0.15, 0.5) * path * fade
    c.blend(light.sun, sharp * min(1.0, 0.45 + light.strength * 0.6), y0)


def river(
    c: Canvas, light: Light, dice: Dice, top: float, x_far: float, x_near: float, wide: float = 0.3
) -> None:
    """Let a river wind from row `top` at x_far to the bottom at x_near, widening."""
    deep, centre, half = path(c, dice, top, x_far, x_near, wide)
    wobble = line(dice, deep * 14.0, 3) * half * 0.16
    columns = np.arange(c.width, dtype=np.float32)[None] + 0.5
    far = np.abs(columns - (centre + wobble)[:, None]) - half[:, None]
    y0 = int(top)
    bank = ground(light, "green", 0.9)
    c.blend(
        mix(bank, ink("#10161c"), 0.35),
        np.clip(1.0 - far / (c.unit * (0.006 + 0.03 * deep))[:, None], 0, 1) * 0.45,
        y0,
    )
    water_far, water_near = (
        mix(light.water[0], light.sky[-1], 0.45),
        mix(light.water[1], light.water[0], 0.5),
    )
    colour = (
        water_far[:, None, None]
        + smooth(deep * 1.15)[None, :, None] * (water_near - water_far)[:, None, None]
    )
    inside = np.clip(0.5 - far, 0, 1)
    c.blend(colour, inside, y0)
    marks = perspective_streaks(c, dice.fork("marks"), y0, 0.12)
    c.blend(mix(light.cloud[0], light.sky[-1], 0.4), inside * step(marks, 0.2, 0.8) * 0.4, y0)
    c.blend(mix(light.water[1], ink("#06121c"), 0.2), inside * step(-marks, 0.3, 0.9) * 0.3, y0)
    rim = np.clip(1.0 - np.abs(far + 1.5) / (c.unit * (0.001 + 0.005 * deep))[:, None], 0, 1)
    c.blend(light.cloud[0], rim * 0.35, y0)


def beneath(c: Canvas, dice: Dice) -> None:
    """Fill the sheet with water seen from inside: shafts of light, a bed of reefs."""
    stops = [
        (0.0, ink("#7fd3cf")),
        (0.2, ink("#2a9bb0")),
        (0.6, ink("#0d5378")),
        (1.0, ink("#062a4a")),
    ]
    c.rgb[:] = c.gradient(stops, 0, c.height) * (1.0 + 0.04 * c.paint)
    rows = np.arange(c.height, dtype=np.float32)[:, None] / c.height
    columns = np.arange(c.width, dtype=np.float32)[None] - c.width * dice.between(0.3, 0.7)
    angle = columns / (c.unit * (0.35 + rows * 0.9))
    beams = line(dice, np.arange(4001, dtype=np.float32) / 160.0, 3)
    shaft = beams[np.clip(angle * 700 + 2000, 0, 4000).astype(np.int64)]
    c.blend(ink("#d8fff2"), step(shaft, 0.1, 0.9) * np.clip(0.95 - rows * 1.2, 0, 1) * 0.34)
    for i, y in enumerate((0.74, 0.83, 0.92)):
        own = dice.fork(f"bed{i}")
        edge = c.height * y - c.unit * 0.07 * line(own, c.x / (c.unit * (0.22 + 0.1 * i)), 5, 0.55)
        colour = mix(ink("#1b6d8c"), ink("#04182c"), 0.25 + 0.35 * i)
        c.contour(
            edge.astype(np.float32),
            colour,
            ink("#041628"),
            rim=mix(colour, ink("#6fd0c4"), 0.25),
            span=c.unit * 0.3,
        )


def mirror(c: Canvas, y: float, depth: float, tint: Colour) -> None:
    """Reflect what is above row y in still water below it, fading over `depth` pixels."""
    y0 = int(y)
    rows = min(c.height - y0, int(depth), y0)
    if rows < 2:
        return
    upside = c.rgb[:, y0 - rows : y0][:, ::-1].copy()
    fade = np.clip(1.0 - np.arange(rows, dtype=np.float32)[:, None] / rows, 0, 1) * 0.55
    c.blend(upside * 0.82 + tint[:, None, None] * 0.18, np.broadcast_to(fade, (rows, c.width)), y0)


def lake(c: Canvas, light: Light, dice: Dice, horizon: float, sun_x: float | None) -> None:
    """Lay still water from the horizon down: it mirrors what stands behind it."""
    y0 = int(horizon)
    far, near = light.water
    c.rgb[:, y0:] = c.gradient(
        [(0.0, mix(far, light.haze, 0.3)), (0.5, mix(far, near, 0.55)), (1.0, near)], y0, c.height
    )
    mirror(c, y0, c.height - y0, mix(far, near, 0.5))
    marks = perspective_streaks(c, dice, y0, 0.4)
    c.blend(mix(far, light.cloud[0], 0.4), step(marks, 0.3, 0.9) * 0.16, y0)
    c.blend(mix(near, ink("#04101c"), 0.2), step(-marks, 0.3, 0.95) * 0.16, y0)
    if sun_x is not None:
        glitter(c, light, dice.fork("glitter"), horizon, sun_x)
