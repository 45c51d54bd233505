"""What a film's page is made from, as far as it is known while the Snakefile is read.

`edit.web.json` holds it, so only a change of this, of the film or of the picture writes a page
again. The site is another repository's checkout, where files come and go without Snakemake: what
was written there is named in a receipt (`published.json`), which is compared with the site here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.episodes import Episode
from build.errors import UserError
from build.files import read_known
from build.plan import EpisodePlan, Plan, TrackPlan

# Raised by hand when pages come out otherwise on purpose.
WEB_RECIPE = 1
TEMPLATE = Path(__file__).resolve().parents[2] / "resources/templates/content.md.j2"
# What a site held when a page was written; what was written there, to tell a person's words.
RECEIPT, MEMORY = "published.json", "published.page.json"


def site_folder(plan: Plan) -> str:
    """Return the folder of the site; that of drafts is always apart, beside the drafts."""
    folder = plan.settings.tree["web"]["folder"]
    draft = plan.settings.tree["preset"] == "draft"
    return folder if folder and not draft else f"{plan.settings.results}/site"


def series_folder(plan: Plan, episode: Episode) -> Path:
    """Return the folder of an episode's saga within the site's folder."""
    return Path("data/sites", _site(plan, episode), "series", f"saga-{episode.saga:02}")


def site_folders(plan: Plan) -> set[Path]:
    """Return the folders of the site that pages of the plan are written into."""
    folders = set()
    for episode in plan.episodes.values():
        series = Path(site_folder(plan)) / series_folder(plan, episode.episode)
        page = series / f"ep-{episode.episode.number:02}"
        folders |= {series, page, page / "assets"}
    return folders


def page_picture(plan: Plan, folder: str, track: str) -> str:
    """Return the picture that a page shows."""
    return f"{plan.settings.results}/{folder}/{track}/thumbnail.png"


def web_edit(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    """Return the content of a film's `edit.web.json`."""
    script = episode.episode
    place = Path(plan.settings.results, script.folder, track.track)
    seo, page = script.seo.get(track.text, {}), script.web.get(track.text, {})
    return {
        "recipe": WEB_RECIPE,
        "template": hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
        "site": site_folder(plan),
        "site_is_given": site_folder(plan) == plan.settings.tree["web"]["folder"],
        "folder": series_folder(plan, script).as_posix(),
        "saga": script.saga,
        "number": script.number,
        "track": track.track,
        "title": script.title[track.text],
        "description": seo.get("description", ""),
        "visual_mode": script.visual_mode,
        "tags": seo.get("tags", []),
        "keywords": seo.get("keywords", []),
        "recommended_products": script.web.get("recommended_products", []),
        "body": page.get("body", ""),
        "picture": page_picture(plan, script.folder, track.track),
        "youtube_id": _youtube_id(place / "upload.json"),
        "series": _series(plan, script, track.text),
        "complete_at": plan.settings.tree["web"]["complete_at"],
        "after": _outdated(place, site_folder(plan)),
    }


def _site(plan: Plan, episode: Episode) -> str:
    name: str = plan.settings.tree["web"]["site"]
    if episode.project is None:
        return name
    alone = any(other.episode.project is None for other in plan.episodes.values())
    if alone and episode.project.casefold() == name.casefold():
        raise UserError(
            f"config, web.site: the project {episode.project} has a site of that name already; "
            "give the scripts without a project another one"
        )
    return episode.project


def _series(plan: Plan, episode: Episode, language: str) -> dict[str, str | None]:
    series = plan.settings.tree["web"]["series"]
    name = episode.id.split("E")[0]
    wish = series.get(f"{episode.project}/{name}" if episode.project else name, {})
    return {key: wish.get(key, {}).get(language) for key in ("title", "description")}


def _youtube_id(receipt: Path) -> str | None:
    """Return the id of the uploaded video. No input: pages never make an upload."""
    found = read_known(receipt).get("video_id")
    return found if isinstance(found, str) and found else None


def _outdated(place: Path, site: str) -> str | None:
    """Return the hash of the last receipt that no longer held, None where none failed yet.

    It stays in the edit list until another receipt fails, so that looking again changes nothing.
    """
    receipt = place / RECEIPT
    if receipt.is_file() and not _holds(read_known(receipt), place / "final.mp4", Path(site)):
        return hashlib.sha256(receipt.read_bytes()).hexdigest()
    before = read_known(place / "edit.web.json").get("after")
    return before if isinstance(before, str) else None


def _holds(receipt: Mapping[str, Any], final: Path, site: Path) -> bool:
    """Tell whether the site still has what `receipt` names, and the film is the same.

    A film that is gone is no reason: pages need none.
    """
    try:
        files = [(site / file["path"], file) for file in receipt["files"]]
        shared = [site / path for path in receipt["shared"]]
        return (
            all(_stamp(path) == [file["size"], file["mtime_ns"]] for path, file in files)
            and all(path.is_file() for path in shared)
            and _stamp(final) in (None, receipt["video"])
        )
    except (KeyError, TypeError):
        return False


def _stamp(path: Path) -> list[int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]
