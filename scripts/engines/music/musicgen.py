"""The `musicgen` engine: facebook/musicgen-* by transformers, of any length, looped without a seam.

The model composes at most 30 seconds at once. Longer pieces go on from the last seconds of codes
(the model's own, before they become sound), as its authors' `extend_stride` does; the codes of all
windows then become sound together, so there is no join to hear. See docs/music-engines.md.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.checkpoints import is_own, missing, model_folder, name_of

if TYPE_CHECKING:
    import numpy as np

    from engines.base import Music
    from engines.music.musicgen_model import MusicGen

RECIPE = 1
PARALLEL = 1
ENVIRONMENT = "musicgen"
GPU = True
MEM_MB = 8000  # small and medium are loaded in full precision first
PACKAGES = ("torch", "transformers")

# The settings that are heard, and their types: 3 and 3.0 are to be one name.
_HEARD: dict[str, type] = {
    "window_seconds": float,
    "overlap_seconds": float,
    "guidance": float,
    "temperature": float,
    "top_k": int,
}
_LUFS, _PEAK_DB = -20.0, -3.0  # as synth delivers, which is what the mix expects
_BLEND_SECONDS = 2.0
_SHORTEST, _LONGEST = 1.0, 3600.0


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return why the person's own checkpoint cannot be used, or None."""
    return missing(settings["model"], "transformers", "config.json")


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that is heard of the settings; UserError where the overlap fills the window."""
    chosen = {key: kind(settings[key]) for key, kind in _HEARD.items()}
    if not 0 < chosen["overlap_seconds"] < chosen["window_seconds"] <= 30:
        raise UserError(
            f"config, engines.musicgen: overlap_seconds is {chosen['overlap_seconds']:g} and "
            f"window_seconds {chosen['window_seconds']:g}; the overlap must be shorter than the "
            "window, and the window at most 30 seconds"
        )
    return {**name_of(settings["model"]), **chosen}


def models(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the checkpoint's name in the catalogue; none for the person's own folder."""
    return () if is_own(settings["model"]) else (settings["model"],)


def load(settings: Mapping[str, Any], models: Path) -> MusicGenMusic:
    """Return the engine with the model on the best device."""
    from engines.music.musicgen_model import MusicGen

    model = MusicGen(model_folder(settings["model"], models))
    return MusicGenMusic(model, identity(settings))


class MusicGenMusic:
    """Composes music from a prompt."""

    def __init__(self, model: MusicGen, chosen: Mapping[str, Any]) -> None:
        self._model = model
        self._chosen = chosen

    def compose(self, spec: Mapping[str, Any]) -> Music:
        """Return seconds * 48000 samples for `prompt`, `seconds`, `seed` and `take`.

        `seed` is the prompt's own where it is missing. The same wish gives the same samples on the
        same device with the same number of threads. UserError outside 1 to 3600 seconds.
        """
        from engines.base import Music
        from media.frames import SAMPLE_RATE
        from media.loop import seamless
        from media.loudness import level

        seconds = float(spec["seconds"])
        if not _SHORTEST <= seconds <= _LONGEST:
            raise UserError(
                f"music.seconds is {seconds:g}; musicgen composes {_SHORTEST:g} to {_LONGEST:g} "
                "seconds, and longer films loop it"
            )
        length = round(seconds * SAMPLE_RATE)
        blend = min(round(_BLEND_SECONDS * SAMPLE_RATE), length // 3)
        samples = seamless(self._played(spec, length + blend), blend)
        level(samples, _LUFS, _PEAK_DB)
        return Music(samples, self._model.told)

    def _played(self, spec: Mapping[str, Any], length: int) -> np.ndarray:
        """Return `length` stereo samples at 48 kHz."""
        import numpy as np
        import soxr

        from media.frames import SAMPLE_RATE

        model, chosen = self._model, self._chosen
        rate = model.frame_rate
        spans = windows(
            # A little more than is needed, since the resampler may round the length down.
            math.ceil((length / SAMPLE_RATE + 0.01) * rate),
            round(chosen["window_seconds"] * rate),
            round(chosen["overlap_seconds"] * rate),
        )
        prompt = str(spec.get("prompt") or "")
        codes = model.compose(
            prompt,
            spans,
            seed_of(spec),
            guidance=chosen["guidance"],
            temperature=chosen["temperature"],
            top_k=chosen["top_k"],
        )
        sound = soxr.resample(model.sound(codes), model.rate, SAMPLE_RATE, quality="VHQ")[:length]
        return np.repeat(sound, 2 // sound.shape[1], axis=1)


def windows(frames: int, window: int, overlap: int) -> list[tuple[int, int]]:
    """Return of each window how many frames it goes on from, and how many it composes.

    No window is longer than `window`; together they compose `frames`.
    """
    spans = [(0, min(frames, window))]
    done = spans[0][1]
    while done < frames:
        spans.append((overlap, min(frames - done, window - overlap)))
        done += spans[-1][1]
    return spans


def seed_of(spec: Mapping[str, Any]) -> int:
    """Return the seed of a wish: of its prompt, chosen seed and take, and nothing else."""
    wish = f"{spec.get('prompt') or ''}\n{spec.get('seed')}\n{spec.get('take') or 1}"
    return int.from_bytes(hashlib.sha256(wish.encode()).digest()[:8]) >> 1
