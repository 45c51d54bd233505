"""A review as one HTML file that needs nothing but the folder beside it.

Whatever a text holds, it is shown and never run: Jinja2 escapes it, and the policy at the page's
head lets no script run but the page's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from build.units import dollars, took_text
from review.changes import word_changes
from review.charts import charts
from review.model import Review, Scene

_RESOURCES = Path(__file__).resolve().parents[2] / "resources/review"


def page(review: Review, moment: str) -> str:
    """Return the page of an episode, written at `moment`."""
    return _render(
        "page.html.j2",
        review=review,
        moment=moment,
        charts=charts(review),
        data=script_json(page_data(review)),
    )


def index(groups: Sequence[Mapping[str, Any]], refused: Sequence[str]) -> str:
    """Return the index; a group is a saga of a project with its episodes (see `review.index`)."""
    return _render("index.html.j2", groups=groups, refused=refused)


def page_data(review: Review) -> dict[str, Any]:
    """Return what the page's script works with: the pieces of each line, to light words up."""
    return {
        f"{scene.number}-{line.track}": line.pieces
        for scene in review.scenes
        for line in scene.lines
        if any(start is not None for _, start, _ in line.pieces)
    }


def script_json(document: object) -> Markup:
    """Return `document` as JSON that cannot end the element it stands in."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)


def _render(name: str, **known: object) -> str:
    style = (_RESOURCES / "style.css").read_text(encoding="utf-8")
    script = (_RESOURCES / "page.js").read_text(encoding="utf-8")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template(name).render(
        style=Markup(style),
        script=Markup(script),
        allowed=allowed,
        differences=differences,
        word_changes=word_changes,
        **known,
    )


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_RESOURCES),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "spent": spent, "dollars": dollars}
    environment.filters |= {"address": address, "vtt": vtt_address}
    return environment.get_template(name)


def differences(scene: Scene) -> list[str]:
    """Return what is otherwise in a scene, each in a word or two."""
    change = scene.change
    if change is None:
        return []
    if change.how == "new":
        return ["new scene"]
    said = [f"was scene {change.was}"] if change.how == "moved" else []
    said += ["picture"] if change.picture else []
    return said + [f"{track} {what}" for track, what in change.lines.items()]


def clock(seconds: float | None) -> str:
    """Return minutes and seconds as people write them: 1:07."""
    if seconds is None:
        return "–"
    whole = int(seconds + 0.5)
    return f"{whole // 60}:{whole % 60:02}"


def spent(seconds: float | None) -> str:
    """Return how long something took, as far as that is known."""
    return "–" if seconds is None else took_text(seconds)


def address(path: str) -> str:
    """Return a relative path as an address; the part behind # stays as it is."""
    file, mark, part = path.partition("#")
    return quote(file) + mark + part


def vtt_address(captions: str) -> str:
    """Return captions as an address of their own: pages from disk may read no file beside them."""
    return f"data:text/vtt;charset=utf-8,{quote(captions)}"
