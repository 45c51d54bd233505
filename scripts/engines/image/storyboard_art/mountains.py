"""Mountains: ribs run down from a top, a lit and a shaded side, snow, haze at the foot."""

from __future__ import annotations

import numpy as np

from engines.image.storyboard_art.canvas import Canvas, ink, mix, ridge
from engines.image.storyboard_art.light import Light, ground
from engines.image.storyboard_art.noise import Dice, line, smooth, step
from engines.image.storyboard_art.pen import Pen, curved
from engines.image.storyboard_art.woods import firs


def peak(
    c: Canvas, light: Light, dice: Dice, x: float, foot: float, height: float, width: float,
    depth: float, kind: str = "rock", snow: float = 0.0, sun_left: bool = True,
    crater: bool = False,
) -> None:  # fmt: skip
    """Raise a mountain: ribs run down from its top, lit on the sun's side, snow on its upper part.

    `snow` is the share of its height under snow; a crater is a cut-off top.
    """
    along = np.abs(c.x - x) / width
    slope = np.clip(1.0 - along, 0.0, 1.0)
    body = slope * (0.62 + 0.38 * slope)
    body += (
        0.085 * line(dice, c.x / (width * 0.3), 5, 0.55) * smooth(along * 6.0) * smooth(slope * 3)
    )
    if crater:
        body = np.minimum(body, 0.84 + 0.015 * line(dice, c.x / (width * 0.05), 2))
    edge = (foot - height * body).astype(np.float32)
    y0, y1 = max(0, int(edge.min()) - 1), min(c.height, int(foot) + 1)
    x0, x1 = max(0, int(x - width * 1.05)), min(c.width, int(x + width * 1.05) + 1)
    if y0 >= y1 or x0 >= x1:
        return
    rows = np.arange(y0, y1, dtype=np.float32)[:, None] + 0.5
    columns = np.arange(x0, x1, dtype=np.float32)[None] + 0.5
    down = np.clip((rows - (foot - height)) / height, 0.0, 1.2)
    wander = line(dice, rows[:, 0] / (height * 0.3), 3, 0.45)[:, None] * width * 0.05 * (0.2 + down)
    across = (columns - x - wander) / (width * (down + 0.10))
    ribs = line(dice, np.arange(-1400, 1401, dtype=np.float32) / 260.0, 3, 0.5)
    sway = 60.0 * line(dice, rows[:, 0] / (height * 0.25), 3)[:, None] * down
    turn = np.clip(across * 700.0 + sway, -1399, 1398)
    rib = ribs[turn.astype(np.int64) + 1400]
    side = np.clip((-across if sun_left else across) * 2.2, -0.8, 0.8)
    lit = 0.75 * step(side + rib * 1.0, -0.16, 0.06) + 0.25 * step(side + rib * 1.3, -0.7, 0.5)
    local_far, local_near = ground(light, kind, depth), light.lit(ink("#2b3350"), depth)
    bright = mix(local_far, light.sun * light.tint, 0.20)
    dark = mix(local_far, local_near, 0.52)
    colour = dark[:, None, None] + lit[None] * (bright - dark)[:, None, None]
    if snow > 0.0:
        line_at = snow * (1.0 + 0.30 * rib + 0.10 * side)
        cover = step(line_at - down, -0.012, 0.02)
        white = mix(light.lit(ink("#ffffff"), min(1.0, depth + 0.35)), light.sun, 0.25)
        blue = mix(light.lit(ink("#9fb9d9"), min(1.0, depth + 0.2)), dark, 0.1)
        snow_colour = blue[:, None, None] + lit[None] * (white - blue)[:, None, None]
        colour = colour + cover[None] * (snow_colour - colour)
    haze = smooth((down - 0.45) / 0.6) * (0.75 - 0.45 * depth)
    colour = colour + haze[None] * (light.haze[:, None, None] - colour)
    mask = c._coverage(edge, y0, y1)[:, x0:x1]
    mask = mask * smooth((np.float32(foot) - rows) / np.float32(height * 0.05))
    c.blend(colour * (1.0 + 0.05 * c.paint[y0:y1, x0:x1]), mask, y0, x0)


