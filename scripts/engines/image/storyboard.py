"""The `storyboard` engine: a designed frame from the prompt's words, without any model.

The words give place, light and things; seed and take vary how they are set. Equal specs give
equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engines.base import Picture

RECIPE = 1
SLATE = True


def load(settings: Mapping[str, Any], models: Path) -> Storyboard:
    """Return the engine; there is nothing to load."""
    return Storyboard()


class Storyboard:
    """Draws frames; has no state."""

    def draw(self, spec: Mapping[str, Any]) -> Picture:
        """Return an RGB picture of exactly width x height for a prompt, seed and take.

        The slate with the prompt is left out where `slate` is False.
        """
        from PIL import Image

        from engines.image.storyboard_art.canvas import Canvas
        from engines.image.storyboard_art.noise import Dice
        from engines.image.storyboard_art.slate import slate
        from engines.image.storyboard_art.stages import compose
        from engines.image.storyboard_art.words import concepts

        prompt = " ".join(str(spec["prompt"]).split())
        fixed = Dice(prompt)
        dice = Dice(f"{prompt}\n{spec.get('seed', 0)}\n{spec.get('take', 0)}")
        canvas = Canvas(int(spec["width"]), int(spec["height"]), dice)
        compose(canvas, concepts(prompt), fixed, dice)
        note = " · ".join(f"{key} {spec[key]}" for key in ("seed", "take") if key in spec)
        if spec.get("slate", True):
            slate(canvas, prompt, note)
        return Picture(Image.fromarray(canvas.finish(), "RGB"))
