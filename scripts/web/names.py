"""Names that last on any file system and in any address."""

from __future__ import annotations

import re
import unicodedata

from slugify import slugify

_TITLE_BYTES = 120  # a whole name, with a temporary one's prefix, stays below 255


def title_name(title: str) -> str:
    """Return `title` as part of a file's name: letters with their accents, digits and hyphens.

    Empty where nothing of it can stand in a name, as of an emoji.
    """
    text = unicodedata.normalize("NFC", title)
    # Marks belong to their letters; an apostrophe joins two words that one can read apart.
    letters = [letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in text]
    name = re.sub("-+", "-", "".join(letters)).strip("-")
    return _shortened(name)


def video_name(saga: int, number: int, track: str, title: str) -> str:
    """Return the name of a film's video, without a suffix: S01E01-ES-Título."""
    parts = [f"S{saga:02}E{number:02}", track.upper(), title_name(title)]
    return "-".join(filter(None, parts))


def slugs(words: list[str]) -> list[str]:
    """Return each of `words` as a slug, each slug once, in order."""
    return list(dict.fromkeys(filter(None, map(slugify, words))))


def page_slug(title: str, saga: int, number: int) -> str:
    """Return the slug of a page, from its number where its title has no letter."""
    return slugify(title, max_length=100, word_boundary=True) or f"s{saga:02}e{number:02}"


def _shortened(name: str) -> str:
    while len(name.encode()) > _TITLE_BYTES:
        shorter = name.rpartition("-")[0]
        if not shorter:  # one long word: letter by letter, a letter with its marks
            shorter = name[:-1]
            while unicodedata.category(name[len(shorter)])[0] == "M" and shorter:
                shorter = shorter[:-1]
        name = shorter
    return name.strip("-")
