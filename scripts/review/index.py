"""What the index tells of each episode: a small summary that each page leaves beside it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from build.files import read_known
from review.model import Review


def summary(review: Review, moment: str) -> dict[str, Any]:
    """Return what the index tells of an episode, whose page was written at `moment`."""
    copies = [scene.picture.copy for scene in review.scenes]
    return {
        "written": moment,
        "picture": next(filter(None, copies), None),
        "scenes": len(review.scenes),
        "marks": len(review.marks),
        "changed": sum(scene.change is not None for scene in review.scenes)
        + len(review.gone)
        + len(review.otherwise),
        "fallback": bool(review.fallbacks),
        "films": [
            {
                "track": film.track,
                "seconds": film.seconds,
                "fallback": bool(film.fallback),
                "there": film.film is not None,
            }
            for film in review.films
        ],
    }


def groups(edit: Mapping[str, Any], results: Path) -> list[dict[str, Any]]:
    """Return the sagas of all projects, each with its episodes and what is known of them."""

    def saga(episode: Mapping[str, Any]) -> tuple[str, int]:
        return episode["project"] or "", episode["saga"]

    ordered = sorted(edit["episodes"], key=lambda one: (*saga(one), one["episode"]))
    return [
        {
            "project": project,
            "saga": number,
            "episodes": [{**one, "known": _known(results / one["folder"])} for one in episodes],
        }
        for (project, number), episodes in groupby(ordered, key=saga)
    ]


def _known(folder: Path) -> dict[str, Any] | None:
    return read_known(folder / "review/summary.json") or None
