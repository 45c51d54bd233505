"""Builds that may fetch nothing: whether this is one, and which models it lacks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.catalogue import Model
from models.manifest import is_here


def is_offline(tree: Mapping[str, Any]) -> bool:
    """Tell whether nothing may be fetched: by the configuration, or by HF_HUB_OFFLINE."""
    asked = os.environ.get("HF_HUB_OFFLINE", "").upper()
    return bool(tree.get("models_offline")) or asked in {"1", "ON", "YES", "TRUE"}


def absent(catalogue: Mapping[str, Model], models: Path) -> frozenset[str]:
    """Return the names of the models that are not whole in the folder `models`, by their sizes."""
    return frozenset(
        name for name, model in catalogue.items() if not is_here(models / model.manifest)
    )
