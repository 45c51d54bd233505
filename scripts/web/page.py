"""A film's page: what it says, and how that is laid over what a person changed on the site."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import jinja2

from web.front_matter import Date, lines
from web.names import page_slug, slugs, video_name

# A page counts the time it takes to watch a film with breaks, in whole minutes.
_SLOWER = Fraction(12, 10)
_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|~$:-])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def page_seconds(seconds: Fraction) -> int:
    """Return `seconds` of film x 1.2, rounded to whole minutes (halves up), at least one."""
    minutes = int(seconds * _SLOWER / 60 + Fraction(1, 2))
    return max(1, minutes) * 60


def front_matter(edit: Mapping[str, Any], seconds: Fraction, now: str) -> dict[str, Any]:
    """Return a page's front matter, from its edit list and the film's length."""
    saga, number, track = edit["saga"], edit["number"], edit["track"]
    return {
        "title": edit["title"],
        "slug": page_slug(edit["title"], saga, number),
        "episode_number": number,
        "season": saga,
        "description": edit["description"],
        "published_at": Date(now),
        "visual_mode": edit["visual_mode"],
        "tags": slugs(edit["tags"]),
        "keywords": edit["keywords"],
        "media": {
            "duration_seconds": page_seconds(seconds),
            "youtube_id": edit["youtube_id"],
            "site_video_id": video_name(saga, number, track, edit["title"]),
            "thumbnail": f"assets/thumbnail_{track}.png",
        },
        "recommended_products": edit["recommended_products"],
    }


def merged(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], written: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return `ours` with what a person added or changed in `theirs`.

    `written` is what we wrote last, and what we were about to write. A key that is otherwise is a
    person's and stays. Where nothing is known of the last time, keys that we have a value for are
    ours. Deleting a key gives it back.
    """
    result = {key: _one(key, ours[key], theirs, written) for key in ours}
    # Keys of the person's stand behind; one of ours that is gone since is not theirs.
    return result | {
        key: value
        for key, value in theirs.items()
        if key not in ours and value not in _values(key, written)
    }


def _one(
    key: str, own: object, theirs: Mapping[str, Any], written: Sequence[Mapping[str, Any]]
) -> object:
    if key not in theirs:
        return own
    there, known = theirs[key], _values(key, written)
    if isinstance(own, Mapping) and isinstance(there, Mapping):
        return merged(own, there, [value for value in known if isinstance(value, Mapping)])
    if known:
        return own if there in known else there
    return there if own in (None, "", []) else own


def _values(key: str, written: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [matter[key] for matter in written if key in matter]


def page_matter(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], written: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the front matter to write: as `merged`, and what is never taken back.

    The day of publishing stays, and a video that was uploaded is not forgotten.
    """
    result = merged(ours, theirs, written)
    days = [theirs.get("published_at"), *_values("published_at", written), ours["published_at"]]
    result["published_at"] = next(Date(day) for day in days if day and isinstance(day, str))
    if isinstance(result["media"], Mapping):
        media = theirs.get("media")
        known = media.get("youtube_id") if isinstance(media, Mapping) else None
        result["media"] = {
            **result["media"],
            "youtube_id": ours["media"]["youtube_id"] or known or None,
        }
    return result


def body(edit: Mapping[str, Any], template: Path) -> str:
    """Return the text of a page. What it is filled with is never read as a template."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Markdown, not HTML; plain text passes the filter `plain`
    )
    environment.filters["plain"] = plain
    filled = environment.get_template(template.name).render(
        title=edit["title"], description=edit["description"], body=edit["body"]
    )
    return lines(filled)


def plain(text: str) -> str:
    """Return `text` as Markdown that shows it as it is: no mark and no tag in it counts."""
    escaped = "".join(_HTML.get(letter, letter) for letter in _MARKS.sub(r"\\\1", text))
    return "\n".join(line.strip() for line in escaped.split("\n"))
