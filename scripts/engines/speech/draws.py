"""What a voice model draws at random: seeded by the line alone, so a take can be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from build.files import canonical


def seed_of(spec: Mapping[str, Any]) -> int:
    """Return the seed of a line: from all that asks for it, not from where files lie."""
    wish = {key: value for key, value in spec.items() if key != "sources"}
    digest = hashlib.sha256(canonical(wish).encode()).digest()
    return int.from_bytes(digest[:4], "big")


def seed_all(seed: int) -> None:
    """Seed every generator that a torch model may draw from."""
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
