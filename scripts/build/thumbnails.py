"""Thumbnails as planned: the picture that an episode's tracks share, and each track's texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build.episodes import Episode
from build.plan import EpisodePlan, Plan, TrackPlan
from build.takes import Take, make_take
from engines.choice import Choice

# Raised by hand when thumbnails come out otherwise on purpose.
RECIPE = 1
SIZE: Mapping[str, int] = {"width": 1280, "height": 720}
MOST = 5  # texts of a track


def first_picture(
    episode: Episode,
    first: Take,
    slate: Mapping[str, bool],
    fitted: Choice,
    fit: str,
    takes: str,
) -> Take:
    """Return the take that thumbnails show without a prompt of their own, of `SIZE`.

    That is the `first` picture of the film, whatever its shape, drawn anew without the `slate` that
    it carries, or else brought to the size by `fitted`, as `fit` (crop or blur) says.
    """
    scene = episode.scenes[0]
    if scene.image is not None:  # from the person's own file, which may be larger than the film
        spec = {**first.spec, **SIZE}
        return make_take("images", first.engine, scene.image.stem, spec, first.sources)
    if slate:
        spec = {**first.spec, **SIZE, **slate}
        return make_take("images", first.engine, scene.image_prompt or "", spec, first.sources)
    if all(first.spec[key] == length for key, length in SIZE.items()):
        return first
    spec = {**fitted.identity(), **SIZE, "picture": first.stem}
    spec |= {"fit": fit} if fit == "blur" else {}
    source = f"{takes}/{first.stem}.png"
    return make_take("images", fitted.engine, scene.image_prompt or "", spec, (source,))


def thumbnail_texts(seo: Mapping[str, Any], title: str) -> list[str]:
    """Return what a track's thumbnails say, at most five: variants, else titles, else the title.

    `seo` is the script's block for the track's language. What is there twice is drawn once.
    """
    wishes = [seo.get("variants", []), seo.get("titles", []), [seo.get("title", "")], [title]]
    said = ([text.strip() for text in texts if text.strip()] for texts in wishes)
    return list(dict.fromkeys(next(filter(None, said))))[:MOST]


def texts_of(episode: EpisodePlan, track: TrackPlan) -> list[str]:
    """Return what the thumbnails of one track say."""
    script = episode.episode
    return thumbnail_texts(script.seo.get(track.text, {}), script.title[track.text])


def thumbnail_list(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    """Return the edit list of a track's thumbnails: all that determines them."""
    look = {key: value for key, value in plan.settings.tree["thumbnails"].items() if key != "draw"}
    return {
        "recipe": RECIPE,
        "picture": episode.thumbnail.stem,
        "locale": track.locale,
        "texts": texts_of(episode, track),
        "look": look,
    }
