"""The slate: a clapper's stripes and a band with the prompt, at the top where no subtitle goes."""

from __future__ import annotations

from engines.image.storyboard_art.canvas import Canvas, ink
from media.text import Block, Style, draw, fit

PAPER, NIGHT = ink("#f6efe0"), ink("#10141d")


def slate(c: Canvas, prompt: str, note: str) -> None:
    """Lay the slate over the picture: the prompt in at most three lines, a short note beside it.

    In a tall picture the note stands under the prompt.
    """
    wide = c.width > c.height
    margin = round(c.width * 0.05)
    stripes = max(2, round(min(c.width, c.height) * 0.016))
    size = max(7.0, (c.width * c.height) ** 0.5 * 0.027)
    small = size * 0.62
    room = c.width - 2 * margin
    aside = fit(
        note, room * 0.3, size, small, 2, style=Style(600), align="right", valign="top", max_lines=1
    )
    lead = round(size * 0.72)
    if wide:
        room -= round(aside.lines[0].span * aside.size + 1.5 * size)
    text = fit(
        prompt, room, size * 4.2, size, small, style=Style(500), max_lines=3, line_height=1.28,
        valign="top",
    )  # fmt: skip
    low = stripes + lead + text.origins[-1][1] + size * 0.24
    _band(c, stripes, round(low + lead + (0 if wide or not note else small * 1.3)))
    _write(c, text, margin, stripes + lead)
    row = stripes + lead + text.origins[0][1] if wide else low + small * 1.2
    left = c.width - margin - round(aside.width)
    _write(c, aside, left, round(row - aside.origins[0][1]), 0.62)


def _band(c: Canvas, stripes: int, bottom: int) -> None:
    bottom = min(bottom, c.height - 1)
    c.rgb[:, stripes:bottom] *= 0.30
    c.rgb[:, stripes:bottom] += (NIGHT * 0.70)[:, None, None]
    c.rgb[:, bottom] = c.rgb[:, bottom] * 0.5 + 0.5 * PAPER[:, None]
    c.rgb[:, :stripes] = NIGHT[:, None, None]
    pitch = stripes * 3.4
    lefts = [pitch * i for i in range(-1, int(c.width / pitch) + 2)]
    foot = stripes - 1.0
    bars = [
        [(x, foot), (x + pitch / 2, foot), (x + pitch / 2 + foot, 0.0), (x + foot, 0.0)]
        for x in lefts
    ]
    c.polygon(bars, PAPER, 0.92)


def _write(c: Canvas, block: Block, x: int, y: int, opacity: float = 1.0) -> None:
    made = draw(block)
    c.blend(PAPER, made.alpha * (opacity / 255.0), y + made.top, x + made.left)
