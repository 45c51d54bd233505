"""What a job's time depends on: what scales (letters, pixels, frames …), and what does not.

Two jobs that are `like` one another take time in proportion to their `units`, so what earlier
takes took says what the next ones will take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from build.plan import Plan
from forecast.jobs import Job

SECONDS_PER_LETTER = 0.065  # of speech at speed 1, over six engines and three languages
# Of a spec, what makes a take of the same size slower or quicker.
_MANNERS = ("model", "weights", "dtype", "preset", "kind", "guidance", "window_seconds")
_MEGA = 1e6
# Rules on a film that take as long whatever its length.
_FLAT = {"link_track", "link_pictures", "draw_thumbnails", "write_pages"}


@dataclass(frozen=True)
class Work:
    """One job's work: `like` what, and how many `units` of it (never 0)."""

    like: tuple[str, ...]
    units: float


def take_work(kind: str, engine: str, spec: Mapping[str, Any], frames: float | None = None) -> Work:
    """Return the work of making a take of `kind` from `spec`.

    `frames` is how long a clip is.
    """
    manner = tuple(str(spec[key]) for key in _MANNERS if key in spec)
    pixels = spec.get("width", 0) * spec.get("height", 0) / _MEGA
    units = 1.0
    if kind in ("speech", "scripts"):
        units = len(spec["text"])
    elif kind == "images":
        units = pixels * spec.get("steps", 1)
    elif kind in ("music", "ambience"):
        units = spec.get("seconds", 1)
    elif kind == "inserts":
        units = pixels
    elif kind == "transitions":
        units = pixels * spec["frames"]
    elif kind == "clips":
        moving = "motion" in spec or "captions" in spec
        manner += ("moving",) if moving else ("still",)
        # A still clip is one frame's work, however long it is.
        units = pixels * (frames or 1) if moving else pixels
    return Work((kind, engine, *manner), max(units, 1e-6))


def hearing_work(ear: str, text: str) -> Work:
    """Return the work of listening to a line."""
    return Work(("hearing", ear), max(len(text), 1))


def film_work(rule: str, letters: int) -> Work:
    """Return the work of a rule on a film, whose length is told by the letters of its lines."""
    return Work((rule,), 1 if rule in _FLAT else max(letters, 1))


def letters_of(plan: Plan, where: str) -> int:
    """Return how many letters are spoken in the film, or in the longest of the episode, `where`."""
    folder, _, track = where.rpartition("/")
    if folder in plan.episodes and track in plan.episodes[folder].tracks:
        films = [plan.episodes[folder].tracks[track]]
    elif where in plan.episodes:
        films = list(plan.episodes[where].tracks.values())
    else:
        films = []
    return max((sum(len(v.spec["text"]) for v in film.voices) for film in films), default=1)


def clip_frames(plan: Plan, spec: Mapping[str, Any]) -> float:
    """Return about how many frames a clip will have, from its line: it may not be spoken yet."""
    voice = plan.takes[spec["voice"]].spec
    seconds = len(voice["text"]) * SECONDS_PER_LETTER / float(voice.get("speed", 1.0))
    return seconds * spec["fps"] + spec["pause_frames"] + 1


def job_work(job: Job, plan: Plan) -> Work:
    """Return the work of a job."""
    if job.take is None:
        return film_work(job.rule, letters_of(plan, job.where))
    if job.rule == "listen_take":
        return hearing_work(job.engine or "", job.take.spec["text"])
    frames = clip_frames(plan, job.take.spec) if job.take.kind == "clips" else None
    return take_work(job.take.kind, job.take.engine, job.take.spec, frames)
