"""The `espeak` engine: espeak-ng, which speaks a hundred languages, plainly and at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError

if TYPE_CHECKING:
    from engines.base import Speech, Word

RECIPE = 1
PARALLEL = os.cpu_count() or 1

_WORDS_A_MINUTE = 165  # espeak's own 175 is brisk for a narration
_TAIL_SECONDS = 0.1  # espeak ends with the last sound; the fade is to take silence
_TIMEOUT = 120


def load(settings: Mapping[str, Any], models: Path) -> EspeakSpeech:
    """Return the engine; the library itself is loaded line by line (see espeak_line)."""
    import espeakng_loader

    line = str(Path(__file__).with_name("espeak_line.py"))
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    return EspeakSpeech([sys.executable, "-I", "-S", line, str(library), str(data)])


class EspeakSpeech:
    """Speaks lines, several at once."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line spoken by the voice `spec["voice"]`, like ca or es+f2, with its words."""
        import numpy as np

        from engines.base import Speech
        from engines.speech.words import spoken

        text = " ".join(spec["text"].split())
        wish = {
            "text": spoken(text),
            "voice": spec["voice"],
            "words_a_minute": round(_WORDS_A_MINUTE * spec["speed"]),
        }
        try:
            done = subprocess.run(
                self._command,
                input=json.dumps(wish).encode(),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UserError(
                f"espeak took more than {_TIMEOUT} s for the line {text[:60]!r}: divide the scene"
            ) from None
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
            raise UserError(f"espeak failed on the line {text[:60]!r}: {said or done.returncode}")
        head, _, data = done.stdout.partition(b"\n")
        answer = json.loads(head)
        if "error" in answer:
            raise UserError(answer["error"])
        samples = np.frombuffer(data, np.int16).astype(np.float32) / 32768
        if not np.any(samples):
            raise UserError(f"espeak can say nothing for the line {text[:60]!r}")
        rate = answer["rate"]
        words = timed(text, answer["starts"], rate, len(samples) / rate)
        return Speech(np.pad(samples, (0, round(_TAIL_SECONDS * rate))), rate, words)


def timed(text: str, starts: Sequence[Sequence[int]], rate: int, seconds: float) -> list[Word]:
    """Return the written words of `text`, one space between each, with their times.

    `starts` are espeak's word events: place in `text` and sample. A number is spoken as several
    words and "of the" as one; a written word without an event of its own begins with the next.
    """
    from engines.base import Word

    tokens = text.split(" ")
    begins: list[float | None] = [None] * len(tokens)
    for place, sample in starts:
        index = text.count(" ", 0, max(place, 0) + 1)
        if begins[index] is None:
            begins[index] = min(sample / rate, seconds)
    following = seconds
    words: list[Word] = []
    for token, begin in zip(reversed(tokens), reversed(begins), strict=True):
        start = following if begin is None else min(begin, following)
        words.append(Word(token, start, following))
        following = start
    return words[::-1]
