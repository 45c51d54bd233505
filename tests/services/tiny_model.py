"""A tiny model on a loopback hub, an engine that loads it, and a channel whose music it makes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.loopback_hub import LoopbackHub, serving
from workflow.channel import TINY, OwnHome, copy_home, episode

WEIGHTS = "unet/model.safetensors"
PICTURES = "results/S01E01/common/takes.tsv"  # one picture, the music, their links
ENGINE = '''
"""A music engine that sounds as every bit of its weights says."""
from pathlib import Path
from engines.base import Music
RECIPE = 1
def models(settings):
    return ("tiny",)
def load(settings, models):
    import zlib
    import numpy as np
    weights = (Path(models) / "tiny/unet/model.safetensors").read_bytes()
    assert len(weights) == 300_000
    class Parrot:
        def compose(self, spec):
            return Music(np.full((48000, 2), zlib.crc32(weights) / 2**33, np.float32))
    return Parrot()
'''
ENTRY = """
tiny:
  repository: org/tiny
  revision: main
  files: ["*.json", "unet/*"]
  size: 300000
  licence: MIT
"""


class Extended(OwnHome):
    """A channel built by a copy of the project with one more engine and model."""

    def add_engine(self) -> None:
        """Copy the project and add the engine `parrot` and the model `tiny` to it."""
        home = copy_home(self.home)
        (home / "scripts/engines/music/parrot.py").write_text(ENGINE)
        schema = home / "config/schemas/config.schema.json"
        document = json.loads(schema.read_text())
        document["properties"]["music"]["properties"]["engine"]["items"]["enum"].append("parrot")
        schema.write_text(json.dumps(document))
        with (home / "config/models.yaml").open("a") as file:
            file.write(ENTRY)

    def wish(self, prompt: str) -> None:
        """Ask for music by another prompt."""
        self.write(episode(1, music={"prompt": prompt}))


@contextmanager
def serving_tiny() -> Iterator[LoopbackHub]:
    """Serve a hub with the model `org/tiny`, which all builds meanwhile ask."""
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", server.url)
        patch.delenv("HF_HUB_OFFLINE", raising=False)
        server.files = {
            "model_index.json": b"{}",
            WEIGHTS: random.Random(1).randbytes(300_000),
        }
        yield server


def built_with_tiny(folder: Path) -> Extended:
    """Return a channel at `folder` whose pictures and music are built, with the model for them."""
    channel = Extended(folder)
    channel.add_engine()
    music = {"engine": ["parrot"], "seconds": 10}
    channel.configure({**TINY, "music": music, "models": "shared"})
    channel.wish("calm")
    run = channel.build(PICTURES)
    assert run.rules == {"fetch_model": 1, "compose_music": 1, "draw_image": 1, "link_pictures": 1}
    return channel
