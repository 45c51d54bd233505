"""The `ffmpeg` engine: wind, rain, sea, room or drone from FFmpeg's own noise, tones and filters.

Every movement in it comes round with the loop, so only its noise is crossfaded. All kinds come out
equally loud, so that one volume in a script means the same for each.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.ambience.circle import Circle
from engines.ambience.kinds import KINDS, graph
from engines.base import Music
from media import ffmpeg
from media.frames import SAMPLE_RATE
from media.loop import seamless

if TYPE_CHECKING:
    import numpy as np

RECIPE = 1

_LUFS = -23.0
_PEAK_DB = -3.0
_BLEND_SECONDS = 2.0
_SHORTEST, _LONGEST = 10.0, 600.0


def load(settings: Mapping[str, Any], models: Path) -> FfmpegAmbience:
    """Return the engine; there is nothing to load."""
    return FfmpegAmbience()


class FfmpegAmbience:
    """Renders loops of ambient sound."""

    def compose(self, spec: Mapping[str, Any]) -> Music:
        """Return float32 (round(seconds * 48000), 2) for `ambience`, `seconds`, `seed` and `take`.

        UserError for an ambience that there is not, or outside 10 to 600 seconds.
        """
        from media.loudness import level

        kind, seconds = spec["ambience"], float(spec["seconds"])
        if kind not in KINDS:
            raise UserError(f"there is no ambience {kind!r}: use one of {', '.join(KINDS)}")
        if not _SHORTEST <= seconds <= _LONGEST:
            raise UserError(
                f"an ambience of {seconds:g} seconds cannot be made: give it "
                f"{_SHORTEST:g} to {_LONGEST:g} seconds, and longer films loop it"
            )
        samples, blend = round(seconds * SAMPLE_RATE), round(_BLEND_SECONDS * SAMPLE_RATE)
        wish = f"{kind}\n{spec.get('seed')}\n{spec.get('take') or 1}"
        chance = Random(hashlib.sha256(wish.encode()).digest())
        layers = KINDS[kind](Circle(samples / SAMPLE_RATE, chance))
        looped = seamless(_rendered(graph(layers, samples + blend), kind), blend)
        level(looped, _LUFS, _PEAK_DB)
        return Music(looped)


def _rendered(graph: str, kind: str) -> np.ndarray:
    """Return what the filter `graph` plays as float32 (samples, 2)."""
    from media.own_sound import read_stereo

    folder = Path(tempfile.mkdtemp(prefix="reelmake-ambience-"))
    sound, log = folder / "sound.wav", folder / "log"
    try:
        ffmpeg.run(
            ["-v", "error", "-filter_complex", graph, "-map", "[out]", "-c:a", "pcm_f32le", sound],
            log=log,
            timeout=600,
            doing=f"make the ambience {kind}",
        )
        samples = read_stereo(sound)
    finally:
        sound.unlink(missing_ok=True)
    # Reached only when all went well: otherwise the log stays, as the sentence says.
    log.unlink()
    folder.rmdir()
    return samples
