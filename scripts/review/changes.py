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
    history: Mapping[str, Any] | None, now: Snapshot, moment: str
) -> tuple[dict[str, Any], Snapshot | None]:
    """Return the history with the snapshot of `now`, and the last one that was otherwise.

    `moment` is now, in words.
    """
    if history is None:
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
    matcher = SequenceMatcher(None, keys_before, keys_after, autojunk=False)
    pairs: dict[int, int] = {}
    open_before, open_after = set(range(len(before))), set(range(len(after)))
    blocks = matcher.get_opcodes()

    def pair(new: int, old: int) -> None:
        pairs[new] = old
        open_after.discard(new)
        open_before.discard(old)

    for tag, left, right, start, end in blocks:
        if tag == "equal":
            for old, new in zip(range(left, right), range(start, end), strict=True):
                pair(new, old)
    for new in sorted(open_after):  # moved as a whole
        same = next((old for old in sorted(open_before) if keys_before[old] == keys_after[new]), -1)
        if same >= 0:
            pair(new, same)
    for _tag, left, right, start, end in blocks:  # edited in place
        olds = [old for old in range(left, right) if old in open_before]
        news = [new for new in range(start, end) if new in open_after]
        if len(olds) == len(news):
            for old, new in zip(olds, news, strict=True):
                pair(new, old)
        else:
            _closest(before, after, olds, news, pair)
    return pairs


def _closest(
    before: Snapshot, after: Snapshot, olds: list[int], news: list[int], pair: Any
) -> None:
    """Pair scenes that share anything: picture, or a voice."""
    for new in news:
        for old in olds:
            if _parts(before[old]) & _parts(after[new]):
                pair(new, old)
                olds.remove(old)
                break


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
        runs += [
            (kind, "".join(part))
            for kind, part in (("gone", left[a:b]), ("new", right[c:d]))
            if part
        ]
    return runs
