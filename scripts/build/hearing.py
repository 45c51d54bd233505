"""The ear in a build: what it writes beside a voice, and whose word times it stands in for.

What is heard stands beside the voice as <voice>.<ear>.json, where <ear> is the engine's name and
the hash of what determines its hearing; so another model or RECIPE listens anew, and no voice is
ever touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from build.takes import Take, digest
from engines.choice import Choice


@dataclass(frozen=True)
class Ear:
    """The ear that was settled on."""

    choice: Choice

    @property
    def tag(self) -> str:
        """Return what stands in the names of its files: engine and hash."""
        return f"{self.choice.engine}-{digest(self.choice.identity())}"

    def stem(self, voice: Take) -> str:
        """Return where what is heard in `voice` stands, within the takes, without its suffix."""
        return f"{voice.stem}.{self.tag}"

    def spec(self, voice: Take) -> dict[str, Any]:
        """Return what listening to `voice` asks for."""
        wish = {key: voice.spec[key] for key in ("text", "locale", "spoken") if key in voice.spec}
        return {**self.choice.identity(), "voice": voice.stem, **wish}


def stands_in(ear: Ear | None, speech: Choice) -> bool:
    """Tell whether captions and subtitles take word times from the ear: the engine tells none."""
    return ear is not None and not speech.adapter.words
