"""The musicgen engine: exact lengths, repeatable, no join to hear, and a loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
from environments import Inside, configured, takes_of

from engines.music import musicgen

pytestmark = pytest.mark.environment

RATE = 48000
PROMPT = "a calm sea at dawn"
USUAL = configured("musicgen")
STEREO = {**USUAL, "model": "musicgen-stereo-small"}


def wish(seconds: float, settings: dict | None = None, **chosen: object) -> dict[str, Any]:
    return {"settings": settings or USUAL, "spec": {"prompt": PROMPT, "seconds": seconds, **chosen}}


WISHES = {
    "5": wish(5),
    "30": wish(30),
    "65": wish(65),
    "again": wish(5),
    "seed": wish(5, seed=2),
    "take": wish(5, take=2),
    "short": wish(1),
    "odd": wish(1.23456),
    "stereo": wish(32, STEREO),
    "none": wish(0.5),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("musicgen")


@pytest.fixture(scope="module")
def made(musicgen_inside: Inside, folder: Path) -> dict[str, dict[str, Any]]:
    return takes_of(musicgen_inside, folder, "music", "musicgen", WISHES)


@pytest.fixture(scope="module")
def probe(made: dict, musicgen_inside: Inside, folder: Path) -> dict[str, np.ndarray]:
    musicgen_inside.call("tiny_musicgen", "probe", str(folder))
    return dict(np.load(folder / "probe.npz"))


@pytest.mark.parametrize("name", ["5", "30", "65", "short", "odd", "stereo"])
def test_its_length_is_exact(made: dict, name: str) -> None:
    samples = made[name]["samples"]
    assert samples.shape == (round(WISHES[name]["spec"]["seconds"] * RATE), 2)
    assert samples.dtype == np.float32


def test_a_length_it_cannot_compose_is_refused_in_a_sentence(made: dict) -> None:
    assert "music.seconds is 0.5; musicgen composes 1 to 3600" in made["none"]["error"]


def test_the_same_wish_gives_the_same_bytes_and_another_seed_or_take_another_piece(made: dict):
    piece = made["5"]["samples"]
    assert made["again"]["samples"].tobytes() == piece.tobytes()
    for other in ("seed", "take"):
        assert np.abs(made[other]["samples"] - piece).max() > 0.05


@pytest.mark.parametrize("name", ["5", "30", "65", "stereo"])
def test_it_is_as_loud_as_the_mix_expects(made: dict, name: str) -> None:
    samples = made[name]["samples"].astype(float)
    peak = np.abs(samples).max()
    assert peak <= 10 ** (-3 / 20) + 1e-6
    loud = pyloudnorm.Meter(RATE).integrated_loudness(samples)
    assert loud == pytest.approx(-20, abs=0.5) or (loud < -20 and peak > 10 ** (-3.1 / 20))


@pytest.mark.parametrize("name", ["30", "65", "stereo"])
def test_it_loops_without_a_step(made: dict, name: str) -> None:
    samples = made[name]["samples"]
    steps = np.abs(np.diff(samples, axis=0))
    assert np.abs(samples[0] - samples[-1]).max() <= np.quantile(steps, 0.999)


def test_nothing_is_heard_where_windows_join(made: dict) -> None:
    # The tiny codec sounds rough at every one of its frames, four a second: a join, which falls on
    # one of them, must be no rougher and no louder than the others.
    samples = made["65"]["samples"].mean(axis=1)
    frames = range(8, 260)
    steps, levels = zip(*(around(samples, frame * RATE // 4) for frame in frames), strict=True)
    for seconds in (30, 48):  # a window of 30, then 18 more of each
        step, level = around(samples, seconds * RATE)
        assert step <= np.quantile(steps, 0.99)
        assert np.quantile(levels, 0.01) <= level <= np.quantile(levels, 0.99)


def around(samples: np.ndarray, place: int) -> tuple[float, float]:
    """Return the largest step within 10 ms of `place`, and the level of 50 ms around it in dB."""
    near = samples[place - 480 : place + 480]
    level = np.sqrt(np.square(samples[place - 1200 : place + 1200]).mean())
    return float(np.abs(np.diff(near)).max()), float(20 * np.log10(level + 1e-9))


def test_a_window_goes_on_from_the_codes_before_it(probe: dict) -> None:
    # 60 frames, then 36, 36 and 8: what a later window adds changes nothing of what was there.
    assert probe["codes"].shape[-1] == 140
    assert probe["codes"][..., :96].tolist() == probe["first"].tolist()


def test_blocks_of_sound_are_as_if_made_at_once(probe: dict) -> None:
    apart = np.abs(probe["blocks"] - probe["whole"]).max()
    assert apart < 1e-3 * np.abs(probe["whole"]).max()


def test_a_stereo_model_is_heard_in_stereo(made: dict) -> None:
    left, right = made["stereo"]["samples"].T
    assert np.abs(left - right).max() > 1e-3
    left, right = made["5"]["samples"].T
    assert np.array_equal(left, right)


def test_its_sidecar_tells_where_it_was_made(made: dict) -> None:
    assert set(made["5"]["record"]) == {"device", "dtype", "threads"}


# The left channel's 16-bit samples of "5", every 9,001st.
GOLDEN = [
    442, 121, 356, 1108, 542, -1369, -701, 1285, 263, -191, -1675, 1839, -1707, 2561,
    5814, 1446, -194, -1463, 654, -592, 939, -1789, -1003, 753, -371, 1069, 2446,
]  # fmt: skip


def test_golden_output_belongs_to_this_recipe(made: dict) -> None:
    """When this fails on purpose, raise RECIPE and take the new numbers."""
    probes = np.round(made["5"]["samples"][::9001, 0] * 32767).astype(int)
    assert musicgen.RECIPE == 1
    assert np.abs(probes - np.array(GOLDEN)).max() <= 3, probes.tolist()


@pytest.mark.parametrize(
    "words", ["MPS backend out of memory", "DefaultCPUAllocator: can't allocate memory"]
)
def test_want_of_memory_is_a_sentence(musicgen_inside: Inside, words: str) -> None:
    said = musicgen_inside.call("tiny_takes", "out_of_memory", words)
    assert said == "the computer ran out of memory when it was to compose: choose a smaller model"
