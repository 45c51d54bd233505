"""`make demo`: build the demo film in its three languages and name the files to open."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

EPISODE = Path("results/S01E01")
TRACKS = ("es", "en", "ca")


def main() -> int:
    """Run Snakemake as the README says it, then list what came out."""
    began = time.monotonic()
    snakemake = Path(sys.executable).with_name("snakemake")
    finals = [EPISODE / track / "final.mp4" for track in TRACKS]
    command = [snakemake, *finals]
    status = subprocess.run([str(part) for part in command], check=False).returncode
    if status:
        return status
    print(f"\nThe demo took {time.monotonic() - began:.0f} s. Open:")
    for final in finals:
        print(f"  {final.resolve()}  ({final.stat().st_size / 1e6:.1f} MB)")
    print(f"Subtitles, voices, clips and pictures of each scene are beside them, under {EPISODE}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
