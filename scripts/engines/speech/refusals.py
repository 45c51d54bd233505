"""What a speech engine cannot do, in the same sentences whichever it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from build.errors import UserError


def require_words(engine: str, line: str, said: str) -> None:
    """Raise UserError where there is no letter or digit in what is `said` for `line`."""
    if not any(letter.isalnum() for letter in said):
        raise UserError(f"{engine} can say nothing for the line {line[:60]!r}")


def require_voice(engine: str, voice: str, known: Sequence[str]) -> None:
    """Raise UserError where `voice` is not among the `known`, with those that are named like it."""
    if voice not in known:
        near = difflib.get_close_matches(voice, known, 3, 0.4) or known[:5]
        raise UserError(f"{engine} has no voice {voice!r}; near it are {', '.join(near)}")


def unspoken(locale: str, known: Iterable[str]) -> str:
    """Return that an engine speaks the `known` languages, and not that of `locale`."""
    return f"does not speak {locale}; it speaks {', '.join(known)}"


def require_spoken(engine: str, reason: str | None) -> None:
    """Raise UserError where `engine` gives a `reason` why it speaks no such line."""
    if reason:
        raise UserError(f"{engine} {reason}")
