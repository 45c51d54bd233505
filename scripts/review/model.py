"""What a review page shows, as plain data: made by `review.look`, laid out by `review.page`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.changes import Change
from review.words import Piece


@dataclass(frozen=True)
class Mark:
    """What a person should look at: `kind` is missing, outdated, broken or heard."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Made:
    """How a take was made: engine, what it was asked (name and value), seconds, US dollars."""

    stem: str
    engine: str
    asked: Sequence[tuple[str, str]] = ()
    seconds: float | None = None
    usd: float | None = None


@dataclass(frozen=True)
class Picture:
    """A scene's picture: how it was made, and its small copy."""

    made: Made
    copy: str | None
    marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Line:
    """A scene in one track. Times are in seconds; `start` is in the film, None where unknown.

    `voice` is the small copy, `clip` an address to play it by, `json` the words to look for in the
    script.
    """

    track: str
    locale: str
    text: str
    pieces: Sequence[Piece]
    voice: str | None
    spoken: float | None
    clip: str | None
    length: float | None
    start: float | None
    made: Made
    cut: Made
    json: str
    marks: Sequence[Mark] = ()
    heard: str | None = None


@dataclass(frozen=True)
class Scene:
    """One scene: what its tracks share, its lines, and what is otherwise than before."""

    number: int
    prompt: str
    picture: Picture
    lines: Sequence[Line]
    json: str
    wishes: Sequence[tuple[str, str]] = ()
    change: Change | None = None

    @property
    def marks(self) -> list[tuple[str | None, Mark]]:
        """Return all marks, each with its track, None for the picture's."""
        own: list[tuple[str | None, Mark]] = [(None, mark) for mark in self.picture.marks]
        return own + [(line.track, mark) for line in self.lines for mark in line.marks]


@dataclass(frozen=True)
class Film:
    """One track: its film, thumbnails and loudness.

    `captions` is WebVTT; `fallback` says why engines were passed over; `current` that the film is
    of now.
    """

    track: str
    locale: str
    title: str
    engine: str
    film: str | None
    current: bool
    megabytes: float | None
    seconds: float | None
    captions: str | None
    thumbnails: Sequence[tuple[str, str]]
    loudness: Mapping[str, Any] | None
    fallback: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    intro: float = 0.0


@dataclass(frozen=True)
class Review:
    """All that one page shows.

    `otherwise` is what changed in films (es, en) beside scenes, `fallbacks` are sentences about
    pictures and music.
    """

    episode: str
    project: str | None
    script: str
    shape: tuple[int, int]
    target: float
    films: Sequence[Film]
    scenes: Sequence[Scene]
    music: Made | None
    gone: Sequence[int] = ()
    before: str | None = None
    otherwise: Sequence[tuple[str, str]] = ()
    fallbacks: Sequence[str] = ()

    @property
    def marks(self) -> list[tuple[int | None, str | None, Mark]]:
        """Return all marks with scene and track: the films' first, then the scenes' in order."""
        films: list[tuple[int | None, str | None, Mark]] = [
            (None, film.track, mark) for film in self.films for mark in film.marks
        ]
        return films + [
            (scene.number, track, mark) for scene in self.scenes for track, mark in scene.marks
        ]

    @property
    def seconds(self) -> float:
        """Return how long all takes took to make, each counted once."""
        return sum(made.seconds or 0 for made in self._takes())

    @property
    def usd(self) -> float:
        """Return what all takes cost, as far as it is known."""
        return sum(made.usd or 0 for made in self._takes())

    def _takes(self) -> list[Made]:
        takes = {self.music.stem: self.music} if self.music else {}
        for scene in self.scenes:
            takes[scene.picture.made.stem] = scene.picture.made
            for line in scene.lines:
                takes |= {line.made.stem: line.made, line.cut.stem: line.cut}
        return list(takes.values())
