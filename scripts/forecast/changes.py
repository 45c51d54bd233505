"""What changed in a film since it was last built, in words. Pure functions of scenes and specs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from build.files import canonical

Spec = Mapping[str, Any]
_LOOKED_AT = 60  # changed scenes of a film whose takes are compared
_NEIGHBOURS = 5  # earlier scenes that one with another line and picture is compared with
_LETTERS = 44  # of a quotation
_AROUND = 1  # words around a change
_ALIKE = 0.4  # share of a line that has to be the same for it to be that line, changed
# Of the specs of takes and the edit lists: what follows from the scenes, whose changes are told.
FOLLOWS = {"clip", "clips", "chapters", "scenes", "pictures", "heard", "revisions"}


@dataclass(frozen=True)
class Scene:
    """The takes of one scene, by their stems; an episode's, shared by its tracks, is a picture."""

    picture: str
    voice: str = ""
    clip: str = ""


def scene_changes(
    before: Sequence[Scene],
    now: Sequence[Scene],
    spec_before: Callable[[str], Spec | None],
    spec_now: Callable[[str], Spec | None],
    only: set[int] | None = None,
) -> list[str]:
    """Return in words how the scenes `now` differ from those `before`, each change once.

    With `only`, the indices of some scenes now, nothing is said of others, or of their order.
    """
    about = set(range(len(now))) if only is None else only
    if only == set():
        return []
    if not before:
        return [f"first build of {len(about)} {'scene' if len(about) == 1 else 'scenes'}"]
    pairs = matched(before, now, spec_before, spec_now)
    lines: defaultdict[str, list[int]] = defaultdict(list)
    changed = [(n, old) for n, old in pairs.items() if before[old] != now[n] and n in about]
    for new, old in changed[:_LOOKED_AT]:
        for said in difference(before[old], now[new], spec_before, spec_now):
            lines[said].append(new + 1)
    if len(changed) > _LOOKED_AT:
        lines["changed"] += [new + 1 for new, _ in changed[_LOOKED_AT:]]
    fresh = [number + 1 for number in sorted(about) if number not in pairs]
    told = [f"{numbers(where)}: {said}" for said, where in lines.items()]
    told += [f"{numbers(fresh)}: new"] if fresh else []
    if only is not None:
        return told
    gone = [number + 1 for number in range(len(before)) if number not in pairs.values()]
    told += [f"{numbers(gone, 'earlier scene')}: taken out"] if gone else []
    return told + moves(pairs)


def matched(
    before: Sequence[Scene],
    now: Sequence[Scene],
    spec_before: Callable[[str], Spec | None],
    spec_now: Callable[[str], Spec | None],
) -> dict[int, int]:
    """Return for each scene `now` which it was `before`, by index; new ones are left out."""
    pairs: dict[int, int] = {}
    old_left, new_left = set(range(len(before))), set(range(len(now)))

    def pair(key: Callable[[Scene], object]) -> None:
        places: defaultdict[object, list[int]] = defaultdict(list)
        for old in sorted(old_left):
            places[key(before[old])].append(old)
        for new in sorted(new_left):
            if places[key(now[new])]:
                pairs[new] = places[key(now[new])].pop(0)
        new_left.difference_update(pairs)
        old_left.difference_update(pairs.values())

    pair(lambda scene: (scene.picture, scene.voice))
    pair(lambda scene: scene.voice)
    pair(lambda scene: scene.picture)
    # Both changed: the same scene if it stands where it stood, or else reads alike.
    for new in sorted(new_left) if len(before) == len(now) else ():
        expected = pairs.get(new - 1, new - 1) + 1
        if expected in old_left:
            pairs[new] = expected
            old_left.discard(expected)
    for new in sorted(new_left - set(pairs))[:_LOOKED_AT]:
        likeness = {
            old: _likeness(spec_before(before[old].voice), spec_now(now[new].voice))
            for old in sorted(old_left, key=lambda old: abs(old - new))[:_NEIGHBOURS]
        }
        best = max(likeness, key=lambda old: likeness[old], default=None)
        if best is not None and likeness[best] >= _ALIKE:
            pairs[new] = best
            old_left.discard(best)
    return dict(sorted(pairs.items()))


def moves(pairs: Mapping[int, int]) -> list[str]:
    """Return in words which scenes stand elsewhere, from `matched`."""
    new = sorted(pairs)
    ranks = {old: rank for rank, old in enumerate(sorted(pairs.values()))}
    order = [ranks[pairs[number]] for number in new]
    away = [rank for rank, was in enumerate(order) if rank != was]
    if len(away) == 2:
        return [f"scenes {new[away[0]] + 1} and {new[away[1]] + 1} swapped"]
    if not away:
        return []
    # What kept its order stands still; the fewest others moved.
    blocks = SequenceMatcher(None, range(len(order)), order, autojunk=False).get_matching_blocks()
    still = {block.b + step for block in blocks for step in range(block.size)}
    gone = [rank for rank in range(len(order)) if rank not in still]
    if len(gone) > 3:
        return [f"{len(gone)} scenes moved"]
    return [f"scene {new[rank] + 1} was scene {pairs[new[rank]] + 1}" for rank in gone]


