"""Sound between two steps of the work: a file of float32 samples at 48 kHz without a header.

Read part by part, not mapped: an hour of stereo, 1.4 GB, would count as the process's memory.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

FORMAT = "<f4"


def read_part(path: Path, sides: int, begin: int, end: int) -> np.ndarray:
    """Return samples `begin` to `end` (n, sides) of the file, silence where it has none."""
    first = max(begin, 0)
    size = np.dtype(FORMAT).itemsize * sides
    found = np.fromfile(path, FORMAT, (end - first) * sides, offset=first * size)
    part = np.zeros((end - begin, sides), np.float32)
    part[first - begin :][: len(found) // sides] = found.reshape(-1, sides)
    return part
