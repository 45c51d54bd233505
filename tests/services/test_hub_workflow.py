"""Models as file targets: the real Snakemake, an engine that loads a model, a loopback hub."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.loopback_hub import COMMIT, LoopbackHub
from services.tiny_model import PICTURES, WEIGHTS, Extended, built_with_tiny, serving_tiny
from workflow.channel import TINY, Channel, Run

MANIFEST = "shared/tiny/manifest.json"


@pytest.fixture(scope="module")
def hub() -> Iterator[LoopbackHub]:
    """Return a hub with the model `org/tiny`."""
    with serving_tiny() as server:
        yield server


@pytest.fixture(scope="module")
def first(hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """Return a channel whose pictures and music are built, with the model fetched for them."""
    return built_with_tiny(tmp_path_factory.mktemp("first") / "channel")


@pytest.fixture
def channel(first: Extended, hub: LoopbackHub, tmp_path: Path) -> Extended:
    """Return a built channel that the test may change."""
    hub.asked.clear()
    return first.copy(tmp_path / "channel")


def same(channel: Channel, *arguments: str) -> Run:
    """Build, having compared the dry run with it."""
    dry = channel.dry_run(*arguments)
    run = channel.build(*arguments)
    assert run.status == 0, run.said
    assert dry.jobs == run.jobs
    return run


def test_what_is_truncated_is_fetched_again_before_it_is_loaded(
    channel: Extended, hub: LoopbackHub
) -> None:
    weights = channel.folder / "shared/tiny" / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:1000])
    assert channel.build(PICTURES).rules == {}  # the takes are there: no model is needed
    channel.wish("stormy")
    run = same(channel, PICTURES)
    assert run.rules == {
        "refetch_model": 1,
        "compose_music": 1,
        "link_pictures": 1,
    }
    assert f"{WEIGHTS} has 1000 bytes where it had 300000" in run.said
    assert hub.asked == [(WEIGHTS, 0)]
    assert weights.read_bytes() == hub.files[WEIGHTS]
    assert not list(channel.results.glob(".refetched/*"))


def test_a_shared_folder_that_is_whole_is_only_read(channel: Extended, hub: LoopbackHub) -> None:
    shared = channel.folder / "shared"
    os.utime(shared / "tiny" / WEIGHTS, (1, 1))  # as of a copy
    for path in [shared, *shared.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = sorted((str(path), path.stat().st_mtime_ns) for path in shared.rglob("*"))
    channel.wish("stormy")
    run = same(channel, PICTURES, "--config", "models_offline=true")
    assert run.rules == {"compose_music": 1, "link_pictures": 1}
    assert sorted((str(path), path.stat().st_mtime_ns) for path in shared.rglob("*")) == before
    assert hub.asked == []
    for path in [shared, *shared.rglob("*")]:
        path.chmod(0o755)


def test_offline_a_missing_model_that_no_engine_stands_in_for_is_a_sentence(
    channel: Extended, hub: LoopbackHub
) -> None:
    shutil.rmtree(channel.folder / "shared")
    channel.wish("stormy")
    hub.authorizations.clear()
    run = channel.build(PICTURES, "--config", "models_offline=true")
    assert run.status == 1
    assert "the model shared/tiny (org/tiny at main, 300 kB) is not there" in run.said
    assert "`snakemake models --config models_offline=false`" in run.said
    assert hub.authorizations == []


def test_models_are_fetched_listed_and_cleaned_on_request(
    channel: Extended, hub: LoopbackHub
) -> None:
    shutil.rmtree(channel.folder / "shared")
    assert channel.build("models").rules == {"fetch_model": 1}
    line = next(line for line in channel.build("list_models").said.splitlines() if "tiny" in line)
    assert line.split()[:4] == ["tiny", "300", "kB", "there"]
    assert line.split()[-2:] == ["MIT", "music"]
    channel.configure({**TINY, "models": "shared"})
    sentence = "Remove the models under shared that no configured engine needs: tiny (300 kB)"
    assert sentence in channel.dry_run("clean_models").said
    assert (channel.folder / MANIFEST).is_file()
    run = channel.build("clean_models")
    assert run.status == 0, run.said
    assert sentence in run.said
    assert list((channel.folder / "shared").iterdir()) == []


def test_the_commit_found_first_is_written_down_and_told_of_every_take(channel: Extended) -> None:
    manifest = json.loads((channel.folder / MANIFEST).read_text())
    assert manifest["revision"] == COMMIT
    (take,) = channel.results.glob("takes/music/parrot/*.json")
    assert json.loads(take.read_text())["made_by"]["weights"] == {"tiny": COMMIT}
