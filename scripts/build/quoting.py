"""How parts of a person's documents, and what is wrong with them, are named in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LONGEST_QUOTE = 40
MOST_MISTAKES = 200  # looked for, and keys told in one object; a person reads a few


def place(path: Iterable[str | int]) -> str:
    """Return a path in a document as people say it: scene 3, text.es."""
    parts = list(path)
    if len(parts) >= 2 and parts[0] == "scenes" and isinstance(parts[1], int):
        rest = place(parts[2:])
        return f"scene {parts[1] + 1}" + (f", {rest}" if rest else "")
    said = ""
    for part in parts:
        if isinstance(part, int):
            said += f"[{part + 1}]"
        else:
            said += f".{short(part)}" if said else short(part)
    return said


def quote(value: object) -> str:
    """Return what was found in a document, as a sentence names it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {short(str(value))}"
    if isinstance(value, str):
        return f'the text "{short(value)}"'
    return "a list" if isinstance(value, Sequence) else "an object {…}"


def short(text: str) -> str:
    """Return the start of `text` on one line, with what cannot be seen, or would act, escaped."""
    return shown(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")


def shown(text: str) -> str:
    """Return `text` on one line, with what cannot be seen, or would act on a terminal, escaped."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def summed(problems: Sequence[str], most: int = 3) -> str:
    """Return `problems`, at most so many, and how many more there are, as one sentence."""
    more = len(problems) - most
    rest = f"; and {'many' if len(problems) >= MOST_MISTAKES else more} more" if more > 0 else ""
    return "; ".join(problems[:most]) + rest
