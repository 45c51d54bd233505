"""`snakemake new`: which text becomes which script. A script that is there is never touched."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build.episodes import named_folder
from build.errors import UserError
from build.files import write_text
from build.plan import Plan
from build.quoting import summed
from build.skeleton import Told, read_told, skeleton, todo
from build.validation import EPISODE_SCHEMA, validate
from build.writing import read_words

_EPISODE = re.compile(r"(?:(.+)/)?S(\d+)E(\d+)")


@dataclass(frozen=True)
class Beginning:
    """A script to begin: the file, the texts it is made of by language, languages without one."""

    script: Path
    texts: Mapping[str, Path]
    missing: tuple[str, ...]


def script_of(folder: str, scripts: Path) -> Path:
    """Return the file of the episode of `folder`, as S01E02 or garden/S01E02."""
    found = _EPISODE.fullmatch(folder)
    assert found, "the configuration's schema has seen to it"
    name = f"SAGA_{int(found[2]):02}_Episode_{int(found[3]):02}.json"
    return scripts / (found[1] or "") / name


def plan_beginning(plan: Plan) -> Beginning:
    """Return what `snakemake new` makes; UserError where something is missing or in the way."""
    tree, settings = plan.settings.tree, plan.settings
    source, folder = tree["new_from"], tree["new_episode"]
    if source is None or folder is None:
        raise UserError(
            "say which text becomes which episode: snakemake new --config "
            f"new_from={source or 'water.txt'} new_episode={folder or _free(plan)}"
        )
    script = script_of(folder, settings.scripts)
    named_folder(script, settings.scripts)  # a project may not be called anything
    taken = [script] if script.exists() else _sources(plan, folder)
    if taken:
        raise UserError(
            f"{folder} is {taken[0]} already, which was not touched; give new_episode another "
            f"number, like {_free(plan, folder)}"
        )
    wanted = list(dict.fromkeys(settings.language(track)["text"] for track in settings.tracks))
    known = {language["text"] for language in tree["languages"].values()}
    texts = find_texts(Path(source), wanted, known)
    return Beginning(script, texts, tuple(name for name in wanted if name not in texts))


def find_texts(source: Path, wanted: Sequence[str], known: set[str]) -> dict[str, Path]:
    """Return the texts by language: `source` first, then those beside it.

    water.es.txt is Spanish by its name, water.txt in the first language that is wanted; beside them
    water.en.txt is the same in English.
    """
    if not source.is_file():
        raise UserError(f"config, new_from: there is no file {source}; name a text of yours")
    base, _, own = source.stem.rpartition(".")
    if own not in known or not base:
        base, own = source.stem, wanted[0]
    beside = {name: source.with_name(f"{base}.{name}{source.suffix}") for name in wanted}
    others = {name: path for name, path in beside.items() if name != own and path.is_file()}
    return {own: source, **others}


def begin_script(beginning: Beginning) -> str:
    """Write the script, which must not be there; return what it holds and still lacks."""
    script = beginning.script
    if script.exists():
        raise UserError(f"{script} appeared meanwhile and was not touched; run it again")
    told = {language: _told(path) for language, path in beginning.texts.items()}
    _compare(told, beginning.texts)
    first = next(iter(beginning.texts.values()))
    document = skeleton(told, beginning.missing, _title(first), _schema_from(script))
    if problems := validate(document, EPISODE_SCHEMA, str(first)):
        raise UserError(summed(problems))
    write_text(script, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    count = len(document["scenes"])
    lines = [
        f"{script} has {count} scene{'s' * (count != 1)} in {', '.join(told)}, and builds as it "
        "stands",
        *(f"  to do: {sentence}" for sentence in todo(told, beginning.missing)),
    ]
    return "\n".join(lines)


def _told(path: Path) -> Told:
    told = read_told(read_words(path))
    if not told.blocks:
        raise UserError(f"{path} has headings only; write what is said below them")
    return told


def _compare(told: Mapping[str, Told], texts: Mapping[str, Path]) -> None:
    (first, count), *others = [(name, len(text.blocks)) for name, text in told.items()]
    for name, other in others:
        if other != count:
            raise UserError(
                f"{texts[name]} has {other} scenes, and {texts[first]} has {count}: part both into "
                "the same scenes by blank lines"
            )


def _title(path: Path) -> str:
    words = re.sub(r"[-_.\s]+", " ", path.stem.split(".")[0]).strip() or path.stem
    return words[:1].upper() + words[1:]


def _schema_from(script: Path) -> str | None:
    here = Path.cwd()
    if not EPISODE_SCHEMA.is_relative_to(here):
        return None
    return Path(os.path.relpath(EPISODE_SCHEMA, (here / script).parent)).as_posix()


def _sources(plan: Plan, folder: str) -> list[Path]:
    refused = [refusal.sources for refusal in plan.refusals if refusal.folder == folder]
    built = [(plan.episodes[folder].episode.source,)] if folder in plan.episodes else []
    return [path for paths in [*refused, *built] for path in paths]


def _free(plan: Plan, like: str = "S01E01") -> str:
    """Return the first free episode after all of the same project and saga as `like`."""
    start = like[: like.rindex("E") + 1]
    folders = [*plan.episodes, *(refusal.folder or "" for refusal in plan.refusals)]
    numbers = [int(name.removeprefix(start)) for name in folders if name.startswith(start)]
    return f"{start}{max(numbers, default=0) + 1:02}"
