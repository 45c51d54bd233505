"""Texts of any letters and length are set, cut and named within seconds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image

from build.lexicon import Lexicon
from build.takes import slug
from hostile.strategies import EXAMPLES
from media.subtitles import blocks
from media.thumbnail import Look, draw_thumbnail
from upload.metadata import description, tags, title
from web.names import page_slug, video_name

# Letters of a scene's text: as many as are allowed by `make test-faults`.
LONGEST = 20_000 if EXAMPLES > 1000 else 4_000
SECONDS = 20  # of a processor; most take one or two
TEXTS = {
    "marks on one letter": "a" + "\u0301" * LONGEST,
    "marks on all letters": ("a" + "\u0301" * 50 + " ") * 380,
    "overrides of direction": "\u202eabc \u05d0\u05d1 \u202c" * 1600,
    "joined emoji": "\U0001f468\u200d" * 10_000,
    "flags": "🇪🇸" * 10_000,
    "one word": "x" * LONGEST,
    "short words": "ab " * 6600,
    "digits": "1 " * 10_000,
    "Chinese": "字" * LONGEST,
    "nothing to see": "\u200b" * LONGEST,
}
LOOK = Look(0.13, 0.9, 0.9, "bottom", "#ffffff", "#000000", 3, "#000000A0", 20)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_set_within_seconds(text: str) -> None:
    text = text[:LONGEST]
    began = time.process_time()
    shown = blocks(text, [], 30_000, 30)
    letters = "".join("".join(block.text.split()) for block in shown)
    assert letters == "".join(text.split())
    Lexicon({"km": "x", "字": "y"}).spoken(text)
    line = text[: LONGEST // 10]
    assert len(slug(text)) <= 40
    assert len(f"{video_name(9999, 9999, 'es', line)}.mp4".encode()) <= 200
    assert page_slug(line, 1, 1).isascii()
    assert len(title(line)) <= 100 and len(description(line).encode()) <= 5000
    assert len(tags([line] * 500, 452)) <= 1
    assert draw_thumbnail(Image.new("RGB", (1280, 720)), line, LOOK, "es-ES").size == (1280, 720)
    assert time.process_time() - began < SECONDS


def test_no_name_leads_out_of_a_folder() -> None:
    for name in ("../../etc/passwd", "/etc/passwd", "C:\\x", "CON", "a\x00b", "..", "nul.txt"):
        made = Path("folder", f"{video_name(1, 1, 'es', name)}.mp4")
        assert made.parent == Path("folder") and ".." not in made.parts
        assert "/" not in slug(name)
