"""The `google` engine: Google Cloud Text-to-Speech over HTTP, one request a line.

What names a take is the line, its voice and its speed; the service tells no version of its own.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.service import Api, RefusedError, Service, Tally
from engines.speech.refusals import require_words

if TYPE_CHECKING:
    import numpy as np

    from engines.base import Speech

RECIPE = 1
PARALLEL = 4
PACKAGES = ("requests",)
WORDS = False

API = Api(
    name="google",
    keys=("GOOGLE_TTS_API_KEY",),
    header=("x-goog-api-key", "{}"),
    address="https://texttospeech.googleapis.com",
    variable="GOOGLE_TTS_BASE_URL",
)
_PATH = "/v1/text:synthesize"
_MOST_BYTES = 5000  # of UTF-8 in one request
_PART_PAUSE = 0.3  # seconds between the parts of a long line
_ROOM = 6000  # bytes that a letter sounds, at the usual speed: 24 kHz and 16 bits for 1/8 s
_LANGUAGE = re.compile(r"[a-z]{2,3}-[A-Z]{2}(?=-)")


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return that the key is missing, or None; nothing is sent."""
    return API.unavailable(settings)


def price(settings: Mapping[str, Any], spec: Mapping[str, Any]) -> float | None:
    """Return what a line costs in US dollars, None where the settings name no price."""
    return charge(sum(map(len, parts_of(spec["text"]))), settings.get("usd_per_million_characters"))


def load(settings: Mapping[str, Any], models: Path) -> GoogleSpeech:
    """Return the engine; UserError where it cannot be used."""
    return GoogleSpeech(API.open(settings), settings.get("usd_per_million_characters"))


class GoogleSpeech:
    """Speaks lines, several at once."""

    def __init__(self, service: Service, price: float | None) -> None:
        self._service = service
        self._price = price

    def speak(self, spec: Mapping[str, Any]) -> Speech:
        """Return the line spoken by the voice `spec["voice"]`, like ca-ES-Standard-B, untimed."""
        from engines.base import Speech
        from engines.kept import Kept

        parts = parts_of(spec["text"])
        require_words("google", " ".join(parts), " ".join(parts))
        kept = Kept("google")
        sounds = []
        for number, part in enumerate(parts):
            wish = request(part, spec)
            # Another take of the same words is another performance: never the kept one.
            own = {**wish, "take": spec.get("take"), "part": number}
            room = round(_ROOM * len(part) / spec["speed"])
            sounds.append(kept.get(own, room, partial(self._ask, wish), read_pcm))
        try:
            samples, rate = joined(sounds)
        except UserError:
            kept.forget()  # these will never go together
            raise
        characters = sum(map(len, parts))
        record: dict[str, Any] = {**kept.record(), "characters": characters}
        usd = charge(characters, self._price)
        if usd is not None:
            record["usd"] = usd
        return Speech(samples, rate, record=record, written=kept.forget)

    def _ask(self, wish: Mapping[str, Any], tally: Tally) -> bytes:
        """Return the WAV that the service answers."""
        try:
            answer = self._service.post(_PATH, wish, tally)
        except RefusedError as error:
            if error.status == 400 and "key" not in str(error):
                voice = wish["voice"]["name"]
                raise UserError(
                    f"{error}; is there a voice {voice!r}? See languages.<track>.voices.google"
                ) from None
            raise
        sound = answer.get("audioContent") if isinstance(answer, Mapping) else None
        try:
            return base64.b64decode(sound or "", validate=True)
        except (binascii.Error, TypeError, ValueError):
            return b""


def parts_of(text: str) -> list[str]:
    """Return the texts of the requests that speak a line."""
    from engines.speech.chunks import chunks
    from engines.speech.words import spoken

    return chunks(" ".join(spoken(text).split()), _MOST_BYTES, utf8_bytes, even=False)


def charge(characters: int, price: float | None) -> float | None:
    """Return what `characters` cost in US dollars at `price` for a million, None without one."""
    return None if price is None else round(characters * price / 1e6, 8)


def utf8_bytes(text: str) -> int:
    """Return the length of `text` as the service counts it."""
    return len(text.encode())


def request(text: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of the request that speaks `text`: plain text, at the voice's own rate."""
    voice = spec["voice"]
    # The service refuses a language that is not the voice's own.
    language = _LANGUAGE.match(voice)
    sound: dict[str, Any] = {"audioEncoding": "LINEAR16"}
    if spec["speed"] != 1.0:  # some voices refuse any
        sound["speakingRate"] = spec["speed"]
    return {
        "input": {"text": text},
        "voice": {"languageCode": language[0] if language else spec["locale"], "name": voice},
        "audioConfig": sound,
    }


def read_pcm(wav: bytes) -> tuple[np.ndarray, int]:
    """Return mono float32 samples and their rate in Hz; UserError where `wav` is no whole sound."""
    import io
    import wave

    import numpy as np

    try:
        with wave.open(io.BytesIO(wav)) as file:
            channels, width = file.getnchannels(), file.getsampwidth()
            rate, declared = file.getframerate(), file.getnframes()
            data = file.readframes(declared)
    except (wave.Error, EOFError) as error:
        raise UserError(f"google answered what is no sound ({error}): build again") from None
    if (channels, width) != (1, 2):
        raise UserError(
            f"google answered {channels} channels of {8 * width} bits, not one of 16: build again"
        )
    if not data or len(data) != declared * width:
        raise UserError("google answered a sound that is cut off: build again")
    return np.frombuffer(data, "<i2").astype(np.float32) / 32768, rate


def joined(sounds: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, int]:
    """Return `sounds` (samples and rate) one after another, with a breath between them."""
    import numpy as np

    rates = {rate for _, rate in sounds}
    if len(rates) != 1:
        raise UserError(f"google answered parts of one line at {sorted(rates)} Hz: build again")
    (rate,) = rates
    breath = np.zeros(round(_PART_PAUSE * rate), np.float32)
    rows = [part for samples, _ in sounds for part in (samples, breath)]
    return np.concatenate(rows[:-1]), rate
