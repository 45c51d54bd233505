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
from forecast.transfers import TRANSFERS

SECONDS_PER_LETTER = 0.065  # of speech at speed 1, over six engines and three languages
# Of a spec, what makes a take of the same size slower or quicker.
_MANNERS = ("model", "weights", "dtype", "preset", "kind", "guidance", "window_seconds")
_MEGA = 1e6
# Rules that take as long whatever the length of the film.
_FLAT = {
    *("link_track", "link_pictures", "draw_thumbnails", "draw_thumbnail", "write_pages"),
    *("import_picture", "import_voice"),
}
# Rules that encode a film frame by frame.
_FRAMES = {"render_distinct"}


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


def film_work(rule: str, plan: Plan, where: str) -> Work:
    """Return the work of a rule on a film, whose length is told by the letters of its lines."""
    if rule in _FLAT:
        return Work((rule,), 1.0)
    video, letters = plan.settings.video, max(letters_of(plan, where), 1)
    return Work((rule,), letters * (video.width * video.height / _MEGA if rule in _FRAMES else 1))


def transfer_work(rule: str, size: int) -> Work:
    """Return the work of fetching or sending so many bytes."""
    return Work((rule,), max(size, 1) / _MEGA)


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
    if job.rule in TRANSFERS:
        return transfer_work(job.rule, job.size)
    if job.take is None:
        return film_work(job.rule, plan, job.where)
    if job.rule in _FLAT:
        return Work((job.rule,), 1.0)
    if job.rule == "listen_take":
        return hearing_work(job.engine or "", job.take.spec["text"])
    frames = clip_frames(plan, job.take.spec) if job.take.kind == "clips" else None
    return take_work(job.take.kind, job.take.engine, job.take.spec, frames)
