"""Lexicon files beside the scripts: found, read, checked, and laid one over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from build.errors import UserError
from build.lexicon import Lexicon
from build.own_files import read_own_text
from build.quoting import shown, summed
from build.validation import LEXICON_SCHEMA, validate

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MOST_BYTES = 4 * 2**20
_LONGEST_WORD = 40
_DEEPEST = 10
_MOST_EVENTS = 50_000  # two for each entry


class Lexicons:
    """The lexicons under the scripts folder `root`, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[Path, dict[str, str]] = {}
        self._made: dict[tuple[Path, ...], Lexicon] = {}

    def of(self, project: str | None, track: str, text: str) -> Lexicon:
        """Return how `track`, which reads the language `text`, speaks in `project` (or outside).

        What is said of the language holds in all its tracks; a track's own file lies over it, and
        a project's files over those for all, entry by entry. UserError for a file with a mistake.
        """
        folders = [self._root, *([self._root / project] if project else [])]
        names = dict.fromkeys(f"lexicon.{name}.yaml" for name in (text, track))
        paths = tuple(
            path for folder in folders for name in names if (path := folder / name).exists()
        )
        if paths not in self._made:
            merged: dict[str, str] = {}
            for path in paths:
                if path not in self._files:
                    self._files[path] = read_lexicon(path)
                merged |= self._files[path]
            self._made[paths] = Lexicon(merged)
        return self._made[paths]


def read_lexicon(path: Path) -> dict[str, str]:
    """Return the entries of the lexicon at `path`; UserError with a sentence for its mistakes."""
    try:
        document = _read(path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise UserError(
            f"{path} is not YAML: {where}{error.problem} (put words with signs like : # @ into "
            "quotes)"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    problems = validate(document, LEXICON_SCHEMA, str(path))
    if problems:
        raise UserError(summed(problems))
    return document


def _read(path: Path) -> Any:  # noqa: ANN401
    # Everything is text, so that no, 10 and 1:30 stay the words they are.
    text = read_own_text(path, _MOST_BYTES)
    _require_bounded(text, path)
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:  # comments alone
            return {}
        seen: set[str] = set()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            where = f"{path}, line {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise UserError(
                    f"{where}: a list or an object stands where a word is wanted; put words with "
                    "brackets into quotes"
                )
            if key.value in seen:
                said = shown(key.value[:_LONGEST_WORD])
                raise UserError(f"{where}: the entry '{said}' stands twice; keep one")
            if not isinstance(value, yaml.ScalarNode):
                # Not looked into: by anchors a few lines may be a thousand million entries.
                said = shown(key.value[:_LONGEST_WORD])
                raise UserError(f"{where}: '{said}' is a list or an object, a word is wanted")
            seen.add(key.value)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _require_bounded(text: str, path: Path) -> None:
    # The parser takes the square of the depth, its stack ends, and a million entries take a minute.
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if number > _MOST_EVENTS:
            raise UserError(f"{path} has far more than the 20,000 entries that are allowed")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise UserError(
                f"{path} is nested too deeply; a word and how it is said stand in a line"
            )


def stray_lexicons(root: Path, languages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each file under `root` that looks like a lexicon and is none's."""
    known = {*languages, *(language["text"] for language in languages.values())}
    return [
        f"{path} is read by no track: name it like lexicon.{min(known)}.yaml"
        for path in _named_like_lexicons(root)
        if path.suffix != ".yaml" or path.stem.partition(".")[2] not in known
    ]


def _named_like_lexicons(root: Path) -> Iterable[Path]:
    found = {*root.glob("lexicon*.y*ml"), *root.glob("*/lexicon*.y*ml")}
    return sorted(found)
