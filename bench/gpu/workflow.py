"""Takes through a real run of Snakemake, as a person's build makes them."""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import measure as costs
from bench.errors import BenchError
from bench.film import ROOT
from bench.gpu.wishes import music, prompt, text

_COMMON = "results/S01E01/common"
_TRACK = {
    "text": "en",
    "locale": "en-US",
    "speech": ["kokoro"],
    "voices": {"kokoro": "am_michael"},
    "speed": 1.0,
}
# The engine that stands for an environment where nothing but that is to be deployed.
_ANY = {"diffusion": "zimage", "musicgen": "musicgen"}


def deploy(environment: str, folder: Path) -> None:
    """Have Snakemake deploy an environment, as a build that needs it would."""
    engine = _ANY[environment]
    row = {"engine": engine, "count": 1, "settings": {}, "checkpoint": None, "seconds": 10}
    channel = _channel(folder / f"deploy-{environment}", row)
    _run(channel, folder / f"deploy-{environment}.log", row, "--conda-create-envs-only")


def measure(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a run that makes the row's takes cost: of the whole run, and of a take in it."""
    folder = Path(row["folder"])
    channel = _channel(folder / f"{row['engine']}-build", row)
    try:
        cost = _run(channel, folder / f"{row['engine']}-build.log", row)
        takes = _takes(channel, row)
    except BenchError as error:
        return {"failed": str(error)}
    seconds = [take["seconds"] for take in takes]
    # Music is always at the rate of the film's sound.
    sounds = [take["samples"] / take.get("rate", 48000) for take in takes if "samples" in take]
    made_by = takes[0]["made_by"]
    return {
        "seconds": {
            "load": made_by["load_seconds"],
            "first": max(seconds),
            "take": statistics.median(seconds),
            "all": cost.wall,
        },
        "real_time": sum(seconds) / sum(sounds) if sounds else None,
        "gpu_gb": None,  # it is the worker's, which tells of itself only
        "memory_gb": None,
        "record": made_by,
    }


def _channel(folder: Path, row: Mapping[str, Any]) -> Path:
    """Write configuration and script of a channel that has made nothing yet."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "scripts_json").mkdir(parents=True)
    kind = {"kokoro": "speech", "musicgen": "music"}.get(row["engine"], "images")
    config: dict[str, Any] = {
        "progress": "snakemake",
        "models": str(ROOT / "models"),
        "tracks": ["en"],
        "languages": {"en": _TRACK},
        "video": {"short_side": row.get("short_side", 90)},
        "music": {"seconds": row.get("seconds", 10)},
        "ear": {"listen": False},
    }
    if kind != "speech":
        own = {"model": row["checkpoint"]} if row["checkpoint"] else {}
        config[kind] = {**config.get(kind, {}), "engine": [row["engine"]]}
        config["engines"] = {row["engine"]: {**row["settings"], **own}}
    scenes = [
        {"text": {"en": text(number)}, "image_prompt": prompt(number)}
        for number in range(row["count"])
    ]
    script = {"title": {"en": "Bench"}, "music": {"prompt": music(0)}, "scenes": scenes}
    for name, document in (
        ("channel.json", config),
        ("scripts_json/SAGA_01_Episode_01.json", script),
    ):
        (folder / name).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return folder


def _run(channel: Path, log: Path, row: Mapping[str, Any], *more: str) -> costs.Cost:
    command = [ROOT / ".venv/bin/snakemake", "-s", ROOT / "Snakefile", "--configfile"]
    command += ["channel.json", "--cores", "all", "--resources", "gpu=1"]
    command += ["--profile", ROOT / "profiles/venv", "--conda-prefix", ROOT / ".environments"]
    return costs.run([*command, *more, *_wanted(row)], channel, log)


def _wanted(row: Mapping[str, Any]) -> list[str]:
    """Return what Snakemake is asked for."""
    numbers = range(1, row["count"] + 1)
    if row["engine"] == "kokoro":
        return [f"results/S01E01/en/raw/{number:03}.wav" for number in numbers]
    if row["engine"] == "musicgen":
        return [f"{_COMMON}/takes.tsv", "--until", "compose_music"]
    return [f"{_COMMON}/img_{number:03}.png" for number in numbers]


def _takes(channel: Path, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the sidecars of what was made."""
    found = sorted(channel.glob(f"results/takes/*/{row['engine']}/*.json"))
    if len(found) != row["count"]:
        raise BenchError(f"{len(found)} takes were made in {channel} where {row['count']} were due")
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]
