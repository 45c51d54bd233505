"""From measured samples to ranges: what a unit of work takes, likely and at its extremes. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_FEW = 5  # samples below which their own spread says too little
_WIDER = 1.5


@dataclass(frozen=True)
class Range:
    """Seconds (or seconds a unit): likely, and between which bounds in four of five cases."""

    low: float = 0.0
    likely: float = 0.0
    high: float = 0.0

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def __mul__(self, factor: float) -> Range:
        return Range(self.low * factor, self.likely * factor, self.high * factor)


def spread(samples: Sequence[float]) -> Range | None:
    """Return the median of `samples` between their 10th and 90th percentile; None of none.

    Few samples are trusted less: their bounds are moved apart by half.
    """
    if not samples:
        return None
    ordered = sorted(samples)
    low, likely, high = (quantile(ordered, share) for share in (0.1, 0.5, 0.9))
    if len(ordered) < _FEW:
        low, high = min(low, likely / _WIDER), max(high, likely * _WIDER)
    return Range(low, likely, high)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the `ordered` values lie, between neighbours."""
    place = share * (len(ordered) - 1)
    below, above = math.floor(place), math.ceil(place)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


# What a unit of work took where nothing has been measured yet: half to thrice of what it takes the
# processors it was tried on (two cores of a server, 2026). Only for what is embedded; other engines
# are said to be not measured. Units as in `forecast.work`.
ROUGH: dict[tuple[str, ...], Range] = {
    ("speech", "kokoro"): Range(0.015, 0.045, 0.1),
    ("speech", "espeak"): Range(0.0004, 0.001, 0.003),
    ("images", "storyboard"): Range(0.1, 0.3, 0.8),
    ("images", "file"): Range(0.2, 0.45, 1.3),
    ("music", "file"): Range(0.4, 1.2, 4.0),  # a track of two minutes: its spec tells no length
    ("music", "synth"): Range(0.015, 0.03, 0.08),
    ("ambience", "ffmpeg"): Range(0.015, 0.03, 0.08),
    ("clips", "libx264", "still"): Range(0.1, 0.2, 0.6),
    ("clips", "libx264", "moving"): Range(0.008, 0.02, 0.05),
    ("transitions", "libx264"): Range(0.03, 0.07, 0.15),
    ("inserts", "title"): Range(2.0, 4.5, 8.0),
    ("inserts", "file"): Range(1.0, 4.0, 20.0),  # one of six seconds: nor does its
    ("templates", "libx264"): Range(1.0, 2.0, 4.0),
    ("hearing", "whisper"): Range(0.008, 0.02, 0.05),
    ("join_clips",): Range(0.0005, 0.001, 0.003),
    ("mix_sound",): Range(0.003, 0.007, 0.015),
    ("finish_video",): Range(0.002, 0.004, 0.01),
    ("write_subtitles",): Range(0.0003, 0.0008, 0.002),
    # Taking over a file of another system: reading, checking and fitting it.
    ("import_picture",): Range(0.1, 0.5, 2.0),
    ("import_voice",): Range(0.1, 0.5, 2.0),
    ("render_distinct",): Range(0.015, 0.03, 0.12),
    ("draw_thumbnails",): Range(0.4, 1.5, 4.0),
    ("draw_thumbnail",): Range(0.2, 0.5, 1.5),
    ("draw_storyboard",): Range(0.001, 0.0025, 0.008),
    ("draw_charts",): Range(0.15, 0.3, 1.0),
    ("write_pages",): Range(0.2, 0.5, 2.0),
    ("write_review",): Range(0.003, 0.006, 0.02),
    ("write_review_index",): Range(0.15, 0.3, 1.0),
    ("begin_script",): Range(0.05, 0.15, 0.5),
    ("link_track",): Range(0.1, 0.2, 0.5),
    ("link_pictures",): Range(0.1, 0.2, 0.5),
}
# Beside the work itself: starting the job's script, and loading an engine once.
ROUGH_START = Range(0.12, 0.25, 0.5)
ROUGH_LOAD = Range(0.3, 1.0, 4.0)


def rough(like: tuple[str, ...]) -> Range | None:
    """Return the rough range of work `like` that, None where it was never measured."""
    return next((found for key, found in ROUGH.items() if set(key) <= set(like)), None)
