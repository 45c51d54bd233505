from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from build.errors import UserError
from engines.adapter import adapter
from models import kokoro
from models.assembly import fetch_file_model
from models.catalogue import FileModel, Part, read_catalogue
from models.packages import members

CATALOGUE = Path(__file__).resolve().parents[2] / "config/models.yaml"


def test_every_model_that_an_engine_loads_is_in_the_catalogue() -> None:
    catalogue = read_catalogue(CATALOGUE)
    for engine in ("kokoro", "espeak"):
        assert set(adapter("speech", engine).models({})) <= set(catalogue)


def test_only_the_official_model_is_patched() -> None:
    with pytest.raises(UserError, match="not the official one"):
        kokoro.timed_model({"part.bin": b"another model"})


def test_voices_are_packed_to_the_same_bytes_and_load_as_arrays() -> None:
    style = np.arange(510 * 256, dtype="<f4")
    parts = {"package/voices/em_alex.bin": style.tobytes()}
    packed = kokoro.voices(parts)
    assert packed == kokoro.voices(parts)
    loaded = np.load(io.BytesIO(packed))
    assert loaded["em_alex"].shape == (510, 1, 256)
    assert np.array_equal(loaded["em_alex"].ravel(), style)


def test_members_are_taken_out_by_pattern(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        for name in ("p/b.bin", "p/a.bin", "q/c.txt"):
            wheel.writestr(name, name)
    found = members(tmp_path / "a.whl", "p/*.bin")
    assert list(found.items()) == [("p/a.bin", b"p/a.bin"), ("p/b.bin", b"p/b.bin")]
    with pytest.raises(UserError, match=r"a\.whl holds no r/\*"):
        members(tmp_path / "a.whl", "r/*")


def test_a_package_that_cannot_be_had_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    part = Part("pip", "reelmake-no-such-package==9.9.9", "*")
    model = FileModel("x/y.bin", "0" * 64, 1, "none", "kokoro.voices", (part,))
    with pytest.raises(UserError, match=r"reelmake-no-such-package==9\.9\.9 could not be fetched"):
        fetch_file_model(model, tmp_path)
    assert list((tmp_path / "x").iterdir()) == []
