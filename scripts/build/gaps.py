"""What a script lacks that its schema cannot see: a language in one scene, a title, a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build.own_files import LARGEST_MEDIA, LARGEST_PICTURE, flaw, is_there

_RUNS = 5  # of scenes, in a sentence


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return `value` without its notes, at any depth."""
    if not isinstance(value, Mapping):
        return value
    return {
        key: plain(inner)
        for key, inner in value.items()
        if not (key.startswith("_") or key == "comment")
    }


def gaps(document: Mapping[str, Any], path: Path) -> list[str]:
    """Return where a language is missing that the rest of the script speaks."""
    problems = []
    texts = [plain(scene["text"]) for scene in document["scenes"]]
    if not any(texts):
        return [f"{path}, scenes: no scene says anything; give each a text like text.es"]
    for language in sorted(set().union(*texts)):
        spoken = [number for number, text in enumerate(texts, 1) if language in text]
        silent = [number for number, text in enumerate(texts, 1) if language not in text]
        if 0 < len(silent) <= len(spoken):
            problems.append(
                f"{path}, {_scene_numbers(silent)}, text.{language}: it is missing, and "
                f"{_scene_numbers(spoken)} {'has' if len(spoken) == 1 else 'have'} it; add it"
            )
        elif silent:
            problems.append(
                f"{path}, {_scene_numbers(spoken)}, text.{language}: it is there, but not in "
                f"{_scene_numbers(silent)}; add it to all scenes or remove it"
            )
        if language not in document["title"]:
            problems.append(
                f"{path}, title.{language}: it is missing, and the scenes speak it; add it"
            )
    return problems


def _scene_numbers(numbers: Sequence[int]) -> str:
    """Return rising `numbers` as people write them: scene 4; scenes 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    said = ", ".join("–".join(map(str, run)) for run in runs[:_RUNS])
    return f"scene{'s' * (len(numbers) > 1)} {said}" + (", …" if len(runs) > _RUNS else "")


def missing_files(document: Mapping[str, Any], path: Path) -> list[str]:
    """Return which of the person's own files that the script names are not there, or of no use."""
    wishes = [
        (f"scene {number}, {key}", scene.get(key))
        for number, scene in enumerate(document["scenes"], 1)
        for key in ("image", "reference")
    ]
    wishes.append(("reference", document.get("reference")))
    wishes.append(("music.file", (document.get("music") or {}).get("file")))
    problems = []
    for where, name in wishes:
        if name is None:
            continue
        found = own_file(name, path)
        if found:
            wrong = flaw(found, LARGEST_MEDIA if where == "music.file" else LARGEST_PICTURE)
            if wrong:
                problems.append(f"{path}, {where}: the file {name} is of no use: {wrong}")
            continue
        if "://" in name:
            why = f"{name} is an address; download it and name the file"
        else:
            why = f"there is no file {name} (looked in {path.parent}); add it or change the name"
        problems.append(f"{path}, {where}: {why}")
    return problems


def own_file(name: str, script: Path) -> Path | None:
    """Return the file that the script means: beside it, or from where the build runs."""
    for path in (script.parent / name, Path(name)):
        if is_there(path):
            return path
    return None
