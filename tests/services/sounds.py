"""What the services of these tests answer: real WAVs and PNGs, made from what they were asked."""

from __future__ import annotations

import base64
import io
import wave
import zlib

import numpy as np
from PIL import Image

from services.server import Reply, Request, json_reply

RATE = 24000


def wav(seconds: float = 0.5, pitch: float = 220, rate: int = RATE, channels: int = 1) -> bytes:
    """Return a tone as 16-bit WAV."""
    turns = np.arange(round(seconds * rate)) * pitch / rate
    tone = np.round(9000 * np.sin(2 * np.pi * turns)).astype("<i2")
    with io.BytesIO() as memory:
        with wave.open(memory, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(np.repeat(tone, channels).tobytes())
        return memory.getvalue()


def spoken(sound: bytes) -> Reply:
    """Return `sound` as Text-to-Speech answers it."""
    return json_reply({"audioContent": base64.b64encode(sound).decode()})


def speak(request: Request) -> Reply:
    """Answer a tone for a line, 5 ms a letter, another for another text."""
    text = request.json["input"]["text"]
    return spoken(wav(0.005 * len(text), 200 + zlib.crc32(text.encode()) % 200))


def png(width: int, height: int, seed: int = 0) -> bytes:
    """Return a picture: red at the left, blue at the right."""
    picture = Image.linear_gradient("L").rotate(90).resize((width, height))
    image = Image.merge("RGB", (picture, Image.new("L", picture.size, seed % 256), picture))
    with io.BytesIO() as memory:
        image.save(memory, format="PNG")
        return memory.getvalue()


def drawn(picture: bytes) -> Reply:
    """Return `picture` as the images API answers it."""
    return json_reply({"data": [{"b64_json": base64.b64encode(picture).decode()}]})


def draw(request: Request) -> Reply:
    """Answer a picture of the size that is asked for."""
    wish = request.json
    return drawn(png(wish["width"], wish["height"], wish["seed"]))
