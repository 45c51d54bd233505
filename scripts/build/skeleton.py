"""A script's skeleton from a text, without a model: blocks become scenes, a heading the title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_SHOT = re.compile(r"\[([^\[\]]+)\]")
_BULLET = re.compile(r"^[-*•>]\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(\S|\S.*?\S)\1(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_ENDS = ".,:;!?…。！？ "
_LONGEST_TITLE = 80
_LONGEST_PROMPT = 160
MUSIC = "calm, quiet ambient"


@dataclass(frozen=True)
class Block:
    """One scene's words; the picture in [brackets] and the heading above it, if there is one."""

    words: str
    shot: str | None = None
    heading: str | None = None


@dataclass(frozen=True)
class Told:
    """What a text tells: its title, None where it has none, and its blocks."""

    title: str | None
    blocks: tuple[Block, ...]


def read_told(words: str) -> Told:
    """Return what `words` tell.

    Blank lines and rules (---) part blocks; lines of a block are one paragraph. The first heading
    (# …) is the title, else a first block of one short line without a full stop; later headings are
    not spoken. A line in brackets, [calm ocean at dawn], says what the block's picture shows.
    """
    title: str | None = None
    heading: str | None = None
    shot: str | None = None
    lines: list[str] = []
    blocks: list[Block] = []

    def flush() -> None:
        nonlocal heading, shot
        said = _plain(" ".join(lines))
        lines.clear()
        if said:
            blocks.append(Block(said, shot, heading))
            heading = shot = None

    for line in map(str.strip, words.splitlines()):
        if not line or _RULE.fullmatch(line):
            flush()
        elif found := _HEADING.fullmatch(line):
            flush()
            if title is None:
                title = _plain(found[1])
            else:
                heading = _plain(found[1])
        elif found := _SHOT.fullmatch(line):
            shot = " ".join(found[1].split())
        else:
            lines.append(_BULLET.sub("", line))
    flush()
    if title is None and len(blocks) > 1 and _is_title(blocks[0].words):
        title = blocks.pop(0).words
    return Told(title or None, tuple(blocks))


def _is_title(words: str) -> bool:
    return len(words) <= _LONGEST_TITLE and words[-1] not in _ENDS


def _plain(words: str) -> str:
    """Return `words` on one line without Markdown's signs."""
    words = _LINK.sub(r"\1", words)
    for _ in range(3):  # bold inside italic inside bold
        words = _EMPHASIS.sub(r"\2", words)
    return " ".join(words.split())


def prompt_of(block: Block) -> str:
    """Return what the block's picture shows: its shot, else its first sentence."""
    if block.shot:
        return block.shot
    first = _SENTENCE_END.split(block.words, maxsplit=1)[0].rstrip(_ENDS) or block.words
    if len(first) <= _LONGEST_PROMPT:
        return first
    return first[:_LONGEST_PROMPT].rsplit(" ", 1)[0].rstrip(_ENDS)


def skeleton(
    told: Mapping[str, Told], missing: Sequence[str], title: str, schema: str | None = None
) -> dict[str, Any]:
    """Return the script of what is told, by language: it builds as it stands.

    The first language gives the pictures; all tell the same number of blocks. Each language of
    `missing` has an empty note in its places ("_en"), which is text once the _ is taken off.
    `title` serves where the text has none; `schema` is where the schema is, for editors.
    """
    first = next(iter(told.values()))
    notes = {f"_{language}": "" for language in missing}
    scenes = []
    for number, block in enumerate(first.blocks):
        scene: dict[str, Any] = {"_heading": block.heading} if block.heading else {}
        said = {language: text.blocks[number].words for language, text in told.items()}
        scenes.append({**scene, "text": {**said, **notes}, "image_prompt": prompt_of(block)})
    titles = {language: text.title or title for language, text in told.items()}
    return {
        **({"$schema": schema} if schema else {}),
        "_todo": todo(told, missing),
        "title": {**titles, **notes},
        "music": {"prompt": MUSIC},
        "scenes": scenes,
    }


def todo(told: Mapping[str, Told], missing: Sequence[str]) -> list[str]:
    """Return a sentence for each thing that a person still has to do, or may want to."""
    found = []
    if missing:
        keys = " and ".join(f'"_{language}"' for language in missing)
        found.append(
            f"no text in {', '.join(missing)} yet: write it at {keys} in the title and in every "
            "scene, and take off the _"
        )
    if untitled := [language for language, text in told.items() if text.title is None]:
        found.append(f"the title in {', '.join(untitled)} is the file's name; give it a better one")
    drawn = sum(block.shot is None for block in next(iter(told.values())).blocks)
    if drawn:
        found.append(
            f"{'the image prompt' if drawn == 1 else f'{drawn} image prompts'} "
            f"{'is' if drawn == 1 else 'are'} what the scene says first; say what the picture shows"
        )
    return found
