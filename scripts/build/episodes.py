"""Episode scripts: read, checked, never written. One with a mistake stops its own episode alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.documents import read_document
from build.errors import UserError
from build.gaps import gaps, missing_files, own_file, plain
from build.quoting import shown, summed
from build.validation import EPISODE_SCHEMA, validate

_NAME = re.compile(r"SAGA_(\d{1,4})_Episode_(\d{1,4})", re.IGNORECASE)
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# What `snakemake write` lays beside a script that is there already is no episode yet.
_PROPOSAL = re.compile(r".+\.proposed(-\d+)?\.json", re.IGNORECASE)
_EPISODE = re.compile(r"S\d+E\d+", re.IGNORECASE)
# Names that Windows keeps for devices, on its own disks also under WSL.
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)
# Folders that stand beside episodes under results/.
RESERVED = frozenset(
    {"takes", "site", "draft", "preview", "production", "logs", "benchmarks", "models"}
    | {"common", "figures", "intro", "refused", "uploads"}
)
_LAST = 9999  # saga and episode


@dataclass(frozen=True)
class Music:
    """What is heard under the voices: composed from a prompt, or the person's own file."""

    prompt: str | None
    file: Path | None
    seconds: int | None


@dataclass(frozen=True)
class Scene:
    """One scene. `text` is per language, `voice` per track or language; `pause` in seconds.

    `fit` and `focus` say how a picture of the person's own is brought to the frame's shape;
    `reference` is a picture that guides a drawn one, the episode's where the scene has none; `cut`
    holds the wishes for motion, transition, captions and ambience; `written` is the scene as the
    script has it.
    """

    text: Mapping[str, str]
    image_prompt: str | None
    image: Path | None
    fit: str | None
    focus: tuple[float, float] | None
    reference: Path | None
    cut: Mapping[str, Any]
    voice: Mapping[str, Mapping[str, Any]]
    pause: float
    seed: int | None
    image_take: int | None
    voice_take: int | None
    written: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Episode:
    """One episode, known by its id (S01E22) within its project, if it has one.

    `title`, `seo` and `web` are per language; `thumbnail` is the prompt of its picture, `reference`
    guides it, and scenes that name none of their own.
    """

    id: str
    project: str | None
    source: Path
    title: Mapping[str, str]
    style: str | None
    visual_mode: str | None
    music: Music | None
    cut: Mapping[str, Any]
    thumbnail: str | None
    reference: Path | None
    seo: Mapping[str, Mapping[str, Any]]
    web: Mapping[str, Any]
    scenes: tuple[Scene, ...]

    @property
    def folder(self) -> str:
        """Folder under the results."""
        return f"{self.project}/{self.id}" if self.project else self.id

    @property
    def saga(self) -> int:
        """The number of its saga."""
        return int(self.id[1:].split("E")[0])

    @property
    def number(self) -> int:
        """Its number in its saga."""
        return int(self.id.split("E")[1])

    @property
    def languages(self) -> frozenset[str]:
        """Languages that every scene speaks."""
        return frozenset.intersection(*(frozenset(scene.text) for scene in self.scenes))


@dataclass(frozen=True)
class Refusal:
    """A script that cannot be built: where it would be built, its files, the sentence why."""

    folder: str | None
    sources: tuple[Path, ...]
    sentence: str


def read_episodes(root: Path, texts: Path | None = None) -> tuple[list[Episode], list[Refusal]]:
    """Return the episodes of all scripts under `root`, and why the others are refused.

    Where there is a folder of `texts`, scripts may be still to be written, and `root` to be made.
    """
    if not root.is_dir():
        if texts is not None and texts.is_dir():
            return [], []
        raise UserError(f"there is no folder {root}; make it, and put an episode script into it")
    episodes: list[Episode] = []
    refusals: list[Refusal] = []
    sources: dict[str, list[tuple[str, Path]]] = {}
    for path in _scripts(root):
        folder = None
        try:
            project = _project(path, root)
            named = _NAME.fullmatch(path.stem)
            numbers = (int(named[1]), int(named[2])) if named else None
            folder = _folder(project, numbers) if numbers else None
            document = read_document(path)
            numbers = _identity(document, numbers, path)
            folder = _folder(project, numbers)
            episodes.append(_episode(document, path, project, _id(numbers)))
        except UserError as error:
            refusals.append(Refusal(folder, (path,), shown(str(error))))
        if folder:
            sources.setdefault(folder.casefold(), []).append((folder, path))
    # A broken file counts too: which of the two is the episode is for the person to say.
    twice = [Refusal(*found) for group in sources.values() for found in _twice(group)]
    folders = {refusal.folder for refusal in twice}
    refusals = [refusal for refusal in refusals if refusal.folder not in folders]
    return [episode for episode in episodes if episode.folder not in folders], refusals + twice


def _twice(found: Sequence[tuple[str, Path]]) -> list[tuple[str, tuple[Path, ...], str]]:
    """Return what refuses scripts that want one folder; nothing where there is but one of them."""
    if len(found) == 1:
        return []
    paths = tuple(path for _, path in found)
    names = shown(" and ".join(map(str, paths)))
    folders = sorted({folder for folder, _ in found})
    all_of = "both" if len(found) == 2 else "all"
    sentence = f"{names} are {all_of} the episode {folders[0]}: give each its own number"
    if len(folders) > 1:
        sentence = (
            f"{names} would be built in {' and '.join(folders)}, which are one folder on disks "
            "that do not tell capitals apart: rename one project"
        )
    return [(folder, paths, sentence) for folder in folders]


