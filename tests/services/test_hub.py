"""Repositories fetched from a real HTTP server that breaks off, lies, and is slow."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build.errors import UserError
from models.catalogue import Repository
from models.manifest import read_manifest, require_whole
from models.repository import fetch_repository
from models.state import state_of
from services.loopback_hub import COMMIT, LoopbackHub, serving

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
WEIGHTS = "unet/model.safetensors"
TINY = Repository("tiny", "org/tiny", "main", ("*.json", "unet/*"), 300_000, "MIT")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """Return a hub with one repository of four files, of which three are wanted."""
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with serving() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        server.files = {
            "model_index.json": b'{"_class_name": "Tiny"}',
            "README.md": b"not wanted",
            WEIGHTS: random.Random(1).randbytes(300_000),
            "unet/config.json": "{ñ}".encode(),
        }
        yield server


def fetched(tmp_path: Path, model: Repository = TINY) -> Path:
    """Fetch the model and return its folder."""
    fetch_repository(model, tmp_path, tmp_path / "log")
    return tmp_path / model.name


def contents(folder: Path) -> dict[str, bytes]:
    notes = {"manifest.json", "revision.json", ".lock"}
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.relative_to(folder).as_posix() not in notes
    }


def wanted(hub: LoopbackHub) -> dict[str, bytes]:
    return {path: data for path, data in hub.files.items() if path != "README.md"}


def test_the_wanted_files_come_and_the_manifest_says_what_they_are(
    hub: LoopbackHub, tmp_path: Path
) -> None:
    folder = fetched(tmp_path)
    assert contents(folder) == wanted(hub)
    manifest = read_manifest(folder / "manifest.json")
    assert manifest is not None
    assert manifest["revision"] == COMMIT
    known = manifest["files"][WEIGHTS]
    assert known["sha256"] == hashlib.sha256(hub.files[WEIGHTS]).hexdigest()
    assert known["size"] == 300_000
    assert known["mtime_ns"] == (folder / WEIGHTS).stat().st_mtime_ns
    assert state_of(TINY, tmp_path).word == "there"
    require_whole(tmp_path, "tiny")
    assert f"tiny is org/tiny at {COMMIT}: 3 files" in (tmp_path / "log").read_text()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(breaks=st.lists(st.integers(1, 120_000), min_size=1, max_size=4))
def test_broken_off_at_any_byte_it_goes_on_from_there(
    hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory, breaks: list[int]
) -> None:
    hub.asked.clear()
    hub.breaks[WEIGHTS] = list(breaks)
    folder = fetched(tmp_path_factory.mktemp("models"))
    assert contents(folder) == wanted(hub)
    starts = [start for path, start in hub.asked if path == WEIGHTS]
    places = [sum(breaks[:count]) for count in range(len(breaks) + 1)]
    assert starts == [place for place in places if place < 300_000]


def test_a_hub_that_cannot_go_on_is_asked_from_the_start(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.ranges = False
    hub.breaks[WEIGHTS] = [1000]
    assert contents(fetched(tmp_path)) == wanted(hub)


def test_after_a_kill_the_next_run_goes_on_at_the_byte(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.seconds_a_block = 0.05
    killed = subprocess.Popen(fetching(tmp_path, tmp_path / "log"))
    partial = tmp_path / "tiny/.partial"
    deadline = time.monotonic() + 30
    while arrived(partial) < 100_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    kept = arrived(partial)
    assert 100_000 <= kept < 300_000
    assert not (tmp_path / "tiny" / WEIGHTS).exists()
    assert state_of(TINY, tmp_path).word == "partial"
    hub.seconds_a_block = 0
    hub.asked.clear()
    assert contents(fetched(tmp_path)) == wanted(hub)
    assert hub.asked == [(WEIGHTS, kept)]  # the small files were whole and are not asked for
    assert not partial.exists()


def arrived(partial: Path) -> int:
    """Return the bytes of the largest part."""
    sizes = [0]
    for path in partial.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # it has just become whole
            sizes.append(path.stat().st_size)
    return max(sizes)


def test_a_file_with_a_wrong_hash_is_fetched_again_once(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.wrong = {WEIGHTS: 1, "unet/config.json": 1}
    assert contents(fetched(tmp_path)) == wanted(hub)
    assert hub.fetched().count(WEIGHTS) == 2
    assert "arrived with a wrong hash; it is fetched again" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("path", [WEIGHTS, "unet/config.json"])
def test_twice_wrong_is_a_sentence_and_nothing_has_its_name(
    hub: LoopbackHub, tmp_path: Path, path: str
) -> None:
    hub.wrong = {path: 9}
    with pytest.raises(UserError, match=f"{path} of org/tiny arrived twice with another content"):
        fetched(tmp_path)
    assert not (tmp_path / "tiny" / path).exists()
    assert not (tmp_path / "tiny/manifest.json").exists()
    assert hub.fetched().count(path) == 2


def test_two_files_of_the_same_content_do_not_meet(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.files = {f"unet/{letter}.bin": hub.files[WEIGHTS] for letter in "abcd"}
    hub.seconds_a_block = 0.001
    assert contents(fetched(tmp_path)) == hub.files


@pytest.mark.parametrize("loss", ["truncated", "altered", "gone"])
def test_what_became_of_a_file_afterwards_is_noticed_and_put_right(
    hub: LoopbackHub, tmp_path: Path, loss: str
) -> None:
    weights = fetched(tmp_path) / WEIGHTS
    whole = weights.read_bytes()
    if loss == "gone":
        weights.unlink()
    else:
        weights.write_bytes(whole[:1000] if loss == "truncated" else b"\0" + whole[1:])
    state = state_of(TINY, tmp_path)
    assert state.word == "altered"
    assert WEIGHTS in state.problems[0]
    with pytest.raises(UserError, match=r"tiny is altered \(unet/model.*run `snakemake models`"):
        require_whole(tmp_path, "tiny")
    hub.asked.clear()
    fetched(tmp_path)
    assert hub.fetched() == [WEIGHTS]
    assert state_of(TINY, tmp_path).word == "there"


def test_a_copy_with_other_times_is_whole_all_the_same(hub: LoopbackHub, tmp_path: Path) -> None:
    os.utime(fetched(tmp_path) / WEIGHTS, (1, 1))
    assert state_of(TINY, tmp_path).word == "there"
    require_whole(tmp_path, "tiny")


def test_a_branch_is_followed_once(hub: LoopbackHub, tmp_path: Path) -> None:
    fetched(tmp_path)
    hub.commit = "b" * 40
    assert state_of(TINY, tmp_path).word == "there"
    with pytest.raises(UserError, match=f"no org/tiny at {COMMIT}"):  # it asks for the first
        fetched(tmp_path)
    pinned = Repository("tiny", "org/tiny", hub.commit, TINY.files, TINY.size, TINY.licence)
    state = state_of(pinned, tmp_path)
    assert state.problems == ("config/models.yaml asks for another version",)
    fetched(tmp_path, pinned)
    assert state_of(pinned, tmp_path).word == "there"


def test_a_busy_hub_is_asked_again(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.busy = 2
    assert contents(fetched(tmp_path)) == wanted(hub)


def test_a_closed_repository_says_what_to_do(
    hub: LoopbackHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.closed = True
    with pytest.raises(UserError, match=r"does not give out org/tiny.*HF_TOKEN"):
        fetched(tmp_path)
    monkeypatch.setenv("HF_TOKEN", "a-secret")
    hub.closed = False
    hub.authorizations.clear()
    fetched(tmp_path)
    for path, sent in hub.authorizations:  # another host gets no token
        assert sent == (None if path.startswith("/cdn/") else "Bearer a-secret")
    texts = [path for path in tmp_path.rglob("*") if path.suffix == ".json"] + [tmp_path / "log"]
    assert not any(b"a-secret" in path.read_bytes() for path in texts)


def test_no_hub_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(UserError, match=r"the hub cannot be reached for org/tiny"):
        fetched(tmp_path)


def test_what_does_not_fit_on_the_disk_is_not_begun(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.claimed = {WEIGHTS: 10**17}
    with pytest.raises(UserError, match=r"needs 100000000\.0 GB more and its disk has"):
        fetched(tmp_path)
    assert hub.asked == []


def test_a_list_that_leads_outside_is_refused(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.files["unet/../../../evil.json"] = b"x"
    with pytest.raises(UserError, match="lists a file outside itself"):
        fetched(tmp_path)
    assert not list(tmp_path.parent.glob("**/evil.json"))


def test_a_folder_of_someone_else_is_a_sentence(hub: LoopbackHub) -> None:
    """Fetch as another user where this one may write everywhere."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        models = Path(name) / "models"
        command = fetching(models, Path(name) / "log", "os.getuid() or os.seteuid(65534)")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        Path(name).chmod(0o755)
        said = f"{models}/tiny cannot be written to; have its owner run `snakemake models`"
        assert said in done.stderr


def fetching(models: Path, log: Path, first: str = "") -> list[str]:
    """Return the command of a process that fetches the model."""
    code = (
        f"import os, sys; sys.path.insert(0, {str(SCRIPTS)!r}); from pathlib import Path;"
        "from models.catalogue import Repository; from models.repository import fetch_repository;"
        f"{first or None};"
        f"fetch_repository({TINY!r}, Path({str(models)!r}), Path({str(log)!r}))"
    )
    return [sys.executable, "-c", code]
