"""Z-Image by its real code on a tiny random checkpoint, under its own environment's Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from environments import Inside

from engines.image import zimage

pytestmark = pytest.mark.environment

SEA = {"prompt": "A calm sea at dawn", "style": "oil", "width": 96, "height": 54, "seed": 3}
ONE = {"threads": 1}
# The colours of 4 x 3 fields of SEA under this RECIPE.
GOLDEN = [
    111, 105, 121, 107, 103, 128, 92, 92, 95,
    106, 93, 107, 104, 107, 126, 103, 107, 121,
    101, 109, 112, 99, 105, 107, 109, 106, 124,
    109, 105, 122, 118, 97, 127, 104, 108, 120,
]  # fmt: skip


@pytest.fixture(scope="module")
def models(diffusion: Inside, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("models")
    diffusion.call("bench.checkpoints", "zimage", str(folder / "zimage"))
    return str(folder)


@pytest.fixture(scope="module")
def drawn(diffusion: Inside, models: str) -> list[dict[str, Any]]:
    """Return SEA, another take, no seed twice, portrait, another prompt, SEA again: one load."""
    unseeded = {key: value for key, value in SEA.items() if key != "seed"}
    specs = [
        SEA,
        {**SEA, "take": 2},
        unseeded,
        {**unseeded, "scene": 7},
        {**SEA, "width": 54, "height": 96},
        {**SEA, "prompt": "Un río — 水 · ماء"},
        SEA,
    ]
    return diffusion.call("inside", "draw", "zimage", ONE, models, specs)


def test_the_output_belongs_to_its_recipe(drawn: list[dict[str, Any]]) -> None:
    assert zimage.RECIPE == 1
    off = max(abs(a - b) for a, b in zip(drawn[0]["fields"], GOLDEN, strict=True))
    assert off <= 2, (
        "zimage's output changed. On purpose? Raise RECIPE in engines/image/zimage.py and put the "
        f"new colours here: {drawn[0]['fields']}"
    )


def test_equal_specs_give_equal_bytes_and_others_do_not(drawn: list[dict[str, Any]]) -> None:
    sea, take, unseeded, moved, portrait, other, again = (picture["sha"] for picture in drawn)
    assert sea == again and unseeded == moved
    assert len({sea, take, unseeded, portrait, other}) == 5


def test_every_frame_is_covered_and_cropped(drawn: list[dict[str, Any]]) -> None:
    assert drawn[0]["size"] == [96, 54] and drawn[0]["drawn_at"] == [96, 64]
    assert drawn[4]["size"] == [54, 96] and drawn[4]["drawn_at"] == [64, 96]
    assert {picture["mode"] for picture in drawn} == {"RGB"}


def test_a_sidecar_tells_how_it_was_made(drawn: list[dict[str, Any]]) -> None:
    expected = {"dtype": "float32", "threads": 1, "placement": "none", "compiled": False}
    assert expected.items() <= drawn[0].items()
    assert drawn[0]["device"].startswith("cpu (")


@pytest.mark.parametrize("placement", ["model", "group", "sequential"])
def test_placement_changes_no_pixel(
    diffusion: Inside, models: str, drawn: list[dict[str, Any]], placement: str
) -> None:
    settings = {**ONE, "placement": placement}
    picture = diffusion.call("inside", "draw", "zimage", settings, models, [SEA])[0]
    assert picture["placement"] == placement and picture["sha"] == drawn[0]["sha"]


def test_weights_of_8_bits_are_other_pictures_under_other_names(
    diffusion: Inside, models: str, drawn: list[dict[str, Any]]
) -> None:
    seen = {drawn[0]["sha"]}
    for weights in ("int8", "fp8"):
        found = {
            placement: diffusion.call(
                "inside",
                "draw",
                "zimage",
                {**ONE, "weights": weights, "placement": placement},
                models,
                [SEA],
            )[0]
            for placement in ("none", "group")
        }
        assert found["none"]["sha"] == found["group"]["sha"]
        seen.add(found["none"]["sha"])
        # Eight bits hold the same picture, only coarser.
        fields = zip(found["none"]["fields"], drawn[0]["fields"], strict=True)
        assert max(abs(a - b) for a, b in fields) < 40
        assert zimage.identity({"weights": weights}) != zimage.identity({})
    assert len(seen) == 3


def test_memory_that_runs_out_is_a_step_down_and_the_same_picture(
    diffusion: Inside, models: str, drawn: list[dict[str, Any]]
) -> None:
    arguments = ("zimage", ONE, models, SEA)
    picture = diffusion.call("inside", "draw_out_of_memory", *arguments, "group")
    assert picture["placement"] == "group" and picture["did_not_fit"] == ["none", "model"]
    assert picture["sha"] == drawn[0]["sha"]


def test_memory_that_runs_out_for_good_is_a_sentence(diffusion: Inside, models: str) -> None:
    settings = {**ONE, "placement": "sequential"}
    told = diffusion.call("inside", "draw_out_of_memory", "zimage", settings, models, SEA, "none")
    assert "the computer ran out of memory when it was to draw with zimage" in told["refused"]


def test_the_same_weights_elsewhere_give_the_same_bytes(
    diffusion: Inside, models: str, drawn: list[dict[str, Any]], tmp_path: Path
) -> None:
    # Saved anew, tensors lie at other addresses in the file; rounding must not follow them.
    own = tmp_path / "own"
    diffusion.call("bench.checkpoints", "saved_anew", f"{models}/zimage", str(own))
    settings = {**ONE, "model": str(own)}
    assert zimage.unavailable(settings) is None and zimage.models(settings) == ()
    picture = diffusion.call("inside", "draw", "zimage", settings, "nowhere", [SEA])[0]
    assert picture["sha"] == drawn[0]["sha"]


def test_a_broken_checkpoint_is_a_sentence(diffusion: Inside, models: str) -> None:
    weights = Path(models, "broken/transformer/diffusion_pytorch_model.safetensors")
    for file in Path(models, "zimage").rglob("*"):
        if file.is_file():
            copy = Path(models, "broken", file.relative_to(Path(models, "zimage")))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    weights.write_bytes(weights.read_bytes()[:1000])
    told = diffusion.call("inside", "loading_fails", "zimage", {"model": "broken"}, models)
    assert told is not None and "is not a whole checkpoint for ZImagePipeline" in told