def range_of_peaks(
    c: Canvas, light: Light, dice: Dice, foot: float, height: float, hero: float, kind: str,
    snow: float, sun_left: bool,
) -> None:  # fmt: skip
    """Raise a range in two depths, the highest peak at column `hero`, foothills before it."""
    far = dice.fork("far")
    for i in range(5):
        x = (i + far.between(0.15, 0.85)) / 5 * c.width
        size = height * far.between(0.42, 0.66)
        wide = size * far.between(1.2, 1.6)
        peak(c, light, far.fork(str(i)), x, foot, size, wide, 0.10, kind, snow, sun_left)
    gap = c.unit * 0.5
    near = dice.fork("near")
    flanks = [
        (-1, 1.9, 0.55),
        (1, 2.0, 0.6),
        (-1, near.between(0.8, 1.05), 0.70),
        (1, near.between(0.9, 1.2), 0.78),
        (0, 0, 1.0),
    ]
    for i, (side, away, tall) in enumerate(flanks):
        size = height * tall * (near.between(0.9, 1.05) if side else 1.0)
        x = hero + side * away * gap
        wide = size * near.between(1.1, 1.35)
        peak(
            c,
            light,
            near.fork(str(i)),
            x,
            foot,
            size,
            wide,
            0.30 + 0.05 * (i // 2),
            kind,
            snow,
            sun_left,
        )
    for i, (depth, high) in enumerate(((0.42, 0.15), (0.6, 0.07))):
        own = dice.fork(f"foothill{i}")
        edge = ridge(c, own, foot - height * high * 0.6, height * high * 0.7, 0.3, 0.6)
        colour = ground(light, "snow" if snow > 0.6 else "forest", depth)
        if snow > 0.6:
            colour = mix(colour, ground(light, kind, depth), 0.35)
        wood = firs(c, own.fork("firs"), edge, height * 0.085, 1.3) if i else edge
        c.contour(
            wood,
            mix(ground(light, "forest", depth), light.haze, 0.15) if i else colour,
            light.haze,
            span=height * (0.3 + high),
            shadow=0.1,
        )


def volcano(c: Canvas, light: Light, dice: Dice, x: float, horizon: float, left: bool) -> None:
    """Raise a volcano at work: a glowing crater, lava down its flank, ash in the wind."""
    height = min(c.unit * 0.40, horizon - c.height * 0.28)
    top = horizon - height * 0.84
    c.glow(x, top, c.unit * 0.8, ink("#ff6a2a"), 0.75)
    for i in range(26):
        t = i / 25
        px = (
            x
            + (0.04 + 0.5 * t) * t * c.unit * (1 if left else -1)
            + dice.between(-0.04, 0.04) * c.unit
        )
        py = top - t * (top - c.height * 0.16) + dice.between(-0.02, 0.02) * c.unit
        tone = mix(ink("#f0803f"), ink("#3a2530"), min(1.0, t * 2.2))
        c.disc(px, py, c.unit * (0.03 + 0.13 * t), mix(tone, light.haze, 0.15), 0.55)
    peak(
        c,
        light,
        dice.fork("cone"),
        x,
        horizon + c.unit * 0.03,
        height,
        height * 1.7,
        0.5,
        "lava",
        0.0,
        left,
        True,
    )
    pen = Pen(c, x, top + c.unit * 0.012, height)
    for at, bend, long in ((-0.06, -0.18, 0.62), (0.02, 0.07, 0.8), (0.08, 0.28, 0.55)):
        flow = curved(
            [
                (at, 0.0),
                (at + bend * 0.25, long * 0.3),
                (at + bend * 0.45, long * 0.6),
                (at + bend, long),
            ],
            False,
        )
        pen.line(flow, 0.045, ink("#e4532a"), 0.018)
        pen.line(flow, 0.022, ink("#ffc861"), 0.004)
    for px, py, s in dice.array(40, 3).tolist():
        c.disc(
            x + (px - 0.5) * c.unit * 0.42,
            top - py * c.unit * 0.26,
            c.unit * (0.0012 + 0.003 * s),
            ink("#ffd27a"),
            0.85 * (1 - py * 0.6),
        )
    c.glow(x, top, c.unit * 0.2, ink("#ffd27a"), 0.8)
