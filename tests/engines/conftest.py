"""Real models for the engines' tests, fetched once into the checkout's models folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from environments import Inside, engine_python

from models.assembly import fetch_file_model
from models.catalogue import FileModel, read_catalogue

HOME = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests the time to deploy an environment: the largest holds six gigabytes."""
    for item in items:
        if item.get_closest_marker("environment"):
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(scope="session")
def models() -> Path:
    """Return the models folder with every model in it that is made of packages."""
    folder = HOME / "models"
    for model in read_catalogue(HOME / "config/models.yaml").values():
        if isinstance(model, FileModel):
            fetch_file_model(model, folder)
    return folder


@pytest.fixture(scope="session")
def diffusion() -> Iterator[Inside]:
    """Return what runs calls by the Python of the diffusion environment."""
    inside = Inside(engine_python("diffusion"))
    yield inside
    inside.close()


@pytest.fixture(scope="session")
def musicgen_inside() -> Iterator[Inside]:
    """Return what runs calls by the Python of the musicgen environment, which is bark's too."""
    inside = Inside(engine_python("musicgen"))
    yield inside
    inside.close()
