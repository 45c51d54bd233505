"""Real models for the engines' tests, fetched once into the checkout's models folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from environments import Inside, engine_python

from models.catalogue import read_catalogue
from models.fetch import fetch

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def models() -> Path:
    """Return the models folder with every model of the catalogue in it."""
    folder = HOME / "models"
    for path, model in read_catalogue(HOME / "config/models.yaml").items():
        if not (folder / path).is_file():
            fetch(model, folder / path)
    return folder


@pytest.fixture(scope="session")
def diffusion() -> Iterator[Inside]:
    """Return what runs calls by the Python of the diffusion environment."""
    inside = Inside(engine_python("diffusion"))
    yield inside
    inside.close()
