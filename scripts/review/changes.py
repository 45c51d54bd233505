"""What is otherwise than on the page before: which scenes, in which tracks, and which words.

A snapshot is a scene per entry, as `edit.review.json` names it: its picture, and per track the
text, voice and clip. A small history beside the page holds the last one, and the one before it, so
that writing a page again does not make its differences vanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

Snapshot = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    """What is otherwise in one scene.

    `how` is `new`, `moved` or `edited`; `picture` tells whether it has another one; `lines` says
    per track what is otherwise (`text`, `voice` or `cut`), `before` how a changed text was.
    """

    how: str
    was: int | None = None
    picture: bool = False
    lines: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)


def snapshot(edit: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what an edit list says of each scene that can be seen or heard."""
    keys = ("text", "voice", "clip")
    return [
        {
            "picture": scene["picture"],
            "lines": {
                track: {key: line[key] for key in keys} for track, line in scene["lines"].items()
            },
        }
        for scene in edit["scenes"]
    ]


def remember(
    history: Mapping[str, Any], now: Snapshot, moment: str
) -> tuple[dict[str, Any], Snapshot | None]:
    """Return the history with the snapshot of `now`, and the last one that was otherwise.

    `history` is empty where there is none yet; `moment` is now, in words.
    """
    if not history:
        return {"now": now, "since": moment, "before": None, "before_since": None}, None
    if history["now"] == now:
        return dict(history), history["before"]
    known = {
        "now": now,
        "since": moment,
        "before": history["now"],
        "before_since": history["since"],
    }
    return known, history["now"]


def changes(before: Snapshot, after: Snapshot) -> tuple[dict[int, Change], list[int]]:
    """Return the change of each scene number of `after` that is otherwise, and what is gone.

    The latter are scene numbers of `before`.
    """
    pairs = _pairs(before, after)
    found: dict[int, Change] = {}
    last = -1
    for new, scene in enumerate(after):
        old = pairs.get(new)
        if old is None:
            found[new + 1] = Change("new")
            continue
        change = _change(before[old], scene, old + 1, moved=old < last)
        last = max(last, old)
        if change:
            found[new + 1] = change
    return found, sorted(set(range(1, len(before) + 1)) - {old + 1 for old in pairs.values()})


def _pairs(before: Snapshot, after: Snapshot) -> dict[int, int]:
    """Return which scene of `before` each of `after` was: the same, or the one in its place."""
    keys_before, keys_after = _keys(before), _keys(after)
    blocks = SequenceMatcher(None, keys_before, keys_after, autojunk=False).get_opcodes()
    pairs: dict[int, int] = {}
    for tag, left, right, start, end in blocks:
        if tag == "equal":
            pairs |= dict(zip(range(start, end), range(left, right), strict=True))
    for new, key in enumerate(keys_after):  # moved as a whole
        if new not in pairs:
            free = [old for old in range(len(before)) if old not in pairs.values()]
            same = [old for old in free if keys_before[old] == key]
            if same:
                pairs[new] = same[0]
    for _, left, right, start, end in blocks:  # edited in place
        olds = [old for old in range(left, right) if old not in pairs.values()]
        news = [new for new in range(start, end) if new not in pairs]
        if len(olds) == len(news):
            pairs |= dict(zip(news, olds, strict=True))
            continue
        for new in news:  # one that shares anything, a picture or a voice
            akin = [old for old in olds if _parts(before[old]) & _parts(after[new])]
            if akin:
                pairs[new] = akin[0]
                olds.remove(akin[0])
    return pairs


def _parts(scene: Mapping[str, Any]) -> set[str]:
    return {scene["picture"], *(line["voice"] for line in scene["lines"].values())}


def _keys(scenes: Snapshot) -> list[tuple[Any, ...]]:
    return [
        (scene["picture"], *sorted((t, line["voice"]) for t, line in scene["lines"].items()))
        for scene in scenes
    ]


def _change(
    before: Mapping[str, Any], after: Mapping[str, Any], was: int, *, moved: bool
) -> Change | None:
    picture = before["picture"] != after["picture"]
    lines: dict[str, str] = {}
    texts: dict[str, str] = {}
    for track, line in after["lines"].items():
        old = before["lines"].get(track)
        if old is None:
            lines[track] = "text"
        elif old["text"] != line["text"]:
            lines[track] = "text"
            texts[track] = old["text"]
        elif old["voice"] != line["voice"]:
            lines[track] = "voice"
        elif old["clip"] != line["clip"] and not picture:
            lines[track] = "cut"
    if not (moved or picture or lines):
        return None
    return Change("moved" if moved else "edited", was, picture, lines, texts)


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of both texts in order, each run as (`same`, `gone` or `new`, text)."""
    left, right = re.findall(r"\s*\S+|\s+", before), re.findall(r"\s*\S+|\s+", after)
    runs: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(left[a:b])))
            continue
        both = (("gone", left[a:b]), ("new", right[c:d]))
        runs += [(kind, "".join(part)) for kind, part in both if part]
    return runs
