"""How each scene is cut: motion, transition, captions, ambience; the most specific wish wins.

Wishes come from the configuration, the track, the episode and the scene, in rising order. Each is
a mapping, or a word for its `kind` alone; what a later one leaves open stays as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from build.episodes import Scene
from build.takes import Take, digest
from engines.image.file import in_frame

Wish = Mapping[str, Any] | str | None
# What `auto` chooses among; a push and a pull as often as a pan.
_AUTO = ("push", "pull", "left", "right", "push", "pull")
# What a scene asks of its picture, whatever draws it, how large and in what shape.
_ASKED = ("prompt", "style", "seed", "take", "content")
# Raised when word captions light up other letters; the scripts that it may concern have it alone.
_LIT_RECIPE = 2


def layered(*wishes: Wish) -> dict[str, Any]:
    """Return the wishes laid over one another, later ones on top; None says nothing."""
    merged: dict[str, Any] = {}
    for wish in wishes:
        merged |= {"kind": wish} if isinstance(wish, str) else (wish or {})
    return merged


def motion(wish: Mapping[str, Any], scene: Scene, picture: Take) -> dict[str, Any] | None:
    """Return what of the motion enters a clip's name, None where the picture stands still.

    `auto` is settled by what the scene asks of its `picture`, so it moves alike wherever it stands,
    and in a draft as in the film.
    """
    kind = wish["kind"]
    if kind == "auto":
        asked = {key: picture.spec[key] for key in _ASKED if key in picture.spec}
        kind = _AUTO[int(digest(asked), 16) % len(_AUTO)]
    amount = float(wish["amount"])
    if kind == "still" or amount == 0:
        return None
    # A pan goes from edge to edge, wherever the focus is.
    x, y = _focus(wish, scene, picture) if kind in ("push", "pull") else (0.5, 0.5)
    return {"kind": kind, "amount": amount, "focus": [float(x), float(y)]}


def _focus(wish: Mapping[str, Any], scene: Scene, picture: Take) -> Sequence[float]:
    """Return where a push goes: to what its scene says of the motion, else of the picture."""
    if scene.focus is None or "focus" in layered(scene.cut.get("motion")):
        return wish["focus"]
    return scene.focus if scene.image is None else in_frame(scene.image, picture.spec)


def never_used(scene: Scene) -> bool:
    """Tell whether a film's last `scene` asks to give way to one that is not there."""
    wish = scene.cut.get("transition")
    return wish is not None and layered(wish).get("kind") != "cut"


def transition(wish: Mapping[str, Any], fps: int) -> dict[str, Any] | None:
    """Return kind and frames of a transition, None for a cut."""
    frames = round(float(wish["seconds"]) * fps)
    return None if wish["kind"] == "cut" or frames < 2 else {"kind": wish["kind"], "frames": frames}


def captions(wish: Mapping[str, Any], text: str, locale: str) -> dict[str, Any] | None:
    """Return what of burned-in captions enters a clip's name, None where there are none."""
    if wish["kind"] == "none":
        return None
    look = {key: value for key, value in wish.items() if key != "kind"}
    found = {**look, "mode": wish["kind"], "text": text, "locale": locale}
    if wish["kind"] == "words" and any(map(_wide_script, text)):
        found["recipe"] = _LIT_RECIPE
    return found


def _wide_script(letter: str) -> bool:
    # From Thai on, where scripts without capitals, without blanks and emoji are.
    return letter >= "\u0e00" and unicodedata.category(letter) in ("Lo", "So")
