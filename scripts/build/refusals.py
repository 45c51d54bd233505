"""Scripts that cannot be built: what is said of them, and the folders they would be built in."""

from __future__ import annotations

import re

from build.plan import Plan
from build.takes import slug


def refusal_lines(plan: Plan) -> list[str]:
    """Return a line for every script that stops its own episode."""
    return [f"refused: {refusal.sentence}" for refusal in plan.refusals]


def episode_pattern(plan: Plan) -> str:
    """Return the pattern of the folders of episodes that can be built."""
    refused = "|".join(re.escape(name) for name in refused_folders(plan))
    but = f"(?!(?:{refused})/)" if refused else ""
    return rf"{but}(?:[A-Za-z0-9_-]+/)?S\d+E\d+"


def refused_folders(plan: Plan) -> dict[str, str]:
    """Return the folder of every refused script, with the sentences that refuse it."""
    folders: dict[str, str] = {}
    for refusal in plan.refusals:
        # A file may be called anything; braces in a target are a wildcard.
        name = refusal.folder or f"refused/{slug(refusal.sources[0].stem)}"
        folders[name] = "; ".join(filter(None, [folders.get(name), refusal.sentence]))
    return folders
