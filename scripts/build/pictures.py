"""Pictures as planned that an engine draws from a prompt, guided by a reference picture or not."""

from __future__ import annotations

from pathlib import Path

from build.digests import Digests
from build.episodes import Episode
from build.errors import UserError
from build.takes import Take, make_take
from engines.choice import Choice


def drawn_picture(
    by: Choice,
    episode: Episode,
    prompt: str,
    reference: Path | None,
    digests: Digests,
    **wishes: object,
) -> Take:
    """Return the take of a picture that `by` draws from `prompt`, guided by `reference`.

    `wishes` are its size and what else was chosen, None where nobody did. UserError where the
    engine takes a reference, but not as it is set up.
    """
    guide = reference if by.adapter.reference else None
    if guide and (reason := by.adapter.unguidable(by.settings)):
        raise UserError(f"{episode.source}, reference: {reason}")
    chosen = {"style": episode.style, **wishes}
    spec = {**by.identity(guided=guide is not None), "prompt": prompt}
    spec |= {key: value for key, value in chosen.items() if value is not None}
    if guide is None:
        return make_take("images", by.engine, prompt, spec)
    spec["reference"] = digests.of(guide)
    return make_take("images", by.engine, prompt, spec, (str(guide),))


def unguided_note(by: Choice, episode: Episode) -> str | None:
    """Return that references of `episode` guide nothing, where `by` is to draw and takes none."""
    drawn = any(scene.reference for scene in episode.scenes if scene.image is None)
    if by.adapter.reference or not (drawn or (episode.reference and episode.thumbnail)):
        return None
    return f"{episode.folder}: {by.engine} takes no reference picture; those named guide nothing"
