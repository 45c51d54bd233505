"""What an engine is: one module per engine, all of one kind behind one Protocol.

An engine module is imported twice: while the Snakefile is read (for its name-giving parts, so its
top imports only the standard library) and in its worker (which calls `load` once and then `draw`,
`speak` or `compose` for every take). It defines

    RECIPE: int                                  raised by hand when its output changes on purpose
    MODELS: tuple[str, ...]                      files under the models folder that it loads
    PARALLEL: int                                takes it can make at once in one process
    def unavailable(settings: dict) -> str | None    why it cannot be used here, or None
    def load(settings: dict, models: Path) -> ImageEngine | SpeechEngine | MusicEngine
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image


@dataclass(frozen=True)
class Word:
    """One spoken word as it is written in the line, in seconds from the start of the take."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Speech:
    """A spoken line: mono float32 samples in [-1, 1], their rate in Hz, and when each word sounds.

    `words` is empty where the engine cannot tell.
    """

    samples: np.ndarray
    rate: int
    words: list[Word] = field(default_factory=list)


class ImageEngine(Protocol):
    """Draws pictures. `spec` has prompt, style, width, height (pixels), seed and take.

    Style, seed and take are left out where nobody chose them.
    """

    def draw(self, spec: Mapping[str, Any]) -> Image:
        """Return an RGB picture of exactly width x height."""
        ...


class SpeechEngine(Protocol):
    """Speaks lines. `spec` has text, voice, locale, speed and take."""

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the spoken line."""
        ...


class MusicEngine(Protocol):
    """Composes music, or the sound of a place for the kind `ambience`.

    `spec` has prompt, seconds, seed and take; for an ambience, its name as `ambience` for prompt.
    """

    def compose(self, spec: Mapping[str, Any]) -> np.ndarray:
        """Return float32 samples of shape (seconds * 48000, 2), seamless when looped."""
        ...