def _scripts(root: Path) -> list[Path]:
    """Return every script under `root`, in the order of their names; what is hidden is none."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix.lower() == ".json"
        and not _PROPOSAL.fullmatch(path.name)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and not path.is_dir()
    )


def named_folder(path: Path, root: Path) -> str | None:
    """Return the folder of the episode that a file under `root` is by its place and name.

    None where the name says no episode; UserError where the place is no project's.
    """
    project = _project(path, root)
    named = _NAME.fullmatch(path.stem)
    return _folder(project, (int(named[1]), int(named[2]))) if named else None


def _project(path: Path, root: Path) -> str | None:
    parts = path.relative_to(root).parts[:-1]
    if not parts:
        return None
    if len(parts) > 1:
        raise UserError(
            f"{path} lies too deep: a project is one folder under {root}, with its scripts in it"
        )
    name = parts[0]
    if name.lower() in RESERVED or _EPISODE.fullmatch(name) or _DEVICE.fullmatch(name):
        raise UserError(f"{path.parent}: a project cannot be called {name!r}; rename the folder")
    if not _PROJECT.fullmatch(name):
        raise UserError(
            f"{path.parent}: a project's name is letters a-z, digits, - and _; rename the folder"
        )
    return name


def _identity(document: Any, named: tuple[int, int] | None, path: Path) -> tuple[int, int]:  # noqa: ANN401
    keys = document if isinstance(document, dict) else {}
    said = [_number(keys.get("saga")), _number(keys.get("episode"))]
    for key, number, own in zip(("saga", "episode"), said, named or (None, None), strict=True):
        if None not in (number, own) and number != own:
            raise UserError(
                f"{path}, {key}: the number {number} was found, but the file's name says {own}; "
                "change one of them"
            )
    found = named or tuple(said)
    if None in found:
        raise UserError(
            f"{path} does not say which episode it is: name it like SAGA_01_Episode_22.json, or "
            "give it the whole numbers saga and episode"
        )
    return found  # type: ignore[return-value]


def _number(value: object) -> int | None:
    # Anything else is no identity; the schema has its own sentence about it.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= _LAST and value == int(value) else None


def _id(numbers: tuple[int, int]) -> str:
    return f"S{numbers[0]:02}E{numbers[1]:02}"


def _folder(project: str | None, numbers: tuple[int, int]) -> str:
    return f"{project}/{_id(numbers)}" if project else _id(numbers)


def _episode(document: Any, path: Path, project: str | None, name: str) -> Episode:  # noqa: ANN401
    problems = validate(document, EPISODE_SCHEMA, str(path))
    # What the schema cannot say is looked at once it has nothing to say.
    problems = problems or [*gaps(document, path), *missing_files(document, path)]
    if problems:
        raise UserError(summed(problems))
    return Episode(
        id=name,
        project=project,
        source=path,
        title=plain(document["title"]),
        style=document.get("style"),
        visual_mode=document.get("visual_mode"),
        music=_music(document.get("music"), path),
        cut=_cut(document),
        thumbnail=document.get("thumbnail", {}).get("prompt"),
        reference=_reference(document, path),
        seo=plain(document.get("seo", {})),
        web=plain(document.get("web", {})),
        scenes=tuple(_scene(scene, document, path) for scene in document["scenes"]),
    )


def _scene(scene: Mapping[str, Any], document: Mapping[str, Any], path: Path) -> Scene:
    take = scene.get("take")
    takes = take if isinstance(take, Mapping) else {"image": take, "voice": take}
    image = scene.get("image")
    return Scene(
        text=plain(scene["text"]),
        image_prompt=scene.get("image_prompt"),
        image=own_file(image, path) if image else None,
        fit=scene.get("fit"),
        focus=tuple(scene["focus"]) if "focus" in scene else None,
        reference=_reference({**document, **scene}, path),
        cut=_cut(scene),
        voice=plain(scene.get("voice", {})),
        pause=float(scene.get("pause", 0)),
        seed=_whole(scene.get("seed")),
        image_take=_whole(takes.get("image")),
        voice_take=_whole(takes.get("voice")),
        written=scene,
    )


def _reference(wishes: Mapping[str, Any], path: Path) -> Path | None:
    reference = wishes.get("reference")
    return own_file(reference, path) if reference else None


def _cut(document: Mapping[str, Any]) -> dict[str, Any]:
    wishes = ("motion", "transition", "captions", "ambience")
    return {key: plain(document[key]) for key in wishes if key in document}


def _music(wish: Mapping[str, Any] | None, path: Path) -> Music | None:
    if wish is None:
        return None
    file = wish.get("file")
    own = own_file(file, path) if file else None
    return Music(wish.get("prompt"), own, _whole(wish.get("seconds")))


def _whole(number: float | None) -> int | None:
    # JSON Schema takes 2.0 for a whole number.
    return None if number is None else int(number)
