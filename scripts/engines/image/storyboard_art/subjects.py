"""What the eye goes to in a landscape, on a third; and the near frame it is seen past."""

from __future__ import annotations

from engines.image.storyboard_art import living, shore, things
from engines.image.storyboard_art.canvas import Canvas, ink, mix
from engines.image.storyboard_art.light import Light
from engines.image.storyboard_art.noise import Dice

Words = dict[str, int]


def subjects(
    c: Canvas,
    light: Light,
    words: Words,
    dice: Dice,
    horizon: float,
    sun_x: float,
    hero: float,
    left: bool,
) -> None:
    """Draw what the `words` name, the largest at `hero` pixels from the left edge."""
    own = dice.fork("subjects")
    near_y = c.height * 0.86
    short = min(c.unit, c.width)
    if "sea" in words and ("ice" in words):
        shore.icebergs(c, light, own.fork("ice"), horizon, hero, left)
    if "lighthouse" in words or ("sea" in words and words.keys() & {"coast", "house", "beach"}):
        top = shore.headland(c, light, own.fork("coast"), horizon, hero, left)
        if "lighthouse" in words:
            things.lighthouse(c, light, hero + (hero - c.width / 2) * 0.6, top, short * 0.34, left)
    if "sea" in words and "beach" in words:
        shore.beach(c, light, own.fork("beach"))
    if "turbine" in words and "sea" not in words:
        for i, (x, size, depth) in enumerate(
            ((0.2, 0.17, 0.35), (0.5, 0.22, 0.5), (0.36, 0.3, 0.75), (0.78, 0.42, 0.95))
        ):
            at = x if left else 1 - x
            foot = horizon + c.unit * (0.02 + 0.06 * depth)
            tall = min(short * size * 0.9, (foot - c.height * 0.17) / 1.66)
            things.turbine(c, light, own.fork(f"turbine{i}"), c.width * at, foot, tall, depth)
    if "factory" in words:
        things.factory(c, light, own.fork("factory"), hero, horizon + c.unit * 0.10, short * 0.26)
    if "house" in words:
        things.house(c, light, hero, near_y - c.unit * 0.06, short * 0.22, left)
        living.tree(
            c,
            light,
            own.fork("tree"),
            hero + (0.24 if not left else -0.24) * short,
            near_y - c.unit * 0.05,
            short * 0.3,
        )
    if "ship" in words:
        at = hero if "lighthouse" not in words else hero + (sun_x - hero) * 0.5
        things.ship(c, light, at, horizon + c.height * 0.10, short * 0.25, left)
    if "fire" in words and "volcano" not in words:
        things.fire(c, light, own.fork("fire"), hero, near_y + c.unit * 0.02, short * 0.13)
    if "animal" in words or "deer" in words:
        stag = "deer" in words
        beside = hero + (0.34 if left else -0.34) * short
        living.deer(c, light, hero, near_y, short * 0.3, not left, stag)
        living.deer(c, light, beside, near_y - c.unit * 0.05, short * 0.19, left, stag)
    if "person" in words or "people" in words:
        beside = hero + (0.26 if "house" in words or "fire" in words else 0.0) * short * (
            1 if left else -1
        )
        count = 3 if "people" in words else 1
        edge = short * (0.08 + 0.08 * count)
        beside = min(max(beside, edge), c.width - edge)
        living.people(
            c, light, own.fork("people"), beside, near_y + c.unit * 0.03, short * 0.22, count
        )
    if "bird" in words:
        living.birds(
            c, light, own.fork("birds"), sun_x * 0.7 + hero * 0.3, horizon * 0.56, short * 0.1, 14
        )
    elif "sea" in words and light.name != "storm" and "tower" not in words:
        living.birds(c, light, own.fork("birds"), hero, horizon * 0.66, short * 0.05, 4)


def frame(c: Canvas, light: Light, words: Words, dice: Dice, left: bool) -> None:
    """Set something dark and near at the lower edge or one side, to look past."""
    near = mix(light.lit(ink("#1c4033"), 1.0), ink("#0d1119"), 0.22)
    if "sea" in words:
        if "tropic" in words:
            x = c.width * (-0.01 if left else 1.01)
            living.palm(c, light, dice.fork("palm"), x, c.height * 1.02, c.unit * 0.62, not left)
            living.palm(
                c,
                light,
                dice.fork("palm2"),
                x + c.unit * (0.09 if left else -0.09),
                c.height * 1.04,
                c.unit * 0.44,
                not left,
            )
        return
    if words.keys() & {"city", "desert", "volcano", "ice", "snow", "road"}:
        return
    if "forest" in words and "river" not in words:
        for side in (-1, 1):
            for k in range(3):
                x = (
                    c.width * (0.5 + side * (0.53 - 0.055 * k))
                    + dice.between(-0.01, 0.01) * c.width
                )
                wide = c.unit * (0.045 - 0.012 * k)
                trunk = [
                    (x - wide, c.height + 2.0),
                    (x + wide, c.height + 2.0),
                    (x + wide * 0.72, 0.0),
                    (x - wide * 0.72, 0.0),
                ]
                c.polygon(trunk, mix(near, light.haze, 0.10 * k))
    living.grasses(c, light, dice.fork("grass"), near, c.unit * 0.075)


def avenue(
    c: Canvas, light: Light, dice: Dice, top: float, far: float, near: float, autumn: bool
) -> None:
    """Plant round-crowned trees on both sides of a way, small far off, tall near by."""
    for i in range(30):
        deep = (i / 29) ** 1.6
        size = c.unit * (0.05 + 0.28 * deep) * dice.between(0.8, 1.15)
        y = top + c.unit * 0.012 + (c.height * 0.98 - top) * deep
        side = -1 if i % 2 else 1
        gap = c.unit * (0.06 + 0.52 * deep) + c.unit * dice.between(0.0, 0.5) * (1.0 - 0.6 * deep)
        x = far + (near - far) * deep + side * gap
        if -size < x < c.width + size:
            living.tree(c, light, dice.fork(str(i)), x, y, size, 0.3 + 0.68 * deep**0.6, autumn)
