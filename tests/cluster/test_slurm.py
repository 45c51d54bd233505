"""A film built by Slurm, alone and with S3 as storage: the same takes, one load per allocation."""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import pytest

from cluster.conftest import ClusterChannel, channel, planned
from cluster.daemons import BUCKET
from workflow.channel import Channel, environment

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(3000)]

# No accounting here, and answers sooner than on a real cluster.
_SLURM = ["--slurm-no-account", "--slurm-status-command=squeue", "--slurm-keep-successful-logs"]
_SLURM += ["--slurm-init-seconds-before-status-checks=2", "--latency-wait=5"]
_SECONDS = 1500


def test_a_cancelled_build_goes_on_and_makes_the_same_film(
    queue: Mapping[str, str], local: Channel, tmp_path: Path
) -> None:
    made = channel(tmp_path / "channel", queue, "slurm")
    gpu = "--set-resources=draw_image:gpu=1"  # as an engine that uses one asks for it
    with (made.folder / "said").open("w") as said:
        first = subprocess.Popen(
            made.command(*_SLURM, gpu),
            cwd=made.folder,
            stdout=said,
            stderr=said,
            env={**environment(), **made.variables},
        )
        try:
            number = _until(lambda: _running("cut_clip", queue))
            asked = _squeue(queue, "--states=all", "--Format=comment:60,tres-per-job:20")
            _run(["scancel", number], queue)
            status = first.wait(_SECONDS)
        finally:
            first.kill()
    assert status == 1
    assert not _workers(made.folder)  # ended with their allocations, the cancelled one too
    assert re.search(r"cut_clip, its allocation: .*CANCELLED", (made.folder / "said").read_text())
    assert re.search(r"draw_image\s+gres:gpu:1", asked), asked

    again = made.build(*_SLURM, gpu, timeout=_SECONDS)
    assert again.status == 0, again.said
    # What the cancelled build had made was kept, in its own group too.
    assert not {"draw_image", "speak_line", "compose_music"} & planned(again.said).keys()
    assert _sums(made.results) == _sums(local.results)
    assert _loads(made) == {"storyboard", "espeak", "synth", "libx264"}
    assert planned(made.dry_run().said) == {}


def test_slurm_with_s3_makes_the_same_film(
    queue: Mapping[str, str],
    store: tuple[Path, Mapping[str, str]],
    local: Channel,
    tmp_path: Path,
) -> None:
    folder, keys = store
    made = channel(tmp_path / "channel", {**queue, **keys}, "slurm", "s3")
    prefix = f"--default-storage-prefix=s3://{BUCKET}/both"
    run = made.build(*_SLURM, prefix, timeout=_SECONDS)
    assert run.status == 0, run.said
    assert _sums(folder / BUCKET / "both/results") == _sums(local.results)
    assert _loads(made) == {"storyboard", "espeak", "synth", "libx264"}
    assert not list(made.results.rglob("*.mp4"))

    # From another machine: nothing to do, and after an edit only what it concerns.
    there = channel(tmp_path / "there", keys, "s3")
    assert _planned(there, prefix) == {}
    script = there.read()
    script["scenes"][0]["text"]["es"] = "Otra frase."
    there.write(script)
    assert _planned(there, prefix) == {
        "speak_line": 1,
        "cut_clip": 1,
        "join_clips": 1,
        "mix_sound": 1,
        "write_subtitles": 1,
        "finish_video": 1,
        "link_track": 1,
    }


def _planned(made: ClusterChannel, prefix: str) -> dict[str, int]:
    run = made.build("-n", prefix, timeout=_SECONDS)
    assert run.status == 0, run.said
    return planned(run.said)


def _sums(results: Path) -> dict[str, str]:
    """Return the sha256 of every take and film under `results`."""
    kinds = (".png", ".wav", ".mp4", ".srt")
    files = [*results.glob("takes/**/*"), results / "S01E01/es/final.mp4"]
    return {
        str(path.relative_to(results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.suffix in kinds
    }


def _loads(made: ClusterChannel) -> set[str]:
    """Return the engines that allocations loaded, each of them once in any allocation."""
    said = [
        line.removeprefix("engines loaded: ")
        for log in made.folder.glob(".snakemake/slurm_logs/**/*.log")
        for line in log.read_text(errors="replace").splitlines()
        if line.startswith("engines loaded: ")
    ]
    loads = [part for line in said for part in line.split(", ")]
    assert all(part.endswith(" 1") for part in loads), said
    return {part.split()[0] for part in loads}


def _workers(folder: Path) -> list[psutil.Process]:
    """Return the workers that jobs in `folder` left, once they had time to end."""
    found = [
        process
        for process in psutil.process_iter(["cwd", "cmdline"])
        if process.info["cwd"] == str(folder)
        and "engines.worker" in (process.info["cmdline"] or [])
    ]
    _, alive = psutil.wait_procs(found, timeout=30)
    return alive


def _running(rule: str, queue: Mapping[str, str]) -> str:
    """Return the number of the allocation that runs `rule`, empty where there is none."""
    lines = _squeue(queue, "--states=running", "--format=%i %k").splitlines()
    return next((line.split()[0] for line in lines if rule in line), "")


def _squeue(queue: Mapping[str, str], *options: str) -> str:
    return _run(["squeue", "--noheader", *options], queue)


def _run(command: list[str], variables: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**environment(), **variables}
    )
    return done.stdout


def _until(found: Callable[[], str]) -> str:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.3)
    raise TimeoutError
