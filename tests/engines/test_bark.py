"""The bark engine: repeatable, trimmed, in pieces it can keep up, and plain about its limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from environments import Inside, configured, takes_of

from engines.speech import bark

pytestmark = pytest.mark.environment

LINE = {"text": "Stop here!", "voice": "v2/en_speaker_6", "locale": "en-US", "speed": 1.0}
LONG = "Almost all of the water is salt. What remains, ice and rivers, keeps us alive. " * 2

SPECS = {
    "line": LINE,
    "again": LINE,
    "take": {**LINE, "take": 2},
    "long": {**LINE, "text": LONG},
    "near": {**LINE, "voice": "v2/en_speaker_9"},
    "missing": {**LINE, "voice": "v2/en_speaker_7"},
    "catalan": {**LINE, "locale": "ca-ES"},
    "emoji": {**LINE, "text": "🎬 …"},
    "fast": {**LINE, "speed": 1.2},
}


@pytest.fixture(scope="module")
def made(
    musicgen_inside: Inside, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    wishes = {name: {"settings": configured("bark"), "spec": spec} for name, spec in SPECS.items()}
    return takes_of(musicgen_inside, tmp_path_factory.mktemp("bark"), "speech", "bark", wishes)


def test_a_retry_says_the_same_and_another_take_says_it_anew(made: dict) -> None:
    line = made["line"]["samples"]
    assert made["again"]["samples"].tobytes() == line.tobytes()
    assert made["take"]["samples"].tobytes() != line.tobytes()
    assert line.dtype == np.float32
    assert line.ndim == 1
    assert made["line"]["rate"] == 24000


def test_a_long_line_is_spoken_in_pieces(made: dict) -> None:
    # Two of them with a pause between, the only stretch of a tenth of a second of near silence.
    sounds = np.flatnonzero(np.abs(made["long"]["samples"]) > 0.004)
    gaps = np.diff(sounds)[np.diff(sounds) > 2400]
    assert gaps.tolist() == [pytest.approx(0.25 * 24000, abs=2)]


def test_its_limits_are_sentences(made: dict) -> None:
    near = "bark has no voice 'v2/en_speaker_9'; near it are v2/en_speaker_6"
    assert made["near"]["error"] == near
    assert made["missing"]["error"].startswith("bark has no voice 'v2/en_speaker_7'; near it")
    assert "bark does not speak ca-ES" in made["catalan"]["error"]
    assert "bark can say nothing for the line" in made["emoji"]["error"]
    assert "set speed to 1.0" in made["fast"]["error"]


def test_its_sidecar_tells_where_it_was_made(made: dict) -> None:
    assert set(made["line"]["record"]) == {"device", "dtype", "threads"}


# The samples of "line" as 16-bit, every 997th.
GOLDEN = [
    6, -593, 314, -5, 138, 424, 98, -343, 13, -38, 48, 164, 173, -202,
    -109, -100, 115, 32, -133, -567, -193, -377, -263, 407, 246, 370, -5, -465,
    -39, 368, 100, -272, -263, -56, -345, 0, 0, 0, 0,
]  # fmt: skip


def test_golden_output_belongs_to_this_recipe(made: dict) -> None:
    """When this fails on purpose, raise RECIPE and take the new numbers."""
    probes = np.round(made["line"]["samples"][::997] * 32767).astype(int)
    assert bark.RECIPE == 1
    assert np.abs(probes - np.array(GOLDEN)).max() <= 3, probes.tolist()
