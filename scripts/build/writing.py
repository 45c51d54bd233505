"""`snakemake write`: which texts of the person's want a script, and where it may be laid.

A script that is there is never written over: for a text that changed, a proposal is laid beside it.
What has been written from which text stands in `.written/` beside the scripts, so that nothing is
asked, or paid for, twice, and a person's edits are told apart from what the writer wrote.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from build.episodes import Refusal, named_folder
from build.errors import UserError
from build.files import read_known
from build.own_files import read_own_text
from build.plan import Plan
from build.quoting import shown
from build.takes import Take, make_take, slug

_SUFFIXES = {".md", ".txt"}
_PLAIN = re.compile(r"[A-Za-z0-9_./-]{1,200}")
_MOST_BYTES = 2**20  # a long novel; more is a slip, and would be paid for


@dataclass(frozen=True)
class Text:
    """What a script is to be written from: the file, its words, the episode it is by its name."""

    source: Path
    folder: str
    words: str

    @property
    def digest(self) -> str:
        """Return the hash of the words."""
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True)
class Writing:
    """A script that can be written: its text, the take it is, the file it is laid into.

    `script` is the episode's own script, `output` the same file where there is none yet, else a
    proposal beside it.
    """

    text: Text
    take: Take
    script: Path
    output: Path

    @property
    def record(self) -> Path:
        """Return where it is kept what has been written from which text."""
        return record_of(self.script)


@dataclass
class Writings:
    """All that can be written, by output; what is `wanted` of it; what is refused, and why.

    `notes` say what is left alone.
    """

    all: dict[str, Writing] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def plan_writings(plan: Plan) -> Writings:
    """Return what `snakemake write` would do, and what it could be asked to do."""
    found = Writings()
    settings = plan.settings
    root = Path(settings.tree["writer"]["texts"])
    if not root.is_dir():
        found.notes.append(f"there is no folder {root}; make it, and put a text into it")
        return found
    texts, refusals = read_texts(root)
    for refusal in refusals:
        found.refused[_name(refusal.sources[0], root)] = refusal.sentence
    for text in filter(lambda text: plan.wants(text.folder), texts):
        script = settings.scripts / text.source.relative_to(root).with_suffix(".json")
        wish, note = standing(text, script, _other(plan, text.folder, script))
        if note:
            found.notes.append(note)
        try:
            take = plan.keep(_take(plan, text))
        except UserError as error:
            if wish:
                found.refused[_name(text.source, root)] = f"{text.source}: {error}"
            continue
        writing = Writing(text, take, script, free_output(script))
        found.all[str(writing.output)] = writing
        if wish:
            found.wanted.append(str(writing.output))
    return found


def read_texts(root: Path) -> tuple[list[Text], list[Refusal]]:
    """Return the texts under `root`, and why the others are refused."""
    texts: dict[str, Text] = {}
    refusals = []
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix.lower() not in _SUFFIXES or hidden or path.is_dir():
            continue
        try:
            folder = named_folder(path, root)
            if folder is None:
                raise UserError(
                    f"{path} does not say which episode it is: name it like SAGA_01_Episode_22"
                    f"{path.suffix}"
                )
            if folder in texts:
                raise UserError(
                    f"{texts[folder].source} and {path} are both the episode {folder}: "
                    "give each its own number"
                )
            texts[folder] = Text(path, folder, read_words(path))
        except UserError as error:
            refusals.append(Refusal(None, (path,), shown(str(error))))
    return list(texts.values()), refusals


def read_words(path: Path) -> str:
    """Return the words of the text at `path`, without the space around them."""
    words = read_own_text(path, _MOST_BYTES).strip()
    if not words:
        raise UserError(f"{path} is empty; write what the film is to tell into it, or remove it")
    return words


def standing(text: Text, script: Path, other: Path | None) -> tuple[bool, str | None]:
    """Return whether `text` wants to be written, and what is to be said where it is left alone.

    `other` is a script of another name that is the same episode.
    """
    if other is not None:
        return False, f"{text.source} is left alone: {text.folder} is {other} already"
    if not script.exists():
        return True, None
    record = read_record(script)
    if not record:
        return False, (
            f"{text.source} is left alone: `snakemake write` did not write {script}; rename that "
            "file to have another written"
        )
    return record["text"] != text.digest, None


def free_output(script: Path) -> Path:
    """Return `script` where there is none yet, else the first free name for a proposal."""
    if not script.exists():
        return script
    names = (f"{script.stem}.proposed{f'-{n}' if n > 1 else ''}.json" for n in count(1))
    return next(path for path in map(script.with_name, names) if not path.exists())


def record_of(script: Path) -> Path:
    """Return where it is kept what has been written for `script`."""
    return script.parent / ".written" / script.name


def read_record(script: Path) -> dict[str, Any]:
    """Return what is kept of `script`; empty where nothing is, or nothing that can be read."""
    record = read_known(record_of(script))
    return record if isinstance(record.get("written"), dict) and "text" in record else {}


def _take(plan: Plan, text: Text) -> Take:
    settings = plan.settings
    wished = settings.tree["writer"]
    choice = settings.engines.choose("writer", wished["engine"], "config, writer.engine")
    spec: dict[str, Any] = {
        **choice.identity(),
        "languages": _languages(plan),
        "text": text.words,
    }
    if wished["wishes"]:
        spec["wishes"] = wished["wishes"]
    return make_take("scripts", choice.engine, text.source.stem, spec)


def _languages(plan: Plan) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for track in plan.settings.tracks:
        language = plan.settings.language(track)
        found.setdefault(language["text"], language["locale"])
    return found


def _other(plan: Plan, folder: str, script: Path) -> Path | None:
    sources = [refusal.sources for refusal in plan.refusals if refusal.folder == folder]
    if folder in plan.episodes:
        sources.append((plan.episodes[folder].episode.source,))
    return next((path for paths in sources for path in paths if path != script), None)


def _name(path: Path, root: Path) -> str:
    # A file may be called anything; braces in a target are a wildcard.
    name = path.relative_to(root).as_posix()
    return name if _PLAIN.fullmatch(name) else f"{slug(name)}{path.suffix.lower()}"
