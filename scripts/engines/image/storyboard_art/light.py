"""The hour of a scene: sky, haze, the tint on everything; and what land is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.image.storyboard_art.canvas import Colour, ink, mix
from engines.image.storyboard_art.noise import Dice


@dataclass(frozen=True)
class Light:
    """Colours of an hour. `sky` from zenith to horizon; `tint` multiplies what it falls on."""

    name: str
    sky: tuple[Colour, ...]
    haze: Colour
    sun: Colour
    glow: Colour
    tint: Colour
    water: tuple[Colour, Colour]
    cloud: tuple[Colour, Colour]
    height: float  # of the sun or moon: 0 at the horizon, 1 at the zenith
    strength: float = 0.5

    @property
    def dark(self) -> bool:
        """Say whether lamps are lit."""
        return float(self.haze.mean()) < 0.42

    def lit(self, local: Colour, depth: float, veil: float = 0.8) -> Colour:
        """Return a surface's colour under this light; `depth` 0 is far (in haze), 1 is near."""
        away = 1.0 - depth
        return mix(
            np.asarray(local * self.tint, np.float32), self.haze, veil * away * (0.4 + 0.6 * away)
        )


def _light(
    name: str,
    sky: str,
    haze: str,
    sun: str,
    glow: str,
    tint: str,
    water: str,
    cloud: str,
    height: float,
    strength: float = 0.5,
) -> Light:
    far, near = water.split()
    bright, shade = cloud.split()
    return Light(
        name,
        tuple(ink(c) for c in sky.split()),
        ink(haze),
        ink(sun),
        ink(glow),
        ink(tint),
        (ink(far), ink(near)),
        (ink(bright), ink(shade)),
        height,
        strength,
    )


LIGHTS = {
    light.name: light
    for light in (
        _light("dawn", "#3d5a83 #8b8fb0 #e6a994 #fbd7a6", "#f0c0a2", "#fff3d2", "#ffb27a",
               "#d9b8b4", "#e3b3a0 #1d3f5e", "#fbe0c4 #b990a3", 0.10, 0.75),
        _light("morning", "#2f86bb #7fc0d8 #cbe4dc #fcebc6", "#e6e3cc", "#fff8e0", "#ffdf9f",
               "#f4efdc", "#b9d6cf #14586f", "#fffaf0 #b4c6cf", 0.42, 0.5),
        _light("day", "#1f74ad #4ea6cd #9fd3de #dcefe4", "#cfe6e2", "#fffdf0", "#fff0b8",
               "#ffffff", "#7ccac9 #0b5076", "#ffffff #b3cfdf", 0.60, 0.5),
        _light("golden", "#4f7590 #b6a58f #efbb74 #fddc9b", "#f3c98b", "#fff4cf", "#ffba5e",
               "#f3cfa0", "#f0c588 #2b4d5c", "#ffe9c2 #c79b86", 0.20, 0.7),
        _light("dusk", "#1e2757 #5d4381 #c2607a #f7a66c", "#d98778", "#ffe0a8", "#ff7f5a",
               "#b98a9c", "#d8837a #1a2550", "#f3a58c #6c4a80", 0.07, 0.75),
        _light("night", "#060c20 #0f2148 #24477a #49739c", "#34588a", "#f6f2dc", "#86aee0",
               "#5a74a8", "#44709f #071530", "#5f83ae #1c3560", 0.55, 0.4),
        _light("storm", "#2f3f50 #586e7e #8fa1a5 #bcc5c0", "#aebab8", "#e6e9e2", "#c9d2cf",
               "#aebcc0", "#8ea5a6 #1b3742", "#a9b6b9 #55687a", 0.50, 0.15),
        _light("frost", "#3f86c0 #86bcdf #cbe2ec #f9efe2", "#dfe9ec", "#fffaf0", "#ffe9cf",
               "#eef4ff", "#a8d3de #1f5f86", "#ffffff #b6cbe0", 0.45, 0.45),
        _light("heat", "#3c93a8 #9cc7b8 #f0d9a4 #fbe3b4", "#f3d6a3", "#fffae0", "#ffe3a0",
               "#fff0d8", "#9fcfc0 #1b6574", "#fff6e2 #d8bfa2", 0.50, 0.6),
        _light("ember", "#1a1426 #43202f #96392f #ef7a3a", "#a8503c", "#ffd98a", "#ff6a2a",
               "#a86a62", "#b9553c #1a1626", "#c2604a #3a2030", 0.12, 0.8),
    )
}  # fmt: skip

# What land is made of: as it looks far away and near by, in white light.
GROUNDS = {
    name: (ink(far), ink(near))
    for name, far, near in (
        ("green", "#9dbd84", "#2c6346"),
        ("forest", "#6d9a7c", "#143d33"),
        ("rock", "#8791a6", "#39435a"),
        ("desert", "#eab777", "#a9532f"),
        ("snow", "#eef4f8", "#c4d8e8"),
        ("field", "#e6c873", "#9a842f"),
        ("city", "#93a2b6", "#252f45"),
        ("soil", "#a67c5b", "#4a2f24"),
        ("lava", "#7a4a48", "#231a22"),
    )
}


def ground(light: Light, kind: str, depth: float, veil: float = 0.8) -> Colour:
    """Return the colour of land at a depth (0 far, 1 near) under a light."""
    far, near = GROUNDS[kind]
    return light.lit(mix(far, near, depth), depth, veil)


def light_for(words: dict[str, int], fixed: Dice) -> Light:
    """Return the hour the words ask for; without any, one that belongs to the prompt."""
    for concept, name in (
        ("volcano", "ember"), ("night", "night"), ("star", "night"), ("moon", "night"),
        ("fire", "ember"), ("dawn", "dawn"), ("dusk", "dusk"), ("storm", "storm"),
        ("lightning", "storm"), ("rain", "storm"), ("golden", "golden"), ("day", "day"),
        ("tower", "day"),
        ("morning", "morning"), ("desert", "heat"), ("ice", "frost"), ("snow", "frost"),
        ("wheat", "golden"),
    ):  # fmt: skip
        if concept in words:
            return LIGHTS[name]
    return LIGHTS[fixed.pick(("day", "morning", "golden", "morning"))]
