"""What pictures, lines and pieces are asked for: every one another's."""

from __future__ import annotations

_WORDS = ("river", "valley", "cloud", "harbour", "forest", "lantern", "mountain", "bridge")


def prompt(number: int) -> str:
    """Return the prompt of picture `number`."""
    return f"Scene {number}: a river runs from a glacier to the sea, low sun, mist"


def text(number: int) -> str:
    """Return line `number`: about seven seconds of speech."""
    one, other = _WORDS[number % 8], _WORDS[(number // 8 + number + 3) % 8]
    return (
        f"Line {number}. The quiet {one} follows the narrow {other} beyond the early "
        f"mountain, and the patient {other} remembers it."
    )


def music(number: int) -> str:
    """Return the prompt of piece `number`."""
    return f"calm, slow ambient music with warm strings, number {number}"
