"""What a writer answers in the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def answer(languages: Sequence[str] = ("es", "en"), count: int = 2, **own: Any) -> dict[str, Any]:
    """Return a whole script as a writer answers it."""
    seo = {
        "title": "El agua",
        "titles": ["Agua"],
        "variants": ["¿Agua?"],
        "description": "Del mar al vaso.",
        "tags": ["agua"],
        "keywords": ["ciclo"],
    }
    return {
        "title": dict.fromkeys(languages, "El viaje del agua"),
        "style": "watercolour",
        "visual_mode": "calm",
        "music": {"prompt": "calm"},
        "thumbnail": {"prompt": "a drop"},
        "seo": dict.fromkeys(languages, seo),
        "scenes": [
            {
                "text": dict.fromkeys(languages, f"Escena {number}."),
                "image_prompt": f"a calm sea, number {number}",
            }
            for number in range(1, count + 1)
        ],
        **own,
    }
