"""A video's title, description, tags and status, within YouTube's limits, whatever the script says.

YouTube refuses `<` and `>`, titles over 100 characters, descriptions over 5,000 bytes and tags over
500 characters together, where a tag with a space counts two more for its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import Any

_TITLE = 100
_DESCRIPTION = 5000
_TAGS = 500
_MARK = 48  # what the mark may take of them (see `upload.marks`)
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
# Control letters, lone surrogates, and those that turn the direction of what follows.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def snippet(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snippet of a video: `texts` are title, description, tags, locale and category.

    Its tags leave room for the mark.
    """
    return {
        "title": title(texts["title"]),
        "description": description(texts["description"]),
        "tags": tags(texts["tags"], _TAGS - _MARK),
        "categoryId": str(texts["category"]),
        "defaultLanguage": texts["locale"],
        "defaultAudioLanguage": texts["locale"],
    }


def status(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the status that the video is to have in the end."""
    timed = {"publishAt": texts["publish_at"]} if texts["publish_at"] else {}
    return {
        # YouTube takes a time of publication for private videos only.
        "privacyStatus": "private" if timed else texts["privacy"],
        "containsSyntheticMedia": texts["synthetic"],
        "selfDeclaredMadeForKids": texts["made_for_kids"],
        **timed,
    }


def hidden(status: Mapping[str, Any]) -> dict[str, Any]:
    """Return `status` for a video that is not ready yet: seen by nobody."""
    kept = {name: value for name, value in status.items() if name != "publishAt"}
    return {**kept, "privacyStatus": "private"}


def title(text: str) -> str:
    """Return `text` as a title: one line of at most 100 UTF-16 units, never empty."""
    words = " ".join(_plain(text).split())
    return _cut(words, _TITLE, lambda part: len(part.encode("utf-16-le")) // 2) or "–"


def description(text: str) -> str:
    """Return `text` as a description of at most 5,000 bytes."""
    return _cut(_plain(text).strip(), _DESCRIPTION, lambda part: len(part.encode()))


def tags(texts: Iterable[str], room: int) -> list[str]:
    """Return as many of `texts`, each once, as fit into `room` characters."""
    kept: list[str] = []
    seen: set[str] = set()
    for text in texts:
        # A comma parts two tags, and quotes hold one together.
        for tag in (" ".join(part.split()) for part in _plain(text).replace('"', "").split(",")):
            if tag and tag.casefold() not in seen and _cost(tag) <= room:
                kept.append(tag)
                seen.add(tag.casefold())
                room -= _cost(tag)
    return kept


def marked(texts: list[str], mark: str) -> list[str]:
    """Return tags that have the mark; where it is new, it comes first and the last make room."""
    return texts if mark in texts else tags([mark, *texts], _TAGS + 1)  # no comma after the last


def _plain(text: str) -> str:
    return _HIDDEN.sub("", text.replace("\r\n", "\n").translate(_ANGLES))


def _cost(tag: str) -> int:
    return len(tag.encode("utf-16-le")) // 2 + (2 if " " in tag else 0) + 1  # and its comma


def _cut(text: str, limit: int, measure: Callable[[str], int]) -> str:
    if measure(text) <= limit:
        return text
    ends = accumulate((measure(letter) for letter in text), initial=measure("…"))
    head = text[: sum(end <= limit for end in ends) - 1]
    words = head.rsplit(maxsplit=1)[0] if " " in head.strip() else head
    # A word that is longer than half of what there is room for is cut itself.
    return (words if len(words) > len(head) // 2 else head).rstrip() + "…"
