"""A saga on the site: its metadata, which all its episodes' pages share."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_EPISODE = re.compile(r"ep-(\d+)")


@contextmanager
def hold(lock: Path) -> Iterator[None]:
    """Hold the operating system's lock on the file `lock`, which need not be there.

    Pages are written side by side, and each looks at the others of its saga.
    """
    with lock.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def published(folder: Path, track: str) -> set[int]:
    """Return the numbers of the episodes that have a page in the saga's `folder`."""
    found = (_EPISODE.fullmatch(page.parent.name) for page in folder.glob(f"*/content.{track}.md"))
    return {int(match[1]) for match in found if match}


def metadata(edit: Mapping[str, Any], theirs: Mapping[str, Any], out: set[int]) -> dict[str, Any]:
    """Return a saga's metadata: `theirs` is what the site has, `out` the episodes with a page.

    A title or description from the configuration is written; else what is there stays. Complete
    is a saga once it was, or when the episode `complete_at` is out.
    """
    number = edit["saga"]
    default = {"title": f"Saga {number}", "description": ""}
    words = {key: edit["series"][key] or theirs.get(key) or value for key, value in default.items()}
    ours = {
        "title": words["title"],
        "slug": f"saga-{number:02}",
        "season": number,
        "description": words["description"],
        "complete": theirs.get("complete") is True or edit["complete_at"] in out,
        "cover": f"cover_{edit['track']}.png",
    }
    return ours | {key: value for key, value in theirs.items() if key not in ours}
