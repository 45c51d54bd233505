"""From a scene's words to what the model is told: one text, one seed, and its embeddings once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

_KEPT = 64  # prompts; Z-Image's embeddings of 512 words are 2.6 MB


def full_prompt(spec: Mapping[str, Any]) -> str:
    """Return the prompt with the episode's style after it, on one line."""
    parts = (" ".join(str(spec.get(key) or "").split()) for key in ("prompt", "style"))
    return ", ".join(part.rstrip(" ,") for part in parts if part)


def seed_of(spec: Mapping[str, Any]) -> int:
    """Return the seed: the one that was chosen, else one from the prompt; another per `take`.

    The style is not in it, so that one composition can be seen in several styles.
    """
    chosen, take = spec.get("seed"), spec.get("take")
    if chosen is not None and take is None:
        return int(chosen)
    asked = spec["prompt"] if chosen is None else chosen
    digest = hashlib.sha256(f"{asked}\n{take or 1}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


class Embeddings:
    """What the text encoder said of the last prompts, kept in main memory.

    A prompt with another take or seed, or drawn again after memory ran out, does not bring a text
    encoder that was moved off the GPU back to it.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Any] = OrderedDict()

    def of(self, prompt: str, encode: Callable[[], Any], device: Any) -> Any:  # noqa: ANN401
        """Return the embeddings of `prompt` on `device`; `encode` reckons them, nested tensors."""
        if prompt not in self._kept:
            self._kept[prompt] = moved(encode(), "cpu")
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(prompt)
        return moved(self._kept[prompt], device)


def moved(tensors: Any, device: Any) -> Any:  # noqa: ANN401
    """Return the tensors, in lists or tuples or None, on `device`."""
    if tensors is None:
        return None
    if isinstance(tensors, (list, tuple)):
        return type(tensors)(moved(tensor, device) for tensor in tensors)
    return tensors.to(device)
