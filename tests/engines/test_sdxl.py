"""SDXL by its real code on a tiny random checkpoint, under its own environment's Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from environments import Inside
from PIL import Image

from engines.image import sdxl

pytestmark = pytest.mark.environment

SEA = {"prompt": "A calm sea at dawn", "style": "oil", "width": 96, "height": 54, "seed": 3}
FEW = {"threads": 1, "steps": 3}
# The colours of 4 x 3 fields of SEA in 3 steps under this RECIPE.
GOLDEN = [
    109, 129, 86, 140, 114, 117, 153, 125, 97,
    105, 139, 97, 132, 118, 94, 137, 118, 130,
    107, 124, 88, 142, 127, 116, 141, 120, 124,
    125, 119, 133, 147, 116, 118, 138, 123, 112,
]  # fmt: skip


@pytest.fixture(scope="module")
def models(diffusion: Inside, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    diffusion.call(
        "bench.checkpoints", "sdxl", str(folder / "sdxl"), str(folder / "ip-adapter-sdxl")
    )
    for colour in ("red", "blue"):
        Image.new("RGB", (40, 40), colour).save(folder / f"{colour}.png")
    return folder


@pytest.fixture(scope="module")
def drawn(diffusion: Inside, models: Path) -> list[dict[str, Any]]:
    """Return SEA, another take, portrait, square, SEA again: one load."""
    sizes = ((54, 96), (64, 64))
    shaped = [{**SEA, "width": width, "height": height} for width, height in sizes]
    specs = [SEA, {**SEA, "take": 2}, *shaped, SEA]
    return diffusion.call("inside", "draw", "sdxl", FEW, str(models), specs)


def guided(models: Path, colour: str) -> dict[str, Any]:
    return {**SEA, "sources": [str(models / f"{colour}.png")], "reference": colour}


def test_the_output_belongs_to_its_recipe(drawn: list[dict[str, Any]]) -> None:
    assert sdxl.RECIPE == 1
    off = max(abs(a - b) for a, b in zip(drawn[0]["fields"], GOLDEN, strict=True))
    assert off <= 2, (
        "sdxl's output changed. On purpose? Raise RECIPE in engines/image/sdxl.py and put the new "
        f"colours here: {drawn[0]['fields']}"
    )


def test_equal_specs_give_equal_bytes_and_others_do_not(drawn: list[dict[str, Any]]) -> None:
    sea, take, portrait, square, again = (picture["sha"] for picture in drawn)
    assert sea == again and len({sea, take, portrait, square}) == 4


def test_the_nearest_shape_of_its_training_is_drawn_and_fitted(drawn: list[dict[str, Any]]) -> None:
    assert [picture["drawn_at"] for picture in drawn[:4]] == [
        [80, 48],
        [80, 48],
        [48, 80],
        [64, 64],
    ]
    assert [picture["size"] for picture in drawn[:4]] == [[96, 54], [96, 54], [54, 96], [64, 64]]
    assert sdxl.shapes(1024)[3] == (1344, 768) and sdxl.shapes(1024)[-1] == (640, 1536)


@pytest.mark.parametrize("placement", ["none", "model", "group", "sequential"])
def test_a_reference_guides_only_the_pictures_that_have_one(
    diffusion: Inside, models: Path, drawn: list[dict[str, Any]], placement: str
) -> None:
    settings = {**FEW, "placement": placement, "reference_model": "ip-adapter-sdxl"}
    specs = [guided(models, "red"), guided(models, "blue"), SEA, guided(models, "red")]
    found = diffusion.call("inside", "draw", "sdxl", settings, str(models), specs)
    red, blue, none, again = (picture["sha"] for picture in found)
    assert len({red, blue, none}) == 3 and red == again
    # Not by accident of placement, nor of the adapter being there.
    assert none == drawn[0]["sha"]
    assert found[0]["placement"] == placement


def test_a_reference_without_an_adapter_is_a_sentence(diffusion: Inside, models: Path) -> None:
    specs = [guided(models, "red")]
    told = diffusion.call("inside", "draw", "sdxl", FEW, str(models), specs)[0]
    assert "set engines.sdxl.reference_model to ip-adapter-sdxl" in told["refused"]


def test_the_safety_checker_is_used_where_the_checkpoint_has_one(
    diffusion: Inside, models: Path, drawn: list[dict[str, Any]]
) -> None:
    assert drawn[0]["safety_checked"] is False
    arguments = ("sdxl", {**FEW, "steps": 2}, str(models), [SEA])
    try:
        diffusion.call("bench.checkpoints", "checker", str(models / "sdxl"), True)
        refused = diffusion.call("inside", "draw", *arguments)[0]
        assert (
            "the safety checker refuses the picture of 'A calm sea at dawn'" in refused["refused"]
        )
        diffusion.call("bench.checkpoints", "checker", str(models / "sdxl"), False)
        assert diffusion.call("inside", "draw", *arguments)[0]["safety_checked"] is True
    finally:
        for file in (models / "sdxl/safety_checker").iterdir():
            file.unlink()
        (models / "sdxl/safety_checker").rmdir()
