"""The colours that things share, and how light and haze change them."""

from __future__ import annotations

from engines.image.storyboard_art.canvas import Colour, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.pen import Pen, ellipse

INK, LAMP = ink("#141a26"), ink("#ffd88a")
CREAM, GOLD = ink("#f7eedb"), ink("#e3b257")


def tones(light: Light, code: str, depth: float = 0.9) -> tuple[Colour, Colour]:
    """Return a thing's lit and shaded colour."""
    base = light.lit(ink(code), depth, 0.7)
    return mix(base, light.sun * light.tint, 0.18), mix(base, mix(INK, light.haze, 0.16), 0.48)


def contact_shadow(pen: Pen, wide: float) -> None:
    """Darken the table under a thing."""
    for grow, share in ((1.25, 0.10), (1.0, 0.16), (0.8, 0.18)):
        pen.fill(ellipse(0.08, 0.01, wide * grow, 0.055 * grow), INK, share)
