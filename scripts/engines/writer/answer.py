"""What a writer is asked to answer, and what is wrong with an answer. Pure, but for the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build.complaints import complaints
from build.documents import read_document
from build.errors import UserError
from build.files import read_json
from build.gaps import gaps
from build.validation import EPISODE_SCHEMA, validate

# What a writer decides. The cut, seeds, takes and files of their own are for the person to add.
_KEPT = frozenset(
    {"title", "style", "visual_mode", "music", "thumbnail", "prompt", "scenes", "text"}
    | {"image_prompt", "seo", "titles", "variants", "description", "tags", "keywords"}
)
_LANGUAGE = "^[a-z]"  # how the pattern of a language's key begins
_FENCE = re.compile(r"\s*```[a-zA-Z]*[ \t]*\n(.*?)\n?[ \t]*```\s*", re.DOTALL)


def answer_schema(schema: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Return the part of the episode `schema` that a writer fills, with every key required.

    Models take a small subset of JSON Schema: no patterns, no references, and limits on lengths
    cost them much; what is left out here is checked afterwards.
    """

    def narrowed(part: Mapping[str, Any]) -> dict[str, Any]:
        part = _resolved(part, schema)
        if "type" not in part and "oneOf" in part:
            forms = [narrowed(form) for form in part["oneOf"]]
            return next(form for form in forms if form.get("properties"))
        kept = {key: part[key] for key in ("type", "description", "enum") if key in part}
        if kept.get("type") == "array":
            return {**kept, "items": narrowed(part["items"])}
        if kept.get("type") != "object":
            return kept
        keys = {key: inner for key, inner in part["properties"].items() if key in _KEPT}
        for pattern, inner in part.get("patternProperties", {}).items():
            if pattern.startswith(_LANGUAGE):
                keys |= dict.fromkeys(languages, inner)
        properties = {key: narrowed(inner) for key, inner in keys.items()}
        required = list(properties)
        return {
            **kept,
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    return narrowed(schema)


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in part:
        return part
    target = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
    return _resolved({**target, **{key: part[key] for key in part if key != "$ref"}}, schema)


def wanted_schema(languages: Sequence[str]) -> dict[str, Any]:
    """Return the schema of an answer in `languages`."""
    return answer_schema(read_json(EPISODE_SCHEMA), languages)


def unfenced(text: str) -> str:
    """Return `text` without the Markdown fence that models like to put around JSON."""
    fenced = _FENCE.fullmatch(text)
    return fenced[1] if fenced else text


def read_answer(path: Path, languages: Sequence[str]) -> tuple[Any, list[str]]:
    """Return the answer in the file at `path`, and what keeps it from being a whole episode.

    Each mistake is a sentence that begins with `answer`; there are none where all is well.
    """
    try:
        document = read_document(path)
    except UserError as error:
        return None, [str(error).replace(str(path), "answer")]
    mistakes = complaints(document, wanted_schema(languages), "answer")
    mistakes = mistakes or validate(document, EPISODE_SCHEMA, "answer")
    return document, mistakes or gaps(document, Path("answer"))
