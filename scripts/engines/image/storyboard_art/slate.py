"""The slate: a clapper's stripes and a band with the prompt, at the top where no subtitle goes."""

from __future__ import annotations

from engines.image.storyboard_art.canvas import Canvas, ink
from media.text import Block, Style, draw, fit

PAPER, NIGHT = ink("#f6efe0"), ink("#10141d")


def slate(c: Canvas, prompt: str, note: str) -> None:
    """Lay the slate over the picture: the prompt in at most three lines, a short note beside it."""
    short = min(c.width, c.height)
    margin = round(c.width * 0.05)
    stripes = max(2, round(short * 0.016))
    size = max(7.0, (c.width * c.height) ** 0.5 * 0.027)
    aside = fit(note, c.width * 0.24, size, size * 0.62, 4, style=Style(600), align="right", max_lines=1)
    room = c.width - 2 * margin - round(c.width * 0.02)
    if c.width > c.height:
        room -= round(max(line.span for line in aside.lines) * aside.size + size)
    text = fit(
        prompt, room, size * 3.9, size, size * 0.62, style=Style(500), max_lines=3, line_height=1.28,
        valign="top",
    )  # fmt: skip
    rows = len(text.lines)
    first, last = text.origins[0][1], text.origins[-1][1]
    lead = round(size * 0.72)
    high = stripes + lead + round(last + size * 0.24) + lead
    if c.width <= c.height:
        high += round(size * 0.95)
    _band(c, stripes, high)
    _write(c, text, margin, stripes + lead)
    if c.width > c.height:
        y = stripes + lead + first - aside.origins[0][1]
        _write(c, aside, c.width - margin - round(c.width * 0.24), round(y), 0.62)
    else:
        y = high - round(size * 1.35)
        _write(c, aside, c.width - margin - round(c.width * 0.24), y, 0.62)
    del rows


def _band(c: Canvas, stripes: int, high: int) -> None:
    c.rgb[:, stripes:high] *= 0.30
    c.rgb[:, stripes:high] += (NIGHT * 0.70)[:, None, None]
    c.rgb[:, high : high + 1] = c.rgb[:, high : high + 1] * 0.5 + 0.5 * PAPER[:, None, None]
    c.rgb[:, :stripes] = NIGHT[:, None, None]
    step = stripes * 3.4
    shapes, x = [], -step
    while x < c.width + step:
        shapes.append([(x, stripes), (x + step / 2, stripes), (x + step / 2 + stripes, 0), (x + stripes, 0)])
        x += step
    c.polygon([[(px, min(py, stripes - 0.0)) for px, py in s] for s in shapes], PAPER, 0.92)
    c.rgb[:, stripes : stripes + 1] = NIGHT[:, None, None]


def _write(c: Canvas, block: Block, x: int, y: int, opacity: float = 1.0) -> None:
    made = draw(block)
    c.blend(PAPER, made.alpha * (opacity / 255.0), y + made.top, x + made.left)
