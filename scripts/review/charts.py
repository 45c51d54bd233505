"""Charts of a page as geometry: bars of scenes in per cent, loudness as paths of 1000 x 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.model import Film, Review

WIDTH, HEIGHT = 1000.0, 100.0
QUIETEST, LOUDEST = -36.0, -6.0  # LUFS at the foot and the head of the chart
_SHOWS_NUMBER = 2.2  # per cent: a narrower bar has no room for it


@dataclass(frozen=True)
class Bar:
    """A scene on the time line: where it stands and how wide it is, in per cent."""

    number: int
    left: float
    width: float
    seconds: float
    marked: bool
    changed: bool

    @property
    def label(self) -> str:
        """Return the number, where there is room for it."""
        return str(self.number) if self.width >= _SHOWS_NUMBER else ""


@dataclass(frozen=True)
class Chart:
    """A track's row: its bars, its loudness as paths, and where the wished loudness lies."""

    film: Film
    intro: float
    bars: Sequence[Bar]
    short_term: str
    momentary: str
    target: float


def charts(review: Review) -> list[Chart]:
    """Return a row per track, all on the time scale of the longest."""
    longest = max([1.0, *(_length(review, film) for film in review.films)])
    return [_chart(review, film, longest) for film in review.films]


def _length(review: Review, film: Film) -> float:
    lines = [line for scene in review.scenes for line in scene.lines if line.track == film.track]
    return max(film.seconds or 0.0, film.intro + sum(line.length or 0.0 for line in lines))


def _chart(review: Review, film: Film, longest: float) -> Chart:
    bars = []
    for scene in review.scenes:
        line = next(line for line in scene.lines if line.track == film.track)
        if line.start is None or line.length is None:
            continue
        change = scene.change
        bars.append(
            Bar(
                number=scene.number,
                left=round(100 * line.start / longest, 3),
                width=round(100 * line.length / longest, 3),
                seconds=line.length,
                marked=bool(line.marks or scene.picture.marks),
                changed=change is not None
                and (change.how != "edited" or change.picture or film.track in change.lines),
            )
        )
    sound = film.loudness or {"short_term": [], "momentary": [], "step_ms": 100}
    step = WIDTH * sound["step_ms"] / 1000 / longest
    return Chart(
        film=film,
        intro=round(100 * film.intro / longest, 3),
        bars=bars,
        short_term=path(sound["short_term"], step),
        momentary=area(sound["momentary"], step),
        target=round(height(review.target), 1),
    )


def height(lufs: float) -> float:
    """Return where a loudness stands in the chart, 0 at its head."""
    share = (min(max(lufs, QUIETEST), LOUDEST) - QUIETEST) / (LOUDEST - QUIETEST)
    return HEIGHT * (1 - share)


def path(values: Sequence[float], step: float) -> str:
    """Return a line through `values`, `step` apart."""
    points = [f"{(at + 1) * step:.1f} {height(value):.1f}" for at, value in enumerate(values)]
    return f"M{'L'.join(points)}" if points else ""


def area(values: Sequence[float], step: float) -> str:
    """Return what lies under the line through `values`."""
    if not values:
        return ""
    line = path(values, step).removeprefix("M")
    return f"M{step:.1f} {HEIGHT:.0f}L{line}L{len(values) * step:.1f} {HEIGHT:.0f}Z"
