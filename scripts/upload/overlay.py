"""What is sent to change a part of a video: its own snippet or status, with what changed here.

YouTube takes a part as a whole, and deletes of it what is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What YouTube shows and takes back; the rest of a part it only shows.
_TAKEN = {
    *("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"),
    *("privacyStatus", "publishAt", "license", "embeddable", "publicStatsViewable"),
    *("selfDeclaredMadeForKids", "containsSyntheticMedia"),
}
# What was declared stays declared, also where YouTube does not show it.
_DECLARED = {"selfDeclaredMadeForKids", "containsSyntheticMedia"}
_PUBLICATION = {"privacyStatus", "publishAt"}  # together: only what is private has a time


def overlaid(
    shown: Mapping[str, Any] | None, last: Mapping[str, Any], wish: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the part as YouTube shows it, where `wish` differs from `last` as `wish` has it.

    `last` is what it was given last; it stands for a part that YouTube does not show yet.
    """
    changed = {key for key in {*last, *wish} if last.get(key) != wish.get(key)}
    if changed & _PUBLICATION:
        changed |= _PUBLICATION
    declared = {key: last[key] for key in _DECLARED & set(last)}
    there = last if shown is None else {**declared, **shown}
    kept = {key: value for key, value in there.items() if key in _TAKEN - changed}
    return {**kept, **{key: wish[key] for key in wish if key in changed}}
