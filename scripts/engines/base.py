"""What an engine is: one module per engine, all of one kind behind one Protocol.

An engine module is imported twice: while the Snakefile is read (for its name-giving parts, so its
top imports only the standard library) and in its worker, by the Python of its own environment
(which calls `load` once and then `draw`, `speak` or `compose` for every take). It defines

    RECIPE: int                   raised by hand when its output changes on purpose
    def load(settings, models: Path) -> ImageEngine | SpeechEngine | MusicEngine | EarEngine

and, where they are not as said here (see `engines.adapter`):

    PARALLEL: int = 1             takes it can make at once in one process
    ENVIRONMENT: str | None       its Python: envs/<name>.yaml; None for the main installation
    GPU: bool = False             it uses a GPU where there is one
    MEM_MB: int = 1500            main memory that its worker may need
    PACKAGES: tuple[str, ...]     distributions whose versions every sidecar records
    WORDS: bool = True            (speech) it tells when each word sounds
    VOICE_IS_FILE: bool = False   (speech) a voice is a recording of the person's, or `default`
    REFERENCE: bool = False       (image) a scene's `reference` picture guides it
    SLATE: bool = False           (image) it writes the prompt into the picture, unless the spec
                                  says `slate` is false
    API                           (of a service) its key and address; its takes may cost money
    def unavailable(settings) -> str | None      why it cannot be used here, or None
    def refuses(settings, locale, speed) -> str | None    (speech) why it speaks no such line
    def unguidable(settings) -> str | None       (image) why no reference can guide it, or None
    def unguided(settings) -> dict               (image) as they count where no reference does
    def identity(settings) -> dict               what of the settings enters a take's name
    def models(settings) -> tuple[str, ...]      what of config/models.yaml it loads
    def price(settings, spec) -> float | None    (services) US dollars for a take, None: not known

`settings` is the engine's own block of config.yaml, `engines.<name>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from engines.kept import Kept


def nothing() -> None:
    """Do nothing: the default of what is called once something happened."""


@dataclass(frozen=True)
class Picture:
    """A drawn picture, RGB, and what its sidecar tells of the making (device, cost …).

    `written` is called once the take and its sidecar are written and the job knows.
    """

    image: Image
    record: Mapping[str, Any] = field(default_factory=dict)
    written: Callable[[], object] = nothing


@dataclass(frozen=True)
class Word:
    """One spoken word as it is written in the line, in seconds from the start of the take."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Speech:
    """A spoken line: mono float32 samples in [-1, 1], their rate in Hz, and when each word sounds.

    `words` is empty where the engine cannot tell; `record` is for the sidecar, `written` as above.
    """

    samples: np.ndarray
    rate: int
    words: list[Word] = field(default_factory=list)
    record: Mapping[str, Any] = field(default_factory=dict)
    written: Callable[[], object] = nothing


@dataclass(frozen=True)
class Music:
    """Float32 samples of shape (n, 2) at 48 kHz, seamless when looped; `record` as above."""

    samples: np.ndarray
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What an ear heard in a voice: the text, and each word with its time; `record` as above."""

    text: str
    words: list[Word]
    record: Mapping[str, Any] = field(default_factory=dict)


class ImageEngine(Protocol):
    """Draws pictures. `spec` has prompt, style, width, height (pixels), seed and take.

    Style, seed and take are left out where nobody chose them.
    """

    def draw(self, spec: Mapping[str, Any]) -> Picture:
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

    def compose(self, spec: Mapping[str, Any]) -> Music:
        """Return seconds * 48000 samples, or a file's own length."""
        ...


@dataclass(frozen=True)
class Draft:
    """A writer's answer as it came, and whether it is `whole`, not cut off at a limit."""

    text: str
    record: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = True


class WriterEngine(Protocol):
    """Writes scripts. `spec` has text, languages (a locale each) and the person's wishes.

    What is paid for goes through `kept`, which the whole draft shares.
    """

    def write(
        self,
        spec: Mapping[str, Any],
        kept: Kept,
        earlier: str | None = None,
        mistakes: Sequence[str] = (),
    ) -> Draft:
        """Return a script as JSON, or `earlier`, an answer of its own, without its mistakes."""
        ...


class EarEngine(Protocol):
    """Listens to voices."""

    def listen(self, samples: np.ndarray, rate: int, locale: str) -> Heard:
        """Return what is said in mono float32 `samples` at `rate` Hz, in the tongue of `locale`."""
        ...
