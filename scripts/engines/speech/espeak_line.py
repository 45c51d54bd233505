"""One line spoken by espeak-ng, in a process of its own: standard library only.

    python espeak_line.py LIBRARY DATA < {"text", "voice", "words_a_minute"}

Writes one line of JSON ({"rate", "starts"} or {"error"}) and then the samples, 16 bits each.

The library's state (noise generator, flutter, phase) runs on from line to line, so within one
process a line would sound a little different each time; a fresh one with a set seed is exact.
"""

from __future__ import annotations

import ctypes
import difflib
import json
import sys
from ctypes import (
    POINTER,
    c_char_p,
    c_int,
    c_long,
    c_short,
    c_size_t,
    c_ubyte,
    c_uint,
    c_void_p,
)
from pathlib import Path
from typing import Any

# From speak_lib.h.
AUDIO_OUTPUT_SYNCHRONOUS = 2
CHARS_UTF8 = 1
POS_CHARACTER = 1
RATE, VOLUME = 1, 2
LIST_TERMINATED, WORD = 0, 1

SEED = 1
QUIETER = 70  # of 100, where loud vowels reach full scale


class Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", c_void_p),
    )


class Voice(ctypes.Structure):
    """espeak_VOICE."""

    _fields_ = (
        ("name", c_char_p),
        ("languages", c_char_p),
        ("identifier", c_char_p),
        ("gender", c_ubyte),
        ("age", c_ubyte),
        ("variant", c_ubyte),
        ("xx1", c_ubyte),
        ("score", c_int),
        ("spare", c_void_p),
    )


CALLBACK = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(Event))


def main() -> None:
    """Speak the line on standard input."""
    library_path, data = sys.argv[1:]
    wish = json.load(sys.stdin)
    library = ctypes.CDLL(library_path)
    rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data.encode(), 0)
    error = voice_error(library, wish["voice"], Path(data))
    if error:
        print(json.dumps({"error": error}))
        return
    samples, starts = speak(library, wish)
    sys.stdout.buffer.write(json.dumps({"rate": rate, "starts": starts}).encode() + b"\n" + samples)


def voice_error(library: ctypes.CDLL, voice: str, data: Path) -> str | None:
    """Return why there is no such `voice` (a language, or language+variant), or None."""
    language, _, variant = voice.partition("+")
    known = languages(library)
    variants = sorted(path.name for path in (data / "voices/!v").iterdir())
    if language not in known:
        near = difflib.get_close_matches(language, known, 3, 0.3) or known
        return f"espeak has no voice {voice!r}; near it are {', '.join(near)}"
    if variant and variant not in variants:
        near = difflib.get_close_matches(variant, variants, 3, 0.3) or variants
        return f"espeak has no variant {variant!r}; near it are {', '.join(near)}"
    if library.espeak_SetVoiceByName(voice.encode()):
        return f"espeak cannot speak with the voice {voice!r}"
    return None


def languages(library: ctypes.CDLL) -> list[str]:
    """Return the names of the languages that espeak speaks."""
    library.espeak_ListVoices.restype = POINTER(POINTER(Voice))
    voices = library.espeak_ListVoices(None)
    found: list[str] = []
    while voices[len(found)]:
        # One byte of priority, then the name of the voice's first language.
        found.append(voices[len(found)].contents.languages[1:].decode())
    return found


def speak(library: ctypes.CDLL, wish: dict[str, Any]) -> tuple[bytes, list[tuple[int, int]]]:
    """Return the samples, and of each spoken word its place in the text and its first sample."""
    parts: list[bytes] = []
    starts: list[tuple[int, int]] = []

    def hear(samples: Any, count: int, events: Any) -> int:  # noqa: ANN401
        if samples and count:
            parts.append(ctypes.string_at(samples, count * 2))
        index = 0
        while events[index].type != LIST_TERMINATED:
            if events[index].type == WORD:
                starts.append((events[index].text_position - 1, events[index].sample))
            index += 1
        return 0

    callback = CALLBACK(hear)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetParameter(RATE, wish["words_a_minute"], 0)
    library.espeak_SetParameter(VOLUME, QUIETER, 0)
    library.espeak_ng_SetRandSeed.argtypes = [c_long]
    library.espeak_ng_SetRandSeed(SEED)
    library.espeak_Synth.argtypes = [c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint]
    library.espeak_Synth.argtypes += [POINTER(c_uint), c_void_p]
    data = wish["text"].encode() + b"\0"
    library.espeak_Synth(data, len(data), 0, POS_CHARACTER, 0, CHARS_UTF8, None, None)
    return b"".join(parts), starts


if __name__ == "__main__":
    main()
