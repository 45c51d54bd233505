"""The ear on a voice that is the same everywhere: what it hears belongs to the recipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from ear import fetched
from engines.ear import whisper
from engines.ear.compare import compare
from engines.ear.sounds import sounds_of
from engines.speech import espeak

LINE = "The river carries cold water down from the glacier, and the harbour waits below."
SPEC = {"text": LINE, "voice": "en-us", "locale": "en-US", "speed": 0.9}

# What is heard of LINE, when each written word was, and what differs. Another processor's kernels
# may hear a word a little sooner.
HEARD = "The river carries cold water down from the glacier and the harbor waits below."
TIMES = [
    0.0, 0.14, 0.38, 0.78, 1.18, 1.56, 1.86, 2.14, 2.36, 2.36, 2.76, 2.76, 2.76, 2.76, 3.28, 3.46,
    3.78, 4.18,
]  # fmt: skip
DIFFERENCES = [("missing", "old", ""), ("missing", "of the north,", "")]


def test_golden_output_belongs_to_this_recipe() -> None:
    """When this fails on purpose, raise RECIPE and take what is heard now."""
    voice = espeak.load({}, Path()).speak(SPEC)
    heard = whisper.load({}, fetched("whisper")).listen(voice.samples, voice.rate, "en-US")
    seconds = len(voice.samples) / voice.rate
    # Four words more are written than was said.
    written = LINE.replace("glacier", "old glacier of the north")
    found = compare(written, heard.words, seconds, "en", sounds_of("en-US"))
    assert whisper.RECIPE == 1
    assert heard.text == HEARD
    times = [word.start for word in found.words]
    assert times == pytest.approx(TIMES, abs=0.1), times
    told = [(one.kind, one.written, one.heard) for one in found.differences]
    assert told == DIFFERENCES
