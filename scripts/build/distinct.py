"""A distinct rendition as planned: its tempo and grain, drawn once from the film's name."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Any

from build.plan import EpisodePlan, Plan, TrackPlan

# Raised by hand when renditions come out otherwise on purpose.
RECIPE = 2
_STEPS = 10_000  # a tempo is a whole number of these parts


def draw(folder: str, track: str, seed: int) -> tuple[Fraction, int]:
    """Return a number from -1 to 1 and a seed for the grain, the same for the same film and seed.

    From a hash, since generators of random numbers differ between versions.
    """
    letters = hashlib.sha256(f"{folder}/{track}/{seed}".encode()).digest()
    whole = int.from_bytes(letters[:8])
    return Fraction(2 * whole, 2**64 - 1) - 1, int.from_bytes(letters[8:12]) >> 1


def tempo(offset: float, vary: float, drawn: Fraction) -> Fraction:
    """Return the tempo, above 1 for a shorter film: `offset`, and up to `vary` of it about it."""
    exact = Fraction(str(offset)) * (1 + Fraction(str(vary)) * drawn)
    return Fraction(round(exact * _STEPS), _STEPS)


def distinct_list(plan: Plan, episode: EpisodePlan, track: TrackPlan) -> dict[str, Any]:
    """Return the edit list of a film's distinct rendition: all that determines it but the film."""
    sound, wish = plan.settings.tree["sound"], plan.settings.tree["distinct"]
    drawn, grain_seed = draw(episode.episode.folder, track.track, wish["seed"])
    pace = tempo(wish["tempo"].get(track.track, 1.0), wish["vary"], drawn)
    return {
        "recipe": RECIPE,
        "tempo": str(pace),
        "grain": wish["grain"],
        "grain_seed": grain_seed,
        **{key: sound[key] for key in ("loudness", "true_peak", "aac_kbps")},
        "video": plan.settings.video.spec(),
    }
