"""What allocations did, by Slurm's queue and by their logs; and what came out, by sha256."""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from cluster.conftest import ClusterChannel
from workflow.channel import environment

# No accounting here, and answers sooner than on a real cluster.
SLURM = ("--slurm-no-account", "--slurm-status-command=squeue", "--slurm-keep-successful-logs")
SLURM += ("--slurm-init-seconds-before-status-checks=2", "--latency-wait=5")
SECONDS = 1500
_KINDS = (".png", ".wav", ".mp4", ".srt", ".vtt", ".ass", ".sha256")


def sums(results: Path) -> dict[str, str]:
    """Return the sha256 of every take, join and checksum under `results`.

    Links are left out, and the subtitles of single scenes: a bucket has none that nobody asked for.
    """
    return {
        str(path.relative_to(results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in results.rglob("*")
        if path.suffix in _KINDS and not path.is_symlink() and "subtitles" not in path.parts
    }


def loads(made: ClusterChannel) -> Counter[str]:
    """Return how many allocations loaded each engine, each of them once in any allocation."""
    said = [
        line.removeprefix("engines loaded: ")
        for log in made.folder.glob(".snakemake/slurm_logs/**/*.log")
        for line in log.read_text(errors="replace").splitlines()
        if line.startswith("engines loaded: ")
    ]
    found = [part for line in said for part in line.split(", ")]
    assert all(part.endswith(" 1") for part in found), said
    return Counter(part.split()[0] for part in found)


def allocations(said: str) -> int:
    """Return how many allocations a run asked for."""
    return len(re.findall(r"submitted with SLURM jobid", said))


def cancel(
    command: list[str], folder: Path, queue: Mapping[str, str], midway: Callable[[], str]
) -> tuple[int, str]:
    """Build in `folder`, cancelling the allocation that `midway` names once it does.

    Returns the build's exit status and what it said.
    """
    log = folder / "said"
    with log.open("w") as said:
        build = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=said, env={**environment(), **queue}
        )
        try:
            _run(["scancel", _until(midway)], queue)
            status = build.wait(SECONDS)
        finally:
            build.kill()
    return status, log.read_text()


def running(rule: str, queue: Mapping[str, str]) -> str:
    """Return the number of an allocation that runs `rule`, empty where there is none."""
    lines = squeue(queue, "--states=running", "--format=%i %k").splitlines()
    return next((line.split()[0] for line in lines if rule in line), "")


def squeue(queue: Mapping[str, str], *options: str) -> str:
    """Return what squeue tells."""
    return _run(["squeue", "--noheader", *options], queue)


def workers(folder: Path) -> list[psutil.Process]:
    """Return the workers that jobs in `folder` left, once they had time to end."""
    found = [
        process
        for process in psutil.process_iter(["cwd", "cmdline"])
        if process.info["cwd"] == str(folder)
        and "engines.worker" in (process.info["cmdline"] or [])
    ]
    _, alive = psutil.wait_procs(found, timeout=30)
    return alive


def _run(command: list[str], variables: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**environment(), **variables}
    )
    return done.stdout


def _until(found: Callable[[], str]) -> str:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.3)
    raise TimeoutError
