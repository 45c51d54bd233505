"""Compositions: which stage a prompt's words call for, and how its layers are set."""

from __future__ import annotations

from engines.image.storyboard_art import land, sky, water
from engines.image.storyboard_art.canvas import Canvas
from engines.image.storyboard_art.light import LIGHTS, Light
from engines.image.storyboard_art.noise import Dice


def light_for(words: dict[str, int], fixed: Dice) -> Light:
    """Return the hour the words ask for; without any, one that belongs to the prompt."""
    for concept, name in (
        ("volcano", "ember"), ("fire", "ember"), ("night", "night"), ("moon", "night"), ("star", "night"),
        ("storm", "storm"), ("tower", "day"), ("rain", "storm"), ("dawn", "dawn"), ("dusk", "dusk"),
        ("golden", "golden"), ("day", "day"), ("morning", "morning"), ("desert", "heat"),
        ("ice", "frost"), ("snow", "frost"), ("field", "golden"),
    ):  # fmt: skip
        if concept in words:
            return LIGHTS[name]
    return LIGHTS[fixed.pick(("day", "morning", "golden", "morning", "dawn"))]


def compose(c: Canvas, words: dict[str, int], fixed: Dice, dice: Dice) -> None:
    """Paint the picture that the words ask for; `fixed` belongs to the prompt, `dice` to the take."""
    light = light_for(words, fixed)
    landscape(c, light, words, dice)


def landscape(c: Canvas, light: Light, words: dict[str, int], dice: Dice) -> None:
    horizon = c.height * 0.6
    left = dice.chance(0.5)
    sun_x = c.width * (1 / 3 if left else 2 / 3) + dice.between(-0.03, 0.03) * c.width
    sun_y = horizon - (horizon - c.height * 0.2) * light.height
    sky.backdrop(c, light, horizon)
    if light.name == "night":
        sky.stars(c, dice.fork("stars"), horizon, 420, 0.6)
        sky.moon(c, light, sun_x, sun_y, dice.fork("moon"))
    elif light.name == "storm":
        sky.overcast(c, light, dice.fork("overcast"), horizon * 0.8)
    else:
        sky.cirrus(c, light, dice.fork("cirrus"), horizon)
        sky.sun(c, light, sun_x, sun_y)
    if "cloud" in words or "tower" in words:
        for i in range(3):
            x = c.width * (i + dice.between(0.2, 0.8)) / 3
            sky.cumulus(c, light, dice.fork(f"cloud{i}"), x, horizon * 0.95, c.unit * 0.7, c.unit * dice.between(0.2, 0.4))
    if "mountain" in words or "ice" in words or "snow" in words:
        snow = 0.75 if ("snow" in words or "ice" in words) else 0.32
        hero = c.width - sun_x
        land.range_of_peaks(c, light, dice.fork("range"), horizon + 4, c.unit * 0.42, hero, "rock", snow, left)
    if "city" in words:
        land.skyline(c, light, dice.fork("city"), horizon + 4, c.unit * 0.3)
    if "sea" in words:
        water.sea(c, light, dice.fork("sea"), horizon, None if light.name == "storm" else sun_x)
    elif "desert" in words:
        land.dunes(c, light, dice.fork("dunes"), horizon, c.height * 0.9)
    else:
        kind = "snow" if "snow" in words else "field" if "field" in words else "green"
        land.hills(c, light, dice.fork("hills"), horizon, c.height * 0.85, kind)
        if "river" in words:
            water.river(c, light, dice.fork("river"), c.height * 0.72, sun_x, c.width * 0.5)
        if "forest" in words:
            land.forest(c, light, dice.fork("forest"), horizon + 10, c.height * 0.95)
    if "mist" in words:
        sky.mist(c, dice.fork("mist"), horizon + c.unit * 0.03, c.unit * 0.14, light.cloud[0])
    if "rain" in words:
        sky.rain(c, dice.fork("rain"), light.cloud[0])
    if "snow" in words and dice.chance(0.5):
        sky.snowfall(c, dice.fork("snow"), light.cloud[0])
