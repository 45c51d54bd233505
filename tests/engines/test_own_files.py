"""Takes made from the person's own files: of what they were planned for, or not at all."""

from __future__ import annotations

import wave
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from build.errors import UserError
from engines.adapter import adapter
from engines.makers import MAKERS


def picture(path: Path, shade: int) -> Path:
    """Write a picture all of one grey."""
    Image.new("RGB", (160, 90), (shade,) * 3).save(path)
    return path


def music(path: Path, level: int) -> Path:
    """Write three seconds of one level."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(level.to_bytes(2, "little") * 24000)
    return path


@pytest.mark.parametrize(
    ("kind", "write", "name", "spec"),
    [
        ("image", picture, "own.png", {"width": 160, "height": 90}),
        ("music", music, "own.wav", {}),
    ],
)
def test_a_file_saved_anew_while_the_build_runs_is_no_take_of_the_old_one(
    tmp_path: Path, kind: str, write: Any, name: str, spec: dict[str, int]
) -> None:
    engine = adapter(kind, "file")
    make = MAKERS[kind](engine.load({}, tmp_path), "file", {})
    own = write(tmp_path / name, 30)
    planned = {**spec, "content": sha256(own.read_bytes()).hexdigest()}
    take, sidecar = tmp_path / f"take{own.suffix}", tmp_path / "take.json"
    make(planned, take, sidecar, [own], tmp_path / "log")
    made = take.read_bytes()
    take.unlink()
    sidecar.unlink()

    write(own, 200)
    with pytest.raises(UserError, match=r"own\.\w+ was changed while the build ran: build again"):
        make(planned, take, sidecar, [own], tmp_path / "log")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]

    write(own, 30)
    make(planned, take, sidecar, [own], tmp_path / "log")
    assert take.read_bytes() == made
