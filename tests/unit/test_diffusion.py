"""What the diffusion engines decide without a model: names, sizes, seeds, placements."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engines.checkpoints import fingerprint
from engines.image import sdxl, zimage
from engines.image.diffusion.frames import covering, fit, nearest_shape
from engines.image.diffusion.placement import PLACEMENTS, Need, choose, lower, working_bytes
from engines.image.diffusion.prompts import full_prompt, seed_of
from engines.image.diffusion.speed import COMPILE_AFTER, should_compile

HOME = Path(__file__).resolve().parents[2]
GB = 10**9
# Z-Image-Turbo in bfloat16: a denoiser of 12.3 GB in 30 blocks, a text encoder of 8, a VAE.
Z_IMAGE = Need(models=int(20.5 * GB), largest=int(12.3 * GB), block=GB // 3, vae=GB // 6)
Z_IMAGE_8_BIT = Need(models=int(14.4 * GB), largest=8 * GB, block=GB // 4, vae=GB // 6)


def test_a_name_holds_what_changes_pixels_and_nothing_else() -> None:
    for engine in (zimage, sdxl):
        base = engine.identity({})
        for quiet in ("placement", "threads"):
            assert engine.identity({quiet: "other"}) == base
        for loud in ("model", "steps", "guidance", "weights", "dtype", "compile"):
            assert engine.identity({loud: "other"}) != base
    assert sdxl.identity({"negative_prompt": "text"}) != sdxl.identity({})
    assert sdxl.identity({"safety_checker": False}) == sdxl.identity({})
    # Without an adapter there is nothing to scale.
    assert sdxl.identity({"reference_scale": 0.9}) == sdxl.identity({})
    adapted = {"reference_model": "ip-adapter-sdxl"}
    assert sdxl.identity({**adapted, "reference_scale": 0.9}) != sdxl.identity(adapted)
    assert sdxl.identity(sdxl.unguided(adapted)) == sdxl.identity({})


def test_the_configuration_says_the_defaults() -> None:
    told = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))["engines"]
    assert told["zimage"] == dict(zimage.DEFAULTS) and told["sdxl"] == dict(sdxl.DEFAULTS)


def test_what_is_fetched_is_what_is_loaded(tmp_path: Path) -> None:
    assert zimage.models({}) == ("zimage",) and sdxl.models({}) == ("sdxl",)
    assert sdxl.models({"reference_model": "ip-adapter-sdxl"}) == ("sdxl", "ip-adapter-sdxl")
    assert zimage.models({"model": str(tmp_path)}) == ()
    assert "has no model_index.json" in (zimage.unavailable({"model": str(tmp_path)}) or "")


def test_an_own_folder_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        (folder / "vae").mkdir(parents=True)
        (folder / "vae/weights.safetensors").write_bytes(bytes(300_000))
    assert fingerprint(first) == fingerprint(second)
    (second / "vae/weights.safetensors").write_bytes(bytes(299_999) + b"1")
    assert fingerprint(first) != fingerprint(second)


def test_frames_are_covered_in_steps() -> None:
    most = 2048 * 2048
    assert covering((1920, 1080), 16, most) == (1920, 1088)
    assert covering((1280, 720), 16, most) == (1280, 720)
    assert covering((1080, 1920), 16, most) == (1088, 1920)
    width, height = covering((3840, 2160), 16, most)
    assert width * height < 1.02 * most and width / height == pytest.approx(16 / 9, rel=0.02)


@given(st.integers(2, 3000), st.integers(2, 3000))
def test_what_is_drawn_covers_the_frame(width: int, height: int) -> None:
    size = covering((width, height), 16, 10**9)
    assert size[0] % 16 == size[1] % 16 == 0
    assert 0 <= size[0] - width < 16 and 0 <= size[1] - height < 16


def test_a_few_rows_more_are_cut_off_without_resampling() -> None:
    drawn = Image.effect_noise((96, 64), 80).convert("RGB")
    assert fit(drawn, (96, 54)).tobytes() == drawn.crop((0, 5, 96, 59)).tobytes()
    assert fit(drawn, (90, 58)).size == (90, 58)
    assert fit(drawn, (192, 108)).size == (192, 108)
    assert fit(drawn, (31, 17)).size == (31, 17)


def test_the_nearest_shape_is_by_ratio() -> None:
    shapes = sdxl.shapes(1024)
    assert nearest_shape((1920, 1080), shapes) == (1344, 768)
    assert nearest_shape((1080, 1920), shapes) == (768, 1344)
    assert nearest_shape((640, 640), shapes) == (1024, 1024)


def test_a_seed_is_the_chosen_one_or_of_the_prompt_never_of_the_place() -> None:
    assert seed_of({"prompt": "Sea", "seed": 42}) == 42
    unseeded = {"prompt": "Sea"}
    assert seed_of(unseeded) == seed_of({**unseeded, "style": "oil", "scene": 4})
    takes = [
        seed_of({**spec, "take": take})
        for spec in (unseeded, {**unseeded, "seed": 1})
        for take in (2, 3)
    ]
    assert len({*takes, seed_of(unseeded), 1}) == 6
    assert full_prompt({"prompt": " Calm\n sea, ", "style": "oil"}) == "Calm sea, oil"


def test_as_much_as_fits_stays_on_the_gpu() -> None:
    working = working_bytes(1920, 1088)
    free = {80: "none", 24: "none", 16: "model", 11.5: "group", 3: "sequential"}
    assert {gb: choose(Z_IMAGE, working, int(gb * GB)) for gb in free} == free
    assert choose(Z_IMAGE_8_BIT, working, int(11.5 * GB)) == "model"


@given(st.integers(0, 100 * GB))
def test_less_memory_never_means_more_on_the_gpu(free: int) -> None:
    working = working_bytes(1920, 1088)
    chosen = PLACEMENTS.index(choose(Z_IMAGE, working, free))
    assert PLACEMENTS.index(choose(Z_IMAGE, working, free // 2)) >= chosen


def test_steps_go_down_to_the_last() -> None:
    assert [lower(placement) for placement in PLACEMENTS] == [*PLACEMENTS[1:], None]


def test_compiling_waits_until_it_pays() -> None:
    assert should_compile("on", 0, "none") and not should_compile("off", 99, "none")
    assert not should_compile("auto", COMPILE_AFTER - 1, "none")
    assert should_compile("auto", COMPILE_AFTER, "model")
    assert not should_compile("on", 99, "group")
