"""The `together` engine: FLUX pictures by Together AI's images API, a few a minute."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.service import Api, Service, Tally

if TYPE_CHECKING:
    from engines.base import Picture

RECIPE = 1
PARALLEL = 2  # one is drawn while the next waits for its turn
PACKAGES = ("requests", "pillow")

API = Api(
    name="together",
    keys=("TOGETHER_API_KEY",),
    header=("Authorization", "Bearer {}"),
    address="https://api.together.ai",
    variable="TOGETHER_BASE_URL",
)
_PATH = "/v1/images/generations"
_STEP, _SMALLEST, _LARGEST = 16, 256, 1792  # pixels of a side that FLUX draws


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return that the key is missing, or None; nothing is sent."""
    return API.unavailable(settings)


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the settings a picture depends on."""
    return {"model": settings["model"], "steps": settings["steps"]}


def price(settings: Mapping[str, Any], spec: Mapping[str, Any]) -> float | None:
    """Return what a picture costs in US dollars, None where the settings name no price."""
    found = settings.get("usd_per_picture")
    return None if found is None else float(found)


def load(settings: Mapping[str, Any], models: Path) -> TogetherImage:
    """Return the engine; UserError where it cannot be used."""
    return TogetherImage(API.open(settings), settings)


class TogetherImage:
    """Draws pictures, two at once."""

    def __init__(self, service: Service, settings: Mapping[str, Any]) -> None:
        self._service = service
        self._identity = identity(settings)
        self._price: float | None = settings.get("usd_per_picture")

    def draw(self, spec: Mapping[str, Any]) -> Picture:
        """Return an RGB picture of exactly width x height for a prompt, style, seed and take."""
        from PIL import Image, ImageOps

        from engines.base import Picture
        from engines.kept import Kept

        wish = request(spec, self._identity)
        kept = Kept("together")

        def picture_of(answer: bytes) -> Image.Image:
            return opened(self._content(answer, kept.tally))

        room = 3 * wish["width"] * wish["height"]
        picture = kept.get(wish, room, partial(self._ask, wish), picture_of)
        size = (spec["width"], spec["height"])
        fitted = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
        record: dict[str, Any] = {**kept.record(), "pictures": 1}
        if self._price is not None:
            record["usd"] = self._price
        return Picture(fitted, record, kept.forget)

    def _ask(self, wish: Mapping[str, Any], tally: Tally) -> bytes:
        """Return the picture's file that the service answers, or its address."""
        answer = self._service.post(_PATH, wish, tally)
        try:
            entry = answer["data"][0]
            if entry.get("b64_json"):
                return base64.b64decode(entry["b64_json"], validate=True)
            return str(entry["url"]).encode()
        except (binascii.Error, ValueError):
            raise UserError("together answered a picture that is cut off: build again") from None
        except (KeyError, IndexError, TypeError, AttributeError):
            raise UserError("together answered without a picture: build again") from None

    def _content(self, answer: bytes, tally: Tally) -> bytes:
        """Return the picture's file, which is the answer or lies at the address in it."""
        is_address = answer.startswith((b"http:", b"https:"))
        return self._service.get(answer.decode(), tally) if is_address else answer


def request(spec: Mapping[str, Any], identity: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of the request for one picture."""
    width, height = drawn_size(spec["width"], spec["height"])
    return {
        **identity,
        "prompt": ", ".join(filter(None, [spec["prompt"], spec.get("style")])),
        "width": width,
        "height": height,
        "n": 1,
        "seed": seed_of(spec),
        "response_format": "base64",
        "output_format": "png",
    }


def drawn_size(width: int, height: int) -> tuple[int, int]:
    """Return the size in pixels that is asked for where a picture of width x height is wanted.

    Nearly of its shape, no smaller where FLUX can draw that, in steps that it takes.
    """
    scale = max(1.0, _SMALLEST / min(width, height))
    scale = min(scale, _LARGEST / max(width, height))
    across, down = (
        min(_LARGEST, max(_SMALLEST, math.ceil(round(side * scale, 6) / _STEP) * _STEP))
        for side in (width, height)
    )
    return across, down


def seed_of(spec: Mapping[str, Any]) -> int:
    """Return the seed of 31 bits: the chosen one, else the prompt's own; each take has another."""
    wish, number = spec.get("seed"), spec.get("take")
    if wish is not None and number is None:
        return int(wish) % 2**31
    described = f"{spec['prompt']}\n{wish}\n{number}"
    return int.from_bytes(hashlib.sha256(described.encode()).digest()[:4]) % 2**31


def opened(content: bytes) -> Any:  # noqa: ANN401
    """Return the whole RGB picture in `content`; UserError where it holds none."""
    import io

    from PIL import Image

    from engines.image.file import KINDS

    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as picture:
            return picture.convert("RGB")
    except Exception as error:
        # Pillow's readers fail in many ways: OSError, SyntaxError, ValueError, struct.error.
        raise UserError(
            f"together answered what is no whole picture ({type(error).__name__}): build again"
        ) from None
