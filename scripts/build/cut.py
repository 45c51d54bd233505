"""How each scene is cut: motion, transition, captions, ambience; the most specific wish wins.

Wishes come from the configuration, the track, the episode and the scene, in rising order. Each is
a mapping, or a word for its `kind` alone; what a later one leaves open stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build.takes import digest

Wish = Mapping[str, Any] | str | None
# What `auto` chooses among; a push and a pull as often as a pan.
_AUTO = ("push", "pull", "left", "right", "push", "pull")


def layered(*wishes: Wish) -> dict[str, Any]:
    """Return the wishes laid over one another, later ones on top; None says nothing."""
    merged: dict[str, Any] = {}
    for wish in wishes:
        merged |= {"kind": wish} if isinstance(wish, str) else (wish or {})
    return merged


def motion(wish: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what of the motion enters a clip's name, None where the picture stands still.

    `auto` is settled by the `picture`'s own spec, so a scene moves alike wherever it stands.
    """
    kind = wish["kind"]
    if kind == "auto":
        kind = _AUTO[int(digest(picture), 16) % len(_AUTO)]
    amount = float(wish["amount"])
    if kind == "still" or amount == 0:
        return None
    # A pan goes from edge to edge, wherever the focus is.
    x, y = wish["focus"] if kind in ("push", "pull") else (0.5, 0.5)
    return {"kind": kind, "amount": amount, "focus": [float(x), float(y)]}


def transition(wish: Mapping[str, Any], fps: int) -> dict[str, Any] | None:
    """Return kind and frames of a transition, None for a cut."""
    frames = round(float(wish["seconds"]) * fps)
    return None if wish["kind"] == "cut" or frames < 2 else {"kind": wish["kind"], "frames": frames}


def captions(wish: Mapping[str, Any], text: str, locale: str) -> dict[str, Any] | None:
    """Return what of burned-in captions enters a clip's name, None where there are none."""
    if wish["kind"] == "none":
        return None
    look = {key: value for key, value in wish.items() if key != "kind"}
    return {**look, "mode": wish["kind"], "text": text, "locale": locale}
