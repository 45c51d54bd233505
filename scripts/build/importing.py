"""Pictures and voices of an earlier system: which file becomes which take.

Its results lie as FOLDER/S01E22/common/img_1.png and FOLDER/S01E22/<track>/raw/1.wav (or mp3; 001
is 1), and common/thumbnail_raw_<track>.png. A scene's file becomes the take that the scene asks for
as the script stands now. What is there already stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from build.errors import UserError
from build.files import read_json, read_known
from build.plan import EpisodePlan, Plan
from build.takes import Take

# The better kind first, where a scene has two.
_PICTURE = re.compile(r"img_(\d+)\.(png|webp|jpg|jpeg)", re.IGNORECASE)
_VOICE = re.compile(r"(\d+)\.(wav|mp3)", re.IGNORECASE)
_KINDS = ("png", "webp", "jpg", "jpeg", "wav", "mp3")
_SHOWN = 10  # remarks


@dataclass
class Imports:
    """The file that each take comes from, by its stem; counts of takes and files; remarks."""

    root: Path
    files: dict[str, Path] = field(default_factory=dict)
    missing: int = 0
    already: int = 0
    unfit: int = 0
    remarks: list[str] = field(default_factory=list)

    def of(self, kind: str) -> dict[str, Path]:
        """Return the files of the takes of one kind (images, speech) by the take's name."""
        stems = (stem.split("/") for stem in self.files)
        return {
            stem[2]: file
            for stem, file in zip(stems, self.files.values(), strict=True)
            if stem[0] == kind
        }

    def told(self) -> list[str]:
        """Return what a build says of the import before it begins."""
        said = (
            f"import from {self.root}: to bring in {self.missing}, there already {self.already}, "
            f"not fitting {self.unfit}"
        )
        more = len(self.remarks) - _SHOWN
        told = [*self.remarks[:_SHOWN], *([f"and {more} more remarks"] if more > 0 else [])]
        return [said, *(f"import: {line}" for line in told)]


def survey(plan: Plan, root: Path) -> Imports:
    """Return what of the results under `root` becomes a take of `plan`.

    UserError when there is no such folder, or it is the one that is built in.
    """
    results = Path(plan.settings.results)
    if not root.is_dir():
        raise UserError(f"config, import_from: there is no folder {root}; name the old results")
    if root.resolve() == results.resolve():
        raise UserError(
            f"config, import_from: {root} is where this build puts its own files; move the old "
            "results to another folder first, so that none of them is replaced"
        )
    found = Imports(root)
    for folder, episode in plan.episodes.items():
        place = _place(plan, root, folder, episode)
        if place is not None and plan.wants(folder):
            _match(plan, found, place / "common", _PICTURE, episode.pictures)
            raws = [place / f"common/thumbnail_raw_{name}.png" for name in episode.tracks]
            raw = next(filter(Path.is_file, raws), None)
            if raw is not None and episode.thumbnail.engine != "file":
                _bring(plan, found, episode.thumbnail, raw)
            for name, track in episode.tracks.items():
                _match(plan, found, place / name / "raw", _VOICE, track.voices)
    if not found.files and not found.remarks:
        found.remarks.append(f"nothing like {root}/S01E22/common/img_001.png was found")
    return found


def _place(plan: Plan, root: Path, folder: str, episode: EpisodePlan) -> Path | None:
    # Projects may hold episodes of one number; which of them is meant has to be said.
    places = [root / folder]
    if plan.settings.tree["project"] is not None:
        places.append(root / episode.episode.id)
    return next((place for place in places if place.is_dir()), None)


def _match(
    plan: Plan, found: Imports, folder: Path, pattern: re.Pattern[str], takes: Sequence[Take]
) -> None:
    files = numbered(folder.iterdir() if folder.is_dir() else (), pattern)
    if not files:
        return
    if 0 in files:
        found.unfit += len(files)
        found.remarks.append(
            f"{files[0]} is numbered 0, and scenes count from 1: rename all in its folder by one"
        )
        return
    if max(files) != len(takes):
        found.remarks.append(
            f"{folder} ends with number {max(files)}, the script with scene {len(takes)}: see "
            "whether they still belong together"
        )
    for number, file in files.items():
        if number > len(takes):
            found.unfit += 1
            continue
        take = takes[number - 1]
        if take.engine == "file":
            found.unfit += 1
            found.remarks.append(f"{file}: scene {number} shows a picture of its own")
        else:
            _bring(plan, found, take, file)


def _bring(plan: Plan, found: Imports, take: Take, file: Path) -> None:
    if take.stem not in found.files:
        there = _there(Path(plan.settings.takes), take)
        found.already += there is not None
        found.missing += there is None
        # One that was imported is still the import's to make again, should it have to be.
        if there is None or "imported" in there:
            found.files[take.stem] = file


def numbered(files: Iterable[Path], pattern: re.Pattern[str]) -> dict[int, Path]:
    """Return the files that fit `pattern` by their numbers, in order; one for each number."""

    def order(file: Path) -> tuple[int, int, str]:
        match = pattern.fullmatch(file.name)
        assert match
        return int(match[1]), _KINDS.index(match[2].lower()), file.name

    fitting = [file for file in files if pattern.fullmatch(file.name) and file.is_file()]
    found: dict[int, Path] = {}
    for file in sorted(fitting, key=order):
        found.setdefault(order(file)[0], file)
    return found


def _there(takes: Path, take: Take) -> Mapping[str, object] | None:
    """Return the sidecar of `take` where both are there."""
    suffix = ".png" if take.kind == "images" else ".wav"
    if not Path(f"{takes / take.stem}{suffix}").exists():
        return None
    try:
        sidecar: Mapping[str, object] = read_json(f"{takes / take.stem}.json")
    except (OSError, ValueError):
        return None
    return sidecar


def fitted(made: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each imported picture among the files `made` that had another size.

    Those in remote storage are not here to be read.
    """
    for path in sorted(made):
        if "/images/" in path and path.endswith(".json") and Path(path).exists():
            imported = read_known(path).get("imported", {})
            if "fitted" in imported:
                yield f"{imported['from']} was {imported['fitted']}"
