"""Every take that any script wants: in all presets, in all languages, by all engines listed.

What this run settled on is one of many: tracks may be off for it, a key or an environment may be
missing, a draft shares its voices. A take is unwanted only when none of these asks for it, and no
film that is there shows it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from build.digests import Digests
from build.episodes import Episode, read_episodes
from build.errors import UserError
from build.files import canonical
from build.planner import make_plan
from build.settings import Settings, load_settings, merge
from upkeep.items import FILES

_STEM = re.compile(rf"\b(?:{'|'.join(FILES)})/[a-z0-9_]+/[a-z0-9-]+-[0-9a-f]{{16}}\b")
# What one run is narrowed to, or told to do.
_OF_A_RUN = ("preset", "tracks", "project", "episode", "import_from")
_OTHER_FOLDERS = {"takes", "logs", "benchmarks", "site", "uploads"}


def wanted_takes(
    config: Mapping[str, Any], own: Mapping[str, Any], home: Path, digests: Digests
) -> set[str]:
    """Return the stems of all takes that some script wants under some configuration.

    `config`, `own` and `home` are as for `load_settings`. UserError where a script cannot be read,
    since nobody knows then what it wants.
    """
    episodes: Sequence[Episode] | None = None
    found: set[str] = set()
    for settings in configurations(config, own, home):
        if episodes is None:
            texts = Path(settings.tree["writer"]["texts"])
            episodes, refusals = read_episodes(settings.scripts, texts)
            require_known([refusal.sentence for refusal in refusals])
        plan = make_plan(settings, episodes, [], digests)
        require_known([refusal.sentence for refusal in plan.refusals])
        found.update(plan.takes)
    return found


def require_known(refused: Sequence[str]) -> None:
    """Raise UserError where a script is refused."""
    if refused:
        raise UserError(
            "which takes these want is not known, so none is called unwanted; put them right, or "
            f"move them out of the scripts' folder: {'; '.join(refused)}"
        )


def configurations(
    config: Mapping[str, Any], own: Mapping[str, Any], home: Path
) -> Iterator[Settings]:
    """Yield the settings of every preset, language and choice of engines, one track each."""
    own = {key: value for key, value in own.items() if key not in _OF_A_RUN}
    config = {**config, **dict.fromkeys(_OF_A_RUN), "tracks": [*config["languages"]]}
    seen: set[str] = set()
    for preset in sorted(path.stem for path in (home / "config/presets").glob("*.yaml")):
        base = {**config, "preset": preset}
        tree = load_settings(base, own, home, assume=True).tree
        for track in tree["languages"]:
            for choice in _choices(tree, track):
                settings = load_settings(base, merge(own, choice), home, assume=True)
                key = canonical({**settings.tree, "preset": None})
                if key not in seen:
                    seen.add(key)
                    yield settings


def _choices(tree: Mapping[str, Any], track: str) -> Iterator[dict[str, Any]]:
    """Yield the configuration's keys for `track` alone with one engine of each list of `tree`."""
    lists = (
        tree["images"]["engine"],
        tree["music"]["engine"],
        tree["video"]["encoder"],
        [[engine] for engine in tree["ear"]["engine"]] or [[]],
        tree["languages"][track]["speech"],
    )
    for image, music, encoder, ear, speech in product(*lists):
        yield {
            "tracks": [track],
            "images": {"engine": [image]},
            "music": {"engine": [music]},
            "video": {"encoder": [encoder]},
            "ear": {"engine": ear},
            "languages": {track: {"speech": [speech]}},
        }


def shown_takes(results: Path) -> dict[str, set[str]]:
    """Return the takes that each folder of a film names in its lists, links and tables.

    A film whose script is gone, or that another configuration built, keeps its takes so.
    """
    found: dict[str, set[str]] = {}
    for place, folders, files in os.walk(results):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not (name in _OTHER_FOLDERS and place == str(results))
        ]
        texts = [
            (Path(place) / name).read_text(encoding="utf-8", errors="replace")
            for name in files
            if name == "takes.tsv" or re.fullmatch(r"edit(\.\w+)?\.json", name)
        ]
        if stems := set(_STEM.findall("\n".join(texts))):
            found[str(Path(place).relative_to(results))] = stems
    return found
