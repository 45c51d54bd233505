"""The `synth` engine: a composed ambient bed from the words of the prompt. No model, no GPU.

Mood words choose mode, tempo and colours; a seeded composer writes pads, bass, melody and
arpeggios in the form A A' B A''; everything is rendered on a circle, so the last sample flows into
the first. It is mixed to lie under a voice: about -20 LUFS, little between 1 and 4 kHz.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from engines.base import Music

RECIPE = 1

_LUFS = -20.0
_PEAK_DB = -3.0
_SHORTEST, _LONGEST = 10.0, 3600.0


def load(settings: Mapping[str, Any], models: Path) -> SynthMusic:
    """Return the engine; there is nothing to load."""
    return SynthMusic()


class SynthMusic:
    """Composes and renders a loopable ambient bed."""

    def compose(self, spec: Mapping[str, Any]) -> Music:
        """Return float32 (round(seconds * 48000), 2) for `prompt`, `seconds`, `seed` and `take`.

        `seed` is the prompt's own where it is missing. UserError outside 10 to 3600 seconds.
        """
        import numpy as np

        from engines.music.ambient.moods import mood_of
        from engines.music.ambient.render import render
        from engines.music.ambient.room import reverberate
        from engines.music.ambient.score import compose
        from media.loudness import level

        seconds = float(spec["seconds"])
        if not _SHORTEST <= seconds <= _LONGEST:
            raise UserError(
                f"music.seconds is {seconds:g}; synth composes "
                f"{_SHORTEST:g} to {_LONGEST:g} seconds, and longer films loop it"
            )
        prompt = str(spec.get("prompt") or "")
        wish = f"{prompt}\n{spec.get('seed')}\n{spec.get('take') or 1}"
        digest = hashlib.sha256(wish.encode()).digest()
        score_seed, sound_seed = np.random.SeedSequence(int.from_bytes(digest)).spawn(2)
        mood = mood_of(prompt)
        notes = compose(mood, seconds, np.random.default_rng(score_seed))
        sounds = np.random.default_rng(sound_seed)
        samples = render(notes, mood, seconds, sounds)
        reverberate(samples, mood.space, sounds)
        level(samples, _LUFS, _PEAK_DB)
        return Music(samples)
