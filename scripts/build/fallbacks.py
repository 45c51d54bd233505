"""Engines that stand in for others: told before a run, in its summary and on the review pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build.plan import EpisodePlan, Plan
from build.takes import Take
from engines.choice import Choice

_DRAWN, _COMPOSED = "pictures are drawn by", "music is composed by"


def fallbacks(plan: Plan) -> list[str]:
    """Return a sentence for every engine that stands in for another one."""
    told = [(_DRAWN, plan.drawn), (_COMPOSED, plan.composed)]
    told += [(f"track {track} is spoken by", choice) for track, choice in plan.speech.items()]
    return [choice.told(what) for what, choice in told if choice and choice.passed_over]


def shared_fallbacks(plan: Plan, episode: EpisodePlan) -> list[str]:
    """Return those sentences of an episode's pictures and music, as far as they are made so."""
    return [
        choice.told(what)
        for what, choice, takes in _shared(plan, episode)
        if choice and choice.passed_over and any(take.engine == choice.engine for take in takes)
    ]


def _shared(
    plan: Plan, episode: EpisodePlan
) -> Iterator[tuple[str, Choice | None, Sequence[Take]]]:
    yield _DRAWN, plan.drawn, (*episode.pictures, episode.thumbnail)
    yield _COMPOSED, plan.composed, [episode.music] if episode.music else []
