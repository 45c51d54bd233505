"""What names a line by bark."""

from __future__ import annotations

from pathlib import Path

import yaml

from engines.speech import bark

CONFIG = Path(__file__).resolve().parents[2] / "config/config.yaml"


def test_its_name_holds_what_is_heard() -> None:
    usual = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["engines"]["bark"]
    assert bark.identity(usual) == usual == {"model": "bark-small", "temperature": 0.7}
    assert bark.models(usual) == ("bark-small",)
    assert not bark.WORDS
