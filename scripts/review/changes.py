"""What is otherwise than on the page before: which scenes, in which tracks, and which words.

A snapshot holds each scene as `edit.review.json` names it (its picture, and per track the text,
voice and clip), and of each film what its edit lists ask for besides: music and its volume, intro,
title, subtitles, thumbnails. A small history beside the page holds the last one, and the one before
it, so that writing a page again does not make its differences vanish.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from forecast.changes import FOLLOWS, spec_changes

Scenes = Sequence[Mapping[str, Any]]
# What a page shows: `scenes`, and `films` by track, each the lists it is made by.
Snapshot = Mapping[str, Any]


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


def snapshot(edit: Mapping[str, Any], films: Mapping[str, Mapping[str, Any]]) -> Snapshot:
    """Return what the page's edit list says of each scene that can be seen or heard.

    And what the edit lists of the `films`, by track and name, say that does not follow from that.
    """
    keys = ("text", "voice", "clip")
    scenes = [
        {
            "picture": scene["picture"],
            "lines": {
                track: {key: line[key] for key in keys} for track, line in scene["lines"].items()
            },
        }
        for scene in edit["scenes"]
    ]
    own = {
        track: {
            name: {key: wish for key, wish in asked.items() if key not in FOLLOWS}
            for name, asked in lists.items()
        }
        for track, lists in films.items()
    }
    return {"scenes": scenes, "films": own}


def remember(
    history: Mapping[str, Any], now: Snapshot, moment: str
) -> tuple[dict[str, Any], Snapshot | None]:
    """Return the history with the snapshot of `now`, and the last one that was otherwise.

    `history` is empty where there is none yet; `moment` is now, in words.
    """
    if not history:
        return {"now": now, "since": moment, "before": None, "before_since": None}, None
    # An earlier release knew scenes only.
    last, before = (
        {"scenes": one, "films": now["films"]} if isinstance(one, list) else one
        for one in (history["now"], history["before"])
    )
    if changes(last["scenes"], now["scenes"]) == ({}, []) and not film_changes(last, now):
        return {**history, "now": now, "before": before}, before
    known = {
        "now": now,
        "since": moment,
        "before": last,
        "before_since": history["since"],
    }
    return known, last


def film_changes(before: Snapshot, after: Snapshot) -> list[tuple[str, str]]:
    """Return the tracks, and in words what is otherwise in their films beside the scenes."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for track, lists in after["films"].items():
        earlier = before["films"].get(track, lists)
        for name, wish in lists.items():
            for said in spec_changes(earlier.get(name, wish), wish):
                words = f"{name}: {said}" if name == "thumbnails" else said
                told[words] += [track] if track not in told[words] else []
    return [(", ".join(tracks), words) for words, tracks in told.items()]


def changes(before: Scenes, after: Scenes) -> tuple[dict[int, Change], list[int]]:
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


def _pairs(before: Scenes, after: Scenes) -> dict[int, int]:
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


def _keys(scenes: Scenes) -> list[tuple[Any, ...]]:
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
