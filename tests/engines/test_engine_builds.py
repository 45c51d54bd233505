"""Engines in environments of their own, through real builds on tiny checkpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from environments import IN_VENVS, Inside
from PIL import Image

from workflow.channel import TINY, Channel, scene

pytestmark = pytest.mark.environment
COUNT = 20


@pytest.fixture(scope="module")
def pictures(diffusion: Inside, tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel whose pictures a tiny Z-Image draws, in a folder of the person's own."""
    folder = tmp_path_factory.mktemp("pictures")
    diffusion.call("bench.checkpoints", "zimage", str(folder / "mine"))
    zimage = {"model": "./mine", "steps": 2, "threads": 1}
    wish = {"images": {"engine": ["zimage", "storyboard"]}, "engines": {"zimage": zimage}}
    return Channel(folder, {**TINY, **wish})


def test_twenty_pictures_come_from_one_load(pictures: Channel) -> None:
    names = ["one", "two", "three", "four", "five"]
    prompts = [f"{a} boats and {b} gulls" for a in names for b in names][:COUNT]
    scenes = [{**scene(1), "image_prompt": prompt} for prompt in prompts]
    pictures.write({"title": {"es": "A", "en": "B"}, "scenes": scenes})
    wanted = [f"results/S01E01/common/img_{number:03}.png" for number in range(1, COUNT + 1)]
    run = pictures.build(*IN_VENVS, *wanted)
    assert run.status == 0, run.said
    assert run.rules["draw_image"] == COUNT
    assert "engines loaded: zimage 1" in run.said
    sidecars = list(pictures.results.glob("takes/images/zimage/*.json"))
    assert len(sidecars) == COUNT
    made_by = json.loads(sidecars[0].read_text())["made_by"]
    assert made_by["torch"].startswith("2.13.0") and made_by["device"].startswith("cpu")
    for path in sidecars:
        with Image.open(path.with_suffix(".png")) as picture:
            assert (picture.mode, picture.size) == ("RGB", (160, 90))
    again = pictures.dry_run(*IN_VENVS, *wanted)
    assert again.jobs == frozenset(), again.said


def test_other_weights_in_the_own_folder_are_other_pictures(pictures: Channel) -> None:
    wanted = "results/S01E01/common/img_001.png"
    config = Path(pictures.folder / "mine/scheduler/scheduler_config.json")
    before = config.read_text()
    config.write_text(before.replace("3.0", "2.0"))
    assert config.read_text() != before
    assert pictures.dry_run(*IN_VENVS, wanted).rules.get("draw_image") == 1
    config.write_text(before)
    assert "draw_image" not in pictures.dry_run(*IN_VENVS, wanted).rules


def test_a_film_with_music_and_voices_of_transformers(
    musicgen_inside: Inside, tmp_path: Path
) -> None:
    for engine in ("musicgen", "bark"):
        musicgen_inside.call(f"tiny_{engine}", "build", str(tmp_path / engine))
    english = {**TINY["languages"]["en"], "speech": ["bark", "espeak"], "speed": 1.0}
    english["voices"] = {"bark": "v2/en_speaker_6", "espeak": "en-us"}
    wish = {
        "tracks": ["en"],
        "languages": {"en": english},
        "music": {"engine": ["musicgen", "synth"], "seconds": 10},
        "engines": {"musicgen": {"model": "./musicgen"}, "bark": {"model": "./bark"}},
    }
    channel = Channel(tmp_path, {**TINY, **wish})
    script = {"title": {"es": "A", "en": "B"}, "music": {"prompt": "a calm sea"}}
    channel.write({**script, "scenes": [scene(1), scene(2)]})
    film = "results/S01E01/en/mixed.mp4"
    run = channel.build(*IN_VENVS, film)
    assert run.status == 0, run.said
    assert (run.rules["speak_line"], run.rules["compose_music"]) == (2, 1)
    assert "bark 1" in run.said and "musicgen 1" in run.said  # loaded once each
    music, *_ = channel.results.glob("takes/music/musicgen/*.json")
    assert json.loads(music.read_text())["samples"] == 10 * 48000
    again = channel.dry_run(*IN_VENVS, film)
    assert again.jobs == frozenset(), again.said


def test_another_reference_is_another_picture_by_sdxl(diffusion: Inside, tmp_path: Path) -> None:
    diffusion.call(
        "bench.checkpoints", "sdxl", str(tmp_path / "sdxl"), str(tmp_path / "ip-adapter")
    )
    sdxl = {"model": "./sdxl", "reference_model": "./ip-adapter", "steps": 2, "threads": 1}
    wish = {"images": {"engine": ["sdxl"]}, "engines": {"sdxl": sdxl}}
    channel = Channel(tmp_path, {**TINY, **wish})
    Image.new("RGB", (64, 64), "teal").save(channel.scripts / "anna.png")
    scenes = [{**scene(1), "reference": "anna.png"}, scene(2)]
    channel.write({"title": {"es": "A", "en": "B"}, "scenes": scenes})
    wanted = [f"results/S01E01/common/img_{number:03}.png" for number in (1, 2)]
    run = channel.build(*IN_VENVS, *wanted)
    assert (run.status, run.rules.get("draw_image")) == (0, 2), run.said
    Image.new("RGB", (64, 64), "maroon").save(channel.scripts / "anna.png")
    again = channel.build(*IN_VENVS, *wanted)
    assert (again.status, again.rules.get("draw_image")) == (0, 1), again.said
    pictures = list(channel.results.glob("takes/images/sdxl/*.png"))
    assert len({path.read_bytes() for path in pictures}) == 3
