"""What the review pages show, as far as the plan knows it; the rest is in the takes' sidecars.

<episode>/edit.review.json    texts, takes in order, engines                -> review.html
<episode>/there.review.json   with review_only: the files that are there    -> review.html
edit.review.json              all episodes, those that are refused as well  -> review.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build.fallbacks import shared_fallbacks
from build.gaps import plain
from build.hearing_findings import limit_of
from build.plan import EpisodePlan, Plan, TrackPlan

# Raised by hand when the pages come out otherwise on purpose.
RECIPE = 3
# Edit lists that a film is made from; one that is newer than the film makes it outdated.
FILM_LISTS = ("edit.json", "edit.mix.json", "edit.final.json", "edit.subtitles.json")


def review_lists(plan: Plan) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and content of the edit list of every page, and of their index."""
    results = Path(plan.settings.results)
    for folder, episode in plan.episodes.items():
        yield results / folder / "edit.review.json", review_list(plan, episode)
        if plan.settings.tree["review_only"]:
            yield results / folder / "there.review.json", _there(plan, folder)
    yield results / "edit.review.json", index_list(plan)


def review_list(plan: Plan, episode: EpisodePlan) -> dict[str, Any]:
    """Return the edit list of an episode's page."""
    script, tree = episode.episode, plan.settings.tree
    return {
        "recipe": RECIPE,
        "episode": script.id,
        "project": script.project,
        "script": str(script.source),
        "fps": plan.settings.video.fps,
        "width": plan.settings.video.width,
        "height": plan.settings.video.height,
        "loudness": tree["sound"]["loudness"],
        "intro": plan.intro.stem if plan.intro else None,
        "outro": plan.outro.stem if plan.outro else None,
        "music": episode.music.stem if episode.music else None,
        "fallbacks": shared_fallbacks(plan, episode),
        "tracks": [_track(plan, episode, track) for track in episode.tracks.values()],
        "scenes": [
            {
                "number": number,
                "script": plain(scene.written),
                "picture": episode.pictures[number - 1].stem,
                "lines": {
                    name: _line(plan, track, number - 1, scene.text[track.text])
                    for name, track in episode.tracks.items()
                },
            }
            for number, scene in enumerate(script.scenes, 1)
        ],
    }


def _track(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    limits = plan.settings.tree["ear"]["limits"]
    return {
        "track": track.track,
        "text": track.text,
        "locale": track.locale,
        "title": episode.episode.title[track.text],
        "engine": track.choice.engine,
        "passed_over": list(track.choice.passed_over),
        "hearing_limit": limit_of(limits, track.choice.engine, track.locale),
    }


def _line(plan: Plan, track: TrackPlan, index: int, text: str) -> dict[str, Any]:
    voice, transition = track.voices[index], track.transitions[index]
    return {
        "text": text,
        "voice": voice.stem,
        "clip": track.clips[index].stem,
        "heard": plan.ear.stem(voice) if plan.ear else None,
        "transition": transition.spec["kind"] if transition else None,
        "ambience": track.cuts[index]["ambience"]["kind"],
    }


def index_list(plan: Plan) -> dict[str, Any]:
    """Return the edit list of the index: every episode, and why others are refused."""
    return {
        "recipe": RECIPE,
        "episodes": [
            {
                "folder": folder,
                "project": episode.episode.project,
                "saga": episode.episode.saga,
                "episode": episode.episode.id,
                "title": next(iter(_titles(episode)), ""),
            }
            for folder, episode in plan.episodes.items()
        ],
        "refused": [refusal.sentence for refusal in plan.refusals],
    }


def _titles(episode: EpisodePlan) -> list[str]:
    return [episode.episode.title[track.text] for track in episode.tracks.values()]


def shown_files(plan: Plan, folder: str) -> list[str]:
    """Return every file that the page of an episode shows and a default build makes, each once."""
    episode, tree = plan.episode(folder), plan.settings.tree
    place, takes = f"{plan.settings.results}/{folder}", plan.settings.takes
    files = [f"{takes}/{picture.stem}{end}" for picture in episode.pictures for end in _PICTURE]
    inserts = [insert for insert in (plan.intro, plan.outro) if insert]
    files += [f"{takes}/{take.stem}.json" for take in inserts]
    for name, track in episode.tracks.items():
        files += [f"{takes}/{voice.stem}{end}" for voice in track.voices for end in _VOICE]
        files += [f"{takes}/{clip.stem}{end}" for clip in track.clips for end in _CLIP]
        files += _hearings(plan, track)
        files += [f"{place}/{name}/subtitles.vtt", f"{place}/{name}/final.mp4"]
        files += [f"{place}/{name}/thumbnail.png"] if tree["thumbnails"]["draw"] else []
    return list(dict.fromkeys(files))


_PICTURE, _VOICE, _CLIP = (".png", ".json"), (".wav", ".json"), (".mp4", ".json")


def _hearings(plan: Plan, track: TrackPlan) -> list[str]:
    """Return what was heard in a track's voices: all of it where a build listens, else what is."""
    if plan.ear is None:
        return []
    files = [f"{plan.settings.takes}/{plan.ear.stem(voice)}.json" for voice in track.voices]
    listens = plan.settings.tree["ear"]["listen"]
    return [file for file in files if listens or Path(file).exists()]


def _there(plan: Plan, folder: str) -> dict[str, Any]:
    """Return size and time of what a page can show now, and of the logs that say why not."""
    files = shown_files(plan, folder)
    missing = [file for file in files if not Path(file).is_file()]
    takes, logs = f"{plan.settings.takes}/", f"{plan.settings.results}/logs/"
    files += [str(Path(file.replace(takes, logs, 1)).with_suffix(".log")) for file in missing]
    place, lists = Path(plan.settings.results) / folder, (*FILM_LISTS, "edit.thumbnails.json")
    files += [str(place / track / name) for track in plan.episode(folder).tracks for name in lists]
    found = {}
    for file in files:
        path = Path(file)
        if path.is_file():
            stamp = path.stat()
            found[file] = [stamp.st_size, stamp.st_mtime_ns]
    return {"recipe": RECIPE, "files": found}