def difference(
    before: Scene,
    now: Scene,
    spec_before: Callable[[str], Spec | None],
    spec_now: Callable[[str], Spec | None],
) -> list[str]:
    """Return in words how a scene's takes differ."""
    told: list[str] = []
    takes = (("picture", before.picture, now.picture), ("voice", before.voice, now.voice))
    for word, old, new in takes:
        if old == new:
            continue
        if word == "picture" and now.voice:
            told.append("its picture")  # that changed for all tracks: told once, of the episode
            continue
        was, wanted = spec_before(old), spec_now(new)
        said = spec_changes(was, wanted) if was and wanted else []
        if engine := engine_change(old, new):
            said = [engine]  # its own settings are others anyway
        told += said or [f"another {word}"]
    if not told:
        was, wanted = spec_before(before.clip), spec_now(now.clip)
        told = (spec_changes(was, wanted) if was and wanted else []) or ["another cut"]
    return told


def engine_change(old: str, new: str) -> str | None:
    """Return in words that another engine makes a take, from the stems; None if it is the same."""
    was, wanted = old.split("/")[1], new.split("/")[1]
    return f"{was} → {wanted}" if was != wanted else None


def spec_changes(before: Spec, now: Spec) -> list[str]:
    """Return in words in what two specs or edit lists differ, but for what follows from scenes."""
    told = []
    for key in sorted({*before, *now} - FOLLOWS):
        old, new = before.get(key), now.get(key)
        if old != new:
            told += _changed(key, old, new)
    return told


def _changed(key: str, old: object, new: object) -> list[str]:
    name = key.replace("_", " ")
    if (
        key in ("text", "prompt", "style", "title")
        and isinstance(old, str)
        and isinstance(new, str)
    ):
        was, wanted = changed_words(old, new)
        word = "" if key in ("text", "prompt") else f"{name} "
        return [f"{word}“{was}” → “{wanted}”"]
    if key == "recipe":
        return ["a new release makes it otherwise"]
    if key == "spoken":
        return ["lexicon"]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [f"{name}: {said}" for said in spec_changes(old, new)]
    if _apart(old) == _apart(new):
        return []
    if key == "content":
        return ["the file itself"]
    if _is_plain(old) and _is_plain(new):
        return [f"{name} {_shown(old)} → {_shown(new)}"]
    return [name]


def _apart(value: object) -> object:
    """Return what a list of settings, one a scene, holds, whichever scene it is for."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    rows = (
        {k: v for k, v in i.items() if k not in FOLLOWS} if isinstance(i, Mapping) else i
        for i in value
    )
    return {canonical(row) for row in rows}


def _is_plain(value: object) -> bool:
    is_stem = isinstance(value, str) and value.count("/") == 2
    return value is None or (isinstance(value, str | int | float) and not is_stem)


def _shown(value: object) -> str:
    return "none" if value is None else shortened(str(value))


def changed_words(old: str, new: str) -> tuple[str, str]:
    """Return where two texts differ: from the first changed word to the last, and one around."""
    was, wanted = old.split(), new.split()
    first = 0
    while first < min(len(was), len(wanted)) and was[first] == wanted[first]:
        first += 1
    last = 0
    while last < min(len(was), len(wanted)) - first and was[-1 - last] == wanted[-1 - last]:
        last += 1
    return _piece(was, first, last), _piece(wanted, first, last)


def _piece(words: Sequence[str], first: int, last: int) -> str:
    start, end = max(0, first - _AROUND), len(words) - max(0, last - _AROUND)
    said = " ".join(words[start:end])
    return shortened(f"{'… ' if start else ''}{said}{' …' if end < len(words) else ''}")


def shortened(text: str) -> str:
    """Return `text` in one line, its middle left out where it is long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    half = _LETTERS // 2 - 2
    return line if len(line) <= _LETTERS else f"{line[:half].rstrip()} … {line[-half:].lstrip()}"


def numbers(found: Sequence[int], word: str = "scene") -> str:
    """Return scene numbers in words: `scene 3`, `scenes 1–4, 7`."""
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    shown = ", ".join(said[:5]) + (f" and {sum(map(len, runs[5:]))} more" if len(said) > 5 else "")
    return f"{word}{'s' if len(found) > 1 else ''} {shown}"


def _likeness(old: Spec | None, new: Spec | None) -> float:
    if not old or not new:
        return 0.0
    return SequenceMatcher(None, str(old.get("text")), str(new.get("text")), autojunk=False).ratio()
