"""MusicGen on a tiny random checkpoint, and what of it is looked at from inside."""

from __future__ import annotations

from pathlib import Path

from bench.music_checkpoint import build, give_codes_a_sound

__all__ = ["build", "give_codes_a_sound", "probe"]


def probe(folder: str) -> None:
    """Write 35 s of codes, their sound at once and in blocks, and the first 24 s to probe.npz."""
    import numpy as np
    import torch

    from engines.music.musicgen_model import MusicGen, decoded

    model = MusicGen(Path(folder) / "musicgen-small")
    choice = {"guidance": 3.0, "temperature": 1.0, "top_k": 250}
    spans = [(0, 60), (24, 36), (24, 36), (24, 8)]
    codes = model.compose("a calm sea", spans, 7, **choice)
    first = model.compose("a calm sea", spans[:2], 7, **choice)
    with torch.inference_mode():
        whole = decoded(model._codec, codes[0])
        blocks = decoded(model._codec, codes[0], block=20)
    np.savez(Path(folder) / "probe.npz", codes=codes, first=first, whole=whole, blocks=blocks)
