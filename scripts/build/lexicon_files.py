"""Lexicon files beside the scripts: found, read, checked, and laid one over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from build.errors import UserError
from build.lexicon import Lexicon
from build.validation import validate

_SCHEMA = Path(__file__).resolve().parents[2] / "config/schemas/lexicon.schema.json"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SHOWN = 3  # mistakes told at once


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
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise UserError(
            f"{path} is not YAML: {where}{error.problem} (put words with signs like : # @ into "
            "quotes)"
        ) from error
    except (yaml.YAMLError, OSError, RecursionError) as error:
        raise UserError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    problems = validate(document, _SCHEMA, str(path))
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise UserError("; ".join(problems[:_SHOWN]) + more)
    return document


def _read(path: Path) -> Any:  # noqa: ANN401
    # Everything is text, so that no, 10 and 1:30 stay the words they are.
    loader = _LOADER(path.read_text(encoding="utf-8-sig"))
    try:
        node = loader.get_single_node()
        if node is None:  # comments alone
            return {}
        seen: set[str] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            where = f"{path}, line {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise UserError(
                    f"{where}: a list or an object stands where a word is wanted; put words with "
                    "brackets into quotes"
                )
            if key.value in seen:
                raise UserError(f"{where}: the entry {key.value!r} stands twice; keep one")
            seen.add(key.value)
        return loader.construct_document(node)
    finally:
        loader.dispose()


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
