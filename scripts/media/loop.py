"""Sound that is played round and round: its end blended into its start.

PyAV is not asked for here: engines in environments of their own compose loops, and have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def seamless(samples: np.ndarray, blend: int) -> np.ndarray:
    """Return `samples` (n, 2) shortened by `blend`, its end crossfaded into what comes first.

    The first sample returned follows the last one without a step. The crossfade keeps power
    (sine and cosine), since end and start of a track are unlike each other.
    """
    import numpy as np

    blend = min(blend, len(samples) // 4)
    ramp = (np.arange(blend, dtype=np.float32) + 0.5) * np.float32(np.pi / 2 / blend)
    out, into = np.cos(ramp)[:, None], np.sin(ramp)[:, None]
    looped = samples[:-blend].copy()
    looped[:blend] = samples[-blend:] * out + samples[:blend] * into
    return looped
