"""A film's edit decision lists: the small files that its joins depend on.

Each names the takes in order, or the settings of one join, and nothing more; so an edit touches
only the lists, and so the joins, that it concerns. They are written while the Snakefile is read,
only where their content changes, and stay right when Snakemake's own records are lost.

    edit.json             pictures, voices, clips, transitions       -> voice.mp4, links
    edit.subtitles.json   texts, voices, pauses, intro, rules        -> subtitles.*
    edit.mix.json         music, ambience and levels                 -> mixed.mp4
    edit.final.json       intro, outro, chapters, title, language    -> final.mp4
    edit.thumbnails.json  picture, texts and their look              -> thumbnail*
    edit.distinct.json    tempo, grain, encoding                     -> distinct.*
    edit.web.json         page, search words, site (see build.web)   -> published.json and the site
    edit.upload.json      channel, title, description, tags, privacy -> upload.json
    edit.review.json      all that a person reviews (see build.reviewing) -> review.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build.distinct import distinct_list
from build.files import readable, write_if_changed
from build.hearing import stands_in
from build.plan import EpisodePlan, Plan, TrackPlan
from build.remembered import remember
from build.reviewing import review_lists
from build.thumbnails import thumbnail_list
from build.uploading import upload_list
from build.web import web_edit

# Raised by hand when the join of a list comes out otherwise on purpose, as an engine's RECIPE is.
JOIN_RECIPE = SUBTITLES_RECIPE = 1
FINAL_RECIPE = 2
MIX_RECIPE = 4
_CHAPTER_LETTERS = 48


def edit_lists(plan: Plan) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and content of every edit list of `plan`."""
    results = Path(plan.settings.results)
    for folder, episode in plan.episodes.items():
        yield results / folder / "common/edit.json", _common(episode)
        for track in episode.tracks.values():
            place = results / folder / track.track
            yield place / "edit.json", _scenes(plan, episode, track)
            yield place / "edit.subtitles.json", _subtitles(plan, episode, track)
            yield place / "edit.mix.json", _mix(plan, episode, track)
            yield place / "edit.final.json", _final(plan, episode, track)
            yield place / "edit.thumbnails.json", thumbnail_list(plan, episode, track)
            yield place / "edit.distinct.json", distinct_list(plan, episode, track)
            yield place / "edit.web.json", web_edit(plan, episode, track)
            if upload := upload_list(plan, episode, track):
                yield place / "edit.upload.json", upload
    yield from review_lists(plan)


def write_edit_lists(plan: Plan) -> None:
    """Write those edit lists of `plan` whose content changed."""
    for path, text in texts_of_lists(plan):
        write_if_changed(path, text, remember)


def texts_of_lists(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Yield the path and text of every edit list of `plan`."""
    return ((path, readable(content)) for path, content in edit_lists(plan))


def music_link(plan: Plan, episode: EpisodePlan) -> str | None:
    """Return the name under which the episode's folder shows its music."""
    if episode.music is None:
        return None
    letters = episode.music.name.rsplit("-", 1)[-1]
    seconds = episode.music.spec.get("seconds")  # a file of the person's own has its own length
    return f"bg_music_common_{letters}{f'_{seconds}s' if seconds else ''}.wav"


def _common(episode: EpisodePlan) -> dict[str, Any]:
    return {
        "pictures": [picture.stem for picture in episode.pictures],
        "music": episode.music.stem if episode.music else None,
    }


def _scenes(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    takes = zip(episode.pictures, track.voices, track.clips, track.transitions, strict=True)
    return {
        "recipe": JOIN_RECIPE,
        "episode": episode.episode.id,
        "track": track.track,
        "fps": plan.settings.video.fps,
        "scenes": [
            {
                "number": number,
                "picture": picture.stem,
                "voice": voice.stem,
                "clip": clip.stem,
                "transition": transition.stem if transition else None,
            }
            for number, (picture, voice, clip, transition) in enumerate(takes, 1)
        ],
    }


def _subtitles(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    video = plan.settings.video
    heard = stands_in(plan.ear, track.choice)
    scenes = zip(episode.episode.scenes, track.voices, track.clips, strict=True)
    return {
        "recipe": SUBTITLES_RECIPE,
        "fps": video.fps,
        "width": video.width,
        "height": video.height,
        "rules": dict(plan.settings.tree["subtitles"]),
        "intro": plan.intro.stem if plan.intro else None,
        "scenes": [
            {
                "text": scene.text[track.text],
                "voice": voice.stem,
                "pause_frames": clip.spec["pause_frames"],
                **({"heard": plan.ear.stem(voice)} if plan.ear and heard else {}),
            }
            for scene, voice, clip in scenes
        ],
    }


def _mix(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    levels = ("voice_loudness", "loudness", "true_peak", "aac_kbps")
    music = ("music_volume", "duck", "music_fade_in", "music_fade_out")
    sound = plan.settings.tree["sound"]
    return {
        "recipe": MIX_RECIPE,
        "music": episode.music.stem if episode.music else None,
        "ambience": _ambience(track) if any(track.ambiences) else [],
        **{key: sound[key] for key in (*levels, *music)},
    }


def _ambience(track: TrackPlan) -> list[dict[str, Any]]:
    scenes = zip(track.clips, track.ambiences, track.cuts, strict=True)
    return [
        {"clip": clip.stem, "take": take.stem, "volume": cut["ambience"]["volume"]}
        if take
        else {"clip": clip.stem, "take": None, "volume": 0.0}
        for clip, take, cut in scenes
    ]


def _final(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    script = episode.episode
    return {
        "recipe": FINAL_RECIPE,
        "title": script.title[track.text],
        "episode": script.id,
        "locale": track.locale,
        "fps": plan.settings.video.fps,
        "aac_kbps": plan.settings.tree["sound"]["aac_kbps"],
        "intro": plan.intro.stem if plan.intro else None,
        "outro": plan.outro.stem if plan.outro else None,
        "clips": [clip.stem for clip in track.clips],
        "chapters": [_chapter(scene.text[track.text]) for scene in script.scenes],
    }


def _chapter(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= _CHAPTER_LETTERS:
        return words
    return words[:_CHAPTER_LETTERS].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
