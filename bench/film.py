"""The film that all systems make: its pictures, its lines, and the one line that is edited."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.pictures import draw_picture

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".bench"
FPS = 30

_WORDS_A_SECOND = 2.8  # as espeak-ng speaks these sentences
_ADJECTIVES = ["quiet", "golden", "distant", "narrow", "early", "heavy", "silver", "patient"]
_NOUNS = ["river", "valley", "cloud", "harbour", "forest", "lantern", "mountain", "bridge"]
_VERBS = ["crosses", "follows", "covers", "remembers", "carries", "meets", "leaves", "shapes"]
_PLACES = ["beyond", "under", "along", "near", "behind", "above"]


@dataclass(frozen=True)
class Film:
    """A film of `scenes` scenes, each of about so many `seconds`; sizes in pixels."""

    scenes: int
    seconds: int
    short_side: int

    @property
    def folder(self) -> Path:
        """Where everything of this size is kept."""
        return CACHE / f"{self.scenes}x{self.seconds}s-{self.short_side}p"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, 16:9."""
        return round(self.short_side * 16 / 9 / 2) * 2, self.short_side

    @property
    def edited(self) -> int:
        """The scene, counted from 0, whose line is edited: the middle one."""
        return self.scenes // 2

    @property
    def plan(self) -> Path:
        """The file that tells the peers what to make."""
        return self.folder / "film.json"

    def picture(self, index: int) -> Path:
        """Return the picture of scene `index`."""
        return self.folder / f"pictures/{index + 1:03}.png"

    def draw_pictures(self) -> None:
        """Draw the pictures that are not there yet."""
        for index in range(self.scenes):
            if not self.picture(index).exists():
                draw_picture(self.picture(index), index + 1, *self.size)

    def lines(self, edited: bool = False) -> list[str]:
        """Return what is said in each scene, before or after the edit."""
        count = round(self.seconds * _WORDS_A_SECOND)
        said = [_line(index, count) for index in range(self.scenes)]
        if edited:
            said[self.edited] = _line(self.scenes, count)
        return said

    def write_plan(self, **found: Any) -> None:  # noqa: ANN401
        """Write film.json: the pictures, and what Reelmake made for all (voices, music, intro)."""
        pictures = [str(self.picture(index)) for index in range(self.scenes)]
        document = {"fps": FPS, "size": self.size, "edited": self.edited, "pictures": pictures}
        self.plan.write_text(json.dumps({**document, **found}, indent=1), encoding="utf-8")

    def read_plan(self) -> dict[str, Any]:
        """Return film.json."""
        return json.loads(self.plan.read_text(encoding="utf-8"))


def _line(seed: int, count: int) -> str:
    rng = random.Random(seed)
    words = ["Scene", f"{seed + 1}."]  # no two lines may be one take
    while len(words) < count:
        words += ["The", rng.choice(_ADJECTIVES), rng.choice(_NOUNS), rng.choice(_VERBS)]
        words += ["the", rng.choice(_NOUNS), rng.choice(_PLACES)]
        words += ["the", rng.choice(_ADJECTIVES), f"{rng.choice(_NOUNS)}."]
    return " ".join(words[:count]).rstrip(".") + "."
