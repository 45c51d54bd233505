"""Silence around and between spoken parts: trimmed to what a fade needs, or of an exact length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_SILENCE = 0.004  # what is quieter than this (-48 dBFS) is not speech
HEAD_SECONDS = 0.08  # kept before the first sound, more than the 20 ms fade
TAIL_SECONDS = 0.20  # after the last sound, more than the 50 ms fade


def trimmed(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return mono `samples` with little silence at their ends and every sound of them.

    None are left where there is no sound at all.
    """
    return joined([samples], rate, 0.0)


def joined(parts: Sequence[np.ndarray], rate: int, gap: float) -> np.ndarray:
    """Return mono `parts` after each other: `gap` seconds from a part's last sound to the next's
    first. The silence that a part has is used for it, so that a sound may die away.
    """
    import numpy as np

    spans = [(part, *sound_bounds(part)) for part in parts if sounds(part)]
    if not spans:
        return np.zeros(0, np.float32)
    room = round(gap * rate)
    part, first, last = spans[0]
    pieces = [cut(part, first - round(HEAD_SECONDS * rate), last)]
    for (before, _, ended), (after, begins, ends) in pairwise(spans):
        tail = min(room // 2, len(before) - ended)
        head = min(room - tail, begins)
        pieces += [
            before[ended : ended + tail],
            np.zeros(room - tail - head, np.float32),
            after[begins - head : ends],
        ]
    part, _, last = spans[-1]
    pieces.append(cut(part, last, last + round(TAIL_SECONDS * rate)))
    return np.concatenate(pieces).astype(np.float32)


def sounds(part: np.ndarray) -> bool:
    """Tell whether there is any sound in mono samples."""
    import numpy as np

    return bool(np.abs(part).max(initial=0.0) > _SILENCE)


def sound_bounds(samples: np.ndarray) -> tuple[int, int]:
    """Return the first sample that is no silence, and the one after the last such."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > _SILENCE)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))


def cut(samples: np.ndarray, start: int, end: int) -> np.ndarray:
    """Return `samples` from `start` to `end`: at their begin as far as they go, then padded."""
    import numpy as np

    found = samples[max(0, start) : end]
    return np.pad(found, (0, max(0, end - max(len(samples), max(0, start)))))
