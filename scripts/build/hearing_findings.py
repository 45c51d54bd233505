"""Which takes the ear names at the end of a build, and with what words. They are no failures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.hearing import Ear
from build.intact import read_sidecar
from build.plan import Plan
from build.takes import Take

# A clause was swallowed, or another one spoken, however long the line is: so many words missing in
# a row, or so many more wrong than right in a stretch. In Kokoro's sound lines the worst were 2 and
# 3 (docs/listening.md).
_MISSING, _STRETCH = 3, 4
_QUOTE = 70
_SHOWN = 20


def finding_lines(plan: Plan) -> list[str]:
    """Return what a person reads at the end of a run of the takes that are named, if any are."""
    found = findings(plan)
    if not found:
        return []
    told = [f"  {where}: {what}" for where, what in found[:_SHOWN]]
    return [
        "listen to these, they do not sound as written (no failure; another take may help):",
        *told,
        *([f"  and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []),
    ]


def findings(plan: Plan) -> list[tuple[str, str]]:
    """Return where a take of a wanted film is not as written, and what was heard instead."""
    ear = plan.ear
    if ear is None:
        return []
    limits = plan.settings.tree["ear"]["limits"]
    takes = Path(plan.settings.takes)
    found = []
    for folder in filter(plan.wants, plan.episodes):
        for name, track in plan.episodes[folder].tracks.items():
            limit = limit_of(limits, track.choice.engine, track.locale)
            for number, voice in enumerate(track.voices, 1):
                heard = read_hearing(takes, ear, voice)
                if heard and is_named(heard, limit):
                    found.append((f"{folder}/{name} scene {number}", sentence(heard)))
    return found


def limit_of(limits: Mapping[str, float | None], engine: str, locale: str) -> float | None:
    """Return the limit for an engine in a language: the most specific one that stands there."""
    language = locale.split("-")[0]
    for key in (f"{engine}/{language}", engine, language):
        if key in limits:
            return limits[key]
    return limits["default"]


def is_named(heard: Mapping[str, Any], limit: float | None) -> bool:
    """Tell whether a take is to be named: a clause is not as written, or more than the `limit`.

    One wrong word a line is not counted, which may be the ear's own.
    """
    if limit is None:
        return False
    missing = [one for one in heard["differences"] if one["kind"] == "missing"]
    return (
        heard["stretch"] >= _STRETCH
        or any(len(one["written"].split()) >= _MISSING for one in missing)
        or heard["errors"] - 1 > limit * heard["written_words"]
    )


def sentence(heard: Mapping[str, Any]) -> str:
    """Return what a person reads of a named take: its longest difference, and what was heard."""
    worst = max(heard["differences"], key=lambda one: len(one["written"] + one["heard"]))
    what = worst["heard"] if worst["kind"] == "added" else worst["written"]
    said = f"heard {_short(heard['heard'])}" if heard["heard"] else "nothing was heard"
    return (
        f"{heard['errors']} of {heard['written_words']} words wrong, "
        f"{worst['kind']} at {worst['start']:.1f} s: {_short(what)}; {said}"
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _QUOTE else text[:_QUOTE].rstrip() + '…'}”"


def read_hearing(takes: Path, ear: Ear, voice: Take) -> dict[str, Any] | None:
    """Return what was heard in `voice` as it is now; None where nobody has listened to it."""
    try:
        heard = read_sidecar(takes / f"{ear.stem(voice)}.json")
        known = read_sidecar(takes / f"{voice.stem}.json")
    except (OSError, UserError):
        return None
    return heard if heard["sha256"] == known["sha256"] else None
