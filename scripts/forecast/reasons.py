"""Why each film of a plan is worked on: what its script and settings ask for, and did before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from build.files import read_known
from build.made import MADE, counted
from build.plan import Plan
from build.remembered import settings_before
from forecast.changes import Scene, Spec, scene_changes, spec_changes
from forecast.history import scenes_before, spec_of
from forecast.jobs import Job

# The edit list that each rule reads, beside takes that have names of their own.
_LISTS = {
    "link_pictures": "edit.json",
    "write_subtitles": "edit.subtitles.json",
    "mix_sound": "edit.mix.json",
    "finish_video": "edit.final.json",
    "draw_thumbnails": "edit.thumbnails.json",
    "render_distinct": "edit.distinct.json",
    "write_pages": "edit.web.json",
    "upload_film": "edit.upload.json",
}
_WHOLE = {
    "link_pictures",
    "link_track",
    "join_clips",
    "mix_sound",
    "write_subtitles",
    "finish_video",
}


def reasons(where: str, jobs: Sequence[Job], plan: Plan) -> list[str]:
    """Return in words why the film, or episode, `where` needs `jobs`."""
    place, scenes = _scenes_now(where, plan)
    if not scenes:
        return _of_causes(jobs)
    told, explained = _of_scenes(place, scenes, jobs, plan)
    if not told or not told[0].startswith("first build"):
        told += _of_settings(place, jobs)
        told += _of_causes([job for job in jobs if _unexplained(job, explained, told)])
    return told


def _scenes_now(where: str, plan: Plan) -> tuple[Path, list[Scene]]:
    """Return the folder of a film, or of what an episode's share, and its scenes as planned."""
    folder, _, name = where.rpartition("/")
    results = Path(plan.settings.results)
    if where in plan.episodes:
        pictures = plan.episodes[where].pictures
        return results / where / "common", [Scene(take.stem) for take in pictures]
    if folder not in plan.episodes or name not in plan.episodes[folder].tracks:
        return results / where, []
    track = plan.episodes[folder].tracks[name]
    rows = zip(plan.episodes[folder].pictures, track.voices, track.clips, strict=True)
    return results / where, [Scene(*(take.stem for take in row)) for row in rows]


def _of_scenes(
    place: Path, scenes: Sequence[Scene], jobs: Sequence[Job], plan: Plan
) -> tuple[list[str], set[str]]:
    """Return what changed in the scenes, and the stems of the takes that this explains."""
    takes = Path(plan.settings.takes)

    @cache
    def before(stem: str) -> Spec | None:
        return spec_of(takes, stem)

    def now(stem: str) -> Spec | None:
        return plan.takes[stem].spec

    earlier = scenes_before(place / "takes.tsv")
    only = None
    if not any(job.rule in _WHOLE for job in jobs):
        asked = {job.take.stem for job in jobs if job.take}
        only = {n for n, s in enumerate(scenes) if asked & {s.picture, s.voice, s.clip}}
    known = {stem for scene in earlier for stem in (scene.picture, scene.voice, scene.clip)}
    fresh = {stem for scene in scenes for stem in (scene.picture, scene.voice, scene.clip)} - known
    return scene_changes(earlier, scenes, before, now, only), fresh


def _of_settings(place: Path, jobs: Sequence[Job]) -> list[str]:
    told: list[str] = []
    for rule in dict.fromkeys(job.rule for job in jobs):
        if rule not in _LISTS:
            continue
        path = place / _LISTS[rule]
        before, now = settings_before(path), read_known(path)
        if before is not None and now:
            told += spec_changes(before, now)
    return list(dict.fromkeys(told))


def _unexplained(job: Job, explained: set[str], told: Sequence[str]) -> bool:
    if job.cause is None:
        return False
    if job.take is not None and job.rule in ("draw_image", "speak_line", "cut_clip"):
        return job.take.stem not in explained
    return job.cause.startswith("asked") or not told


def _of_causes(jobs: Sequence[Job]) -> list[str]:
    """Return Snakemake's own reasons for `jobs` in words."""
    count: Counter[tuple[str, str]] = Counter()
    for job in jobs:
        if job.cause is not None:
            missing = job.cause.endswith("is missing") and job.rule in MADE
            count[job.rule, "not made yet" if missing else job.cause] += 1
    told = []
    for (rule, cause), number in count.items():
        if rule == "listen_take":
            told.append(f"{number} {'voice' if number == 1 else 'voices'} not heard yet")
        elif rule.startswith("refuse_"):
            continue  # its sentence is told beside the plan
        elif rule in MADE:
            told.append(f"{counted({rule: number})}: {cause}")
        else:
            told.append(cause)
    return list(dict.fromkeys(told))
