"""What earlier jobs took: found where their rules leave it, told by what it grows with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from build.made import counted
from build.takes import Take
from forecast.jobs import KINDS, SHARED
from forecast.measured import Measured
from forecast.transfers import bytes_of
from forecast.work import Work, hearing_work, take_work, transfer_work
from models.catalogue import read_catalogue

HOME = Path(__file__).resolve().parents[2]
MODELS = read_catalogue(HOME / "config/models.yaml")
# Rules that take no longer than their start, so that nobody asks what they took.
BRIEF = {"place_script", "write_scene_subtitles"}
SPEC = {"text": "a", "width": 1000, "height": 1000, "frames": 1, "seconds": 1}
WILDCARDS = {
    "episode": "S01E01",
    "track": "es",
    "engine": "file",
    "name": "sea-1",
    "ear": "whisper-1a",
    "version": "2",
    "manifest": MODELS["zimage"].manifest,
    "model": "zimage",
    "evidence": "12ab",
    "place": "garden/S01E02",
    "CHARTED": "12ab34cd",
}


def patterns() -> dict[str, str]:
    """Return the benchmark of every rule that is asked about, as its rule has it."""
    found: dict[str, str] = {}
    for path in HOME.glob("rules/*.smk"):
        for rule, body in re.findall(
            r"^rule (\w+):\n(.*?)(?=^\S|\Z)", path.read_text(), re.M | re.S
        ):
            named = re.search(r'    benchmark:\n +f?"<benchmarks>/(.+)"', body)
            found |= {rule: named[1]} if named and rule not in BRIEF else {}
    return found


def channel(folder: Path) -> Any:
    """Return a plan with one film, whose results are in `folder`."""
    video = SimpleNamespace(width=1000, height=1000)
    films = {"S01E01": SimpleNamespace(tracks={"es": SimpleNamespace(voices=[])})}
    ear = SimpleNamespace(tag="whisper-1a", choice=SimpleNamespace(engine="whisper"))
    return SimpleNamespace(
        settings=SimpleNamespace(takes=str(folder / "takes"), results=str(folder), video=video),
        episodes=films,
        ear=ear,
        template=Take("templates", "file", "t-1", SPEC),
    )


def measure(folder: Path, name: str, seconds: float) -> None:
    """Leave a benchmark."""
    path = folder / "benchmarks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\th:m:s\n{seconds}\t0:00:03\n")


@pytest.mark.parametrize("rule", sorted(patterns()))
def test_what_a_rule_took_is_read_where_it_is_written(rule: str, tmp_path: Path) -> None:
    pattern = patterns()[rule]
    measure(tmp_path, pattern.format(**WILDCARDS), 3.0)
    where = "S01E01/es" if "{track}" in pattern else "S01E01" if "{ep" in pattern else SHARED
    kind = KINDS.get(rule, "")
    taken = bool(kind) and not rule.startswith("import_")
    work = take_work(kind, "file", SPEC) if taken else Work((rule,), 1.0)
    if rule == "listen_take":
        work = hearing_work("whisper", "a")
    if taken:
        suffix = {"scripts": ".made.json", "templates": ".mp4"}.get(kind, ".json")
        end = f".whisper-1a{suffix}" if rule == "listen_take" else suffix
        sidecar = tmp_path / f"takes/{kind}/file/sea-1{end}"
        sidecar.parent.mkdir(parents=True)
        sidecar.write_text(json.dumps({"spec": SPEC, "seconds": 1.0}))
    pace = Measured(channel(tmp_path)).pace(rule, work, where)
    assert pace is not None and pace.measured
    if taken and rule != "encode_template":
        assert (pace.unit.likely, pace.start.likely) == (1.0, 2.0)
    else:
        assert pace.unit.likely * (33_000 if rule == "fetch_model" else 1) == pytest.approx(3.0)


def test_a_model_takes_as_long_as_its_bytes(tmp_path: Path) -> None:
    measure(tmp_path, f"models/{MODELS['zimage'].manifest}.tsv", 330.0)
    measure(tmp_path, "models/zimage@12ab.tsv", 1.0)  # of a few files of it
    measure(tmp_path, "models/gone/manifest.json.tsv", 1.0)  # the catalogue lost it
    work = transfer_work("fetch_model", 100_000_000)
    pace = Measured(channel(tmp_path)).pace("fetch_model", work, SHARED)
    assert pace is not None and pace.unit.likely * work.units == pytest.approx(1.0)


def test_the_plan_says_how_much_is_fetched(tmp_path: Path) -> None:
    params = SimpleNamespace(
        catalogue=str(HOME / "config/models.yaml"), models=str(tmp_path), model="zimage"
    )
    job = SimpleNamespace(rule=SimpleNamespace(name="fetch_model"), params=params)
    size = bytes_of(job)
    assert counted({"fetch_model": 1}, {"fetch_model": size}) == "1 model (33.0 GB)"
    (tmp_path / "zimage/vae").mkdir(parents=True)
    (tmp_path / "zimage/vae/part.safetensors").write_bytes(b"1" * 1000)
    assert bytes_of(job) == size - 1000


def test_an_upload_takes_as_long_as_its_bytes(tmp_path: Path) -> None:
    events = [
        {"at": "2026-01-01T10:00:00+00:00", "event": "intent", "size": 50_000_000},
        {"at": "2026-01-01T10:00:05+00:00", "event": "session"},
        {"at": "2026-01-01T10:00:20+00:00", "event": "sent"},
        {"at": "2026-01-01T10:00:25+00:00", "event": "video"},
    ]
    ledger = tmp_path / "uploads/sea/S01E02_es.jsonl"
    ledger.parent.mkdir(parents=True)
    ledger.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    ledger.with_name("S01E03_es.jsonl").write_text("{")  # cut off by a crash
    film = tmp_path / "S01E01/es/final.mp4"
    job: Any = SimpleNamespace(
        rule=SimpleNamespace(name="upload_film"), input=SimpleNamespace(video=str(film))
    )
    assert bytes_of(job) == 0  # not built yet
    film.parent.mkdir(parents=True)
    film.write_bytes(b"1" * 1000)
    assert bytes_of(job) == 1000
    work = transfer_work("upload_film", 10_000_000)
    pace = Measured(channel(tmp_path)).pace("upload_film", work, "S01E01/es")
    assert pace is not None and pace.unit.likely * work.units == pytest.approx(4.0)
    film.with_name("upload.json").touch()
    assert bytes_of(job) == 0  # it is sent already
