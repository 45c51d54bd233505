"""Every recipe's files and commands, taken from the document and run on a tiny channel.

`sh run` is run, `sh` is planned here and run by `make test-long`, `sh plan` is planned only: it
wants an engine of a gigabyte, a key, or more time than it is worth.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from docs.commands import Block, blocks, for_channel, run
from workflow.channel import HOME, TINY, Channel, episode

DOCUMENT = (HOME / "docs/recipes.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a channel with all that a recipe's reader has: a film, pictures, recordings."""
    channel = Channel(
        tmp_path / "channel", {**TINY, "preset": "production", "review": {"page": True}}
    )
    channel.write(episode(3))
    (channel.folder / "profiles").symlink_to(HOME / "profiles")
    pictures = channel.scripts / "pictures"
    pictures.mkdir()
    for name in ("chart.png", "coast.jpg"):
        Image.new("RGB", (120, 90), "teal").save(pictures / name)
    voice = (0.3 * np.sin(np.arange(96000) / 15)).astype(np.float32)
    for name in ("recordings/S01E01/es/raw/001.wav", "voices/narrator.wav"):
        path = channel.folder / name
        path.parent.mkdir(parents=True)
        soundfile.write(path, voice, 24000)
    return channel.folder


def lay(folder: Path, block: Block) -> None:
    """Write a block's file; a language that a recipe describes is spoken by a small engine."""
    path = folder / block.word
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text.replace("[kokoro, espeak]", "[espeak]"), encoding="utf-8")


def cook(folder: Path, *, long: bool) -> str:
    """Follow the document from its beginning to its end; return all that was said."""
    found = list(blocks(DOCUMENT))
    for block in found:
        if block.language != "sh":
            lay(folder, block)
    typed, lines = [], []
    for block in found:
        for line in block.text.splitlines() if block.language == "sh" else ():
            plan = block.word == "plan" or (not block.word and not long)
            typed.append(for_channel(line, plan=plan))
            lines.append(line)
    ended = run(folder, typed)
    pairs = zip(lines, ended, strict=True)
    failed = [f"{line}\n{said}" for line, (status, said) in pairs if status]
    assert not failed, "\n\n".join(failed)
    return "\n".join(said for _, said in ended)


def check(folder: Path, said: str) -> None:
    """See that the recipes made, or would make, what they say."""
    assert (folder / "scripts_json/garden/SAGA_01_Episode_01.json").is_file()
    assert (folder / "results/S01E05/common/img_001.png").is_file()
    assert len(list((folder / "results/takes/speech/espeak").glob("escena-uno-*.wav"))) == 1
    for film in ("draft/S01E01/es", "shorts/S01E01/es", "S01E06/fr", "garden/S01E01/es"):
        assert f"results/{film}/final.mp4" in said
    assert "results/draft/S01E01/review.html" in said
    assert "takes/speech/chatterbox/escena-uno" in said
    assert "takes/images/zimage/" in said


@pytest.mark.timeout(1800)
def test_every_recipe_can_be_followed(folder: Path) -> None:
    check(folder, cook(folder, long=False))


@pytest.mark.long
def test_every_recipe_makes_its_film(folder: Path) -> None:
    check(folder, cook(folder, long=True))
    for film in ("draft/S01E01/es", "S01E02/es", "shorts/S01E01/es", "S01E06/fr"):
        assert (folder / f"results/{film}/final.mp4").is_file()


def test_every_recipe_is_in_the_document() -> None:
    """Each section has a command, and what the test runs is what the reader reads."""
    sections = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]
    assert len(sections) >= 10
    for section in sections:
        assert any(block.language == "sh" for block in blocks(section)), section
