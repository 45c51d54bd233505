"""One row, measured in a process of its own by the Python of the engine's environment.

python -m bench.gpu.row ROW      (as JSON; what was measured is the last line that it prints)
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

# Makes take number n, and returns the seconds of sound in it (None of a picture) and its record.
Make = Callable[[int], tuple[float | None, dict[str, Any]]]


def main() -> None:
    """Measure the row of the command line."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    print("\n" + json.dumps(measure(json.loads(sys.argv[1]))))


def measure(row: dict[str, Any]) -> dict[str, Any]:
    """Make a row's takes; seconds to load, of the first and of the others, and peaks in GB."""
    began = time.monotonic()
    if row["capped_gb"] is not None:
        _cap(row["capped_gb"])
    make = _maker(row)
    loaded = time.monotonic()
    taken: list[float] = []
    sounds: list[float | None] = []
    record: dict[str, Any] = {}
    for number in range(row["count"]):
        start = time.monotonic()
        seconds, record = make(number)
        taken.append(time.monotonic() - start)
        sounds.append(seconds)
    ends = time.monotonic()
    return {
        "seconds": {
            "load": loaded - began,
            "first": taken[0],
            "take": statistics.median(taken[1:] or taken),
            "all": ends - began,
        },
        "real_time": real_time(taken, sounds),
        "gpu_gb": _gpu_gb(),
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        "record": record,
    }


def real_time(taken: list[float], sounds: list[float | None]) -> float | None:
    """Return the real-time factor: seconds that a second of sound takes, the first take left out.

    None where the takes have no sound.
    """
    pairs = list(zip(taken, sounds, strict=True))
    rest = [(time, sound) for time, sound in pairs[1:] or pairs if sound is not None]
    return sum(time for time, _ in rest) / sum(sound for _, sound in rest) if rest else None


def _maker(row: dict[str, Any]) -> Make:
    if row["engine"] in ("zimage", "sdxl"):
        from bench.gpu import pictures

        return pictures.bare(row) if row["way"] == "bare" else pictures.engine(row)
    from bench.gpu import sounds

    return sounds.engine(row)


def _cap(gigabytes: float) -> None:
    import torch

    if torch.cuda.is_available():
        total = torch.cuda.mem_get_info()[1]
        torch.cuda.set_per_process_memory_fraction(min(1.0, gigabytes * 1e9 / total))


def _gpu_gb() -> float | None:
    """Return the most this process had on the GPU; None where it had nothing there."""
    if "torch" not in sys.modules:
        return None
    import torch

    peak = torch.cuda.max_memory_reserved() if torch.cuda.is_available() else 0
    return peak / 1e9 or None


if __name__ == "__main__":
    main()
