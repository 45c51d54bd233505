"""What goes to YouTube beside a film, and to which channel: by the script and the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from build.errors import UserError
from build.plan import EpisodePlan, Plan, TrackPlan


def channel_of(plan: Plan, folder: str, track: str) -> str | None:
    """Return the channel that a film goes to, None where it goes to none.

    A project's films go to that project's channels only.
    """
    channels = plan.settings.tree["youtube"]["channels"]
    *project, _ = folder.split("/")
    own = channels.get(project[0], {}) if project else channels
    channel = own.get(track) if isinstance(own, Mapping) else None
    draft = plan.settings.tree["preset"] == "draft"
    return channel if isinstance(channel, str) and not draft else None


def films(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the folder and track of every wanted film that has a channel."""
    for folder, episode in plan.episodes.items():
        if plan.wants(folder):
            for track in episode.tracks:
                if channel_of(plan, folder, track):
                    yield folder, track


def require_channel(plan: Plan, folder: str, track: str) -> None:
    """Raise UserError where a film goes to no channel."""
    plan.track(folder, track)
    if plan.settings.tree["preset"] == "draft":
        raise UserError("drafts are not uploaded: build with preset production or preview")
    if channel_of(plan, folder, track) is None:
        raise UserError(f"config, youtube.channels: there is no channel for {folder}/{track}")


def notes(plan: Plan) -> Iterator[str]:
    """Yield what who asks for uploads should know: films without a channel, wrong names."""
    going = {f"{folder}/{track}" for folder, track in films(plan)}
    for folder in filter(plan.wants, plan.episodes):
        for track in plan.episodes[folder].tracks:
            if f"{folder}/{track}" not in going:
                yield f"{folder}/{track} is not uploaded: {_why(plan)}"
    for name in plan.settings.tree["replace_upload"]:
        if name not in going:
            yield f"replace_upload={name} is no film that is uploaded; write it like S01E01/es"


def upload_list(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any] | None:
    """Return the content of a film's edit.upload.json; None where it goes to no channel."""
    script = episode.episode
    channel = channel_of(plan, script.folder, track.track)
    if channel is None:
        return None
    seo = script.seo.get(track.text, {})
    wishes = plan.settings.tree["youtube"]
    name = f"{script.folder}/{track.track}"
    return {
        "channel": channel,
        "episode": script.folder,
        "track": track.track,
        "title": seo.get("title") or script.title[track.text],
        "description": seo.get("description", ""),
        "tags": seo.get("tags", []),
        "locale": track.locale,
        "category": wishes["category"],
        "privacy": wishes["privacy"],
        "publish_at": wishes["publish_at"].get(name),
        "synthetic": wishes["synthetic_media"],
        "made_for_kids": wishes["made_for_kids"],
    }


def _why(plan: Plan) -> str:
    if plan.settings.tree["preset"] == "draft":
        return "it is a draft"
    return "youtube.channels of the configuration has no channel for it"
