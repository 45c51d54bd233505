"""What names a piece by musicgen, and its windows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build.errors import UserError
from build.files import canonical
from engines.music import musicgen

CONFIG = Path(__file__).resolve().parents[2] / "config/config.yaml"
USUAL = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["engines"]["musicgen"]


def test_its_name_holds_what_is_heard() -> None:
    usual = musicgen.identity(USUAL)
    assert usual == USUAL
    assert canonical(musicgen.identity({**USUAL, "guidance": 3})) == canonical(usual)
    for key, value in {"model": "musicgen-large", "top_k": 50, "temperature": 0.9}.items():
        assert musicgen.identity({**USUAL, key: value}) == {**usual, key: value}
    assert musicgen.models(USUAL) == ("musicgen-small",)


def test_a_folder_of_ones_own_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    own = {**USUAL, "model": str(tmp_path)}
    assert "it has no config.json" in (musicgen.unavailable(own) or "")
    (tmp_path / "config.json").write_text("{}")
    assert musicgen.unavailable(own) is None
    assert musicgen.models(own) == ()
    before = musicgen.identity(own)
    (tmp_path / "config.json").write_text("{ }")
    assert musicgen.identity(own) != before


@pytest.mark.parametrize(
    "settings", [{"overlap_seconds": 30}, {"window_seconds": 31}, {"overlap_seconds": 0}]
)
def test_windows_that_cannot_be_are_refused_in_a_sentence(settings: dict) -> None:
    with pytest.raises(UserError, match="the overlap must be shorter than the window"):
        musicgen.identity({**USUAL, **settings})


@given(
    frames=st.integers(1, 5000),
    window=st.integers(2, 1500),
    share=st.floats(0.01, 0.99),
)
def test_windows_compose_every_frame_once(frames: int, window: int, share: float) -> None:
    overlap = min(max(1, round(window * share)), window - 1)
    spans = musicgen.windows(frames, window, overlap)
    assert sum(count for _, count in spans) == frames
    assert spans[0][0] == 0
    done = 0
    for before, count in spans:
        assert 0 < count <= window - before
        assert before <= done
        done += count
