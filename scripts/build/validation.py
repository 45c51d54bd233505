"""Whether a document fits its JSON Schema, quickly; what is wrong where it does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

_SCHEMAS = Path(__file__).resolve().parents[2] / "config/schemas"
EPISODE_SCHEMA = _SCHEMAS / "episode.schema.json"
LEXICON_SCHEMA = _SCHEMAS / "lexicon.schema.json"
_DOLLAR = re.compile(r"(?<!\\)\$")


def validate(document: object, schema_path: Path, where: str) -> list[str]:
    """Return what is wrong with `document`, a sentence each; nothing where all is well.

    `where` names the document (a file, or "config") and begins every sentence.
    """
    if _passes(schema_path, document):
        return []
    # Every start would wait for the import, and few have anything to complain of.
    from build.complaints import complaints

    return complaints(document, read_schema(schema_path), where)


def _passes(path: Path, document: object) -> bool:
    # The compiled check is ten times as fast; a hundred long scripts are read at every start.
    try:
        _compiled(path)(document)
    except fastjsonschema.JsonSchemaException:
        return False
    return True


@cache
def _compiled(path: Path) -> Callable[[object], object]:
    # It knows draft 7; the schemas keep to what both drafts have.
    schema = read_schema(path) | {"$schema": "http://json-schema.org/draft-07/schema#"}
    return fastjsonschema.compile(schema, use_default=False, detailed_exceptions=False)


def read_schema(path: Path) -> dict[str, Any]:
    """Return the schema at `path` with its patterns as Python means them.

    In a schema $ is the end of the text; in Python it also stands before a last line break.
    """

    def ended(pattern: str) -> str:
        return _DOLLAR.sub(r"\\Z", pattern)

    def translate(part: dict[str, Any]) -> dict[str, Any]:
        if isinstance(part.get("pattern"), str):
            part["pattern"] = ended(part["pattern"])
        patterns = part.get("patternProperties")
        if patterns:
            part["patternProperties"] = {ended(key): value for key, value in patterns.items()}
        return part

    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), object_hook=translate)
    return schema
