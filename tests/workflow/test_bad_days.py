"""Killed builds, two builds at once, half-written files: the same command again just works."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from faults.disks import read_only
from faults.ffmpeg import stand_in
from media.ffmpeg import executable
from workflow.channel import TINY, Channel, Run, environment, episode

KILLS = 3  # tests/faults has many more


def test_killed_at_any_moment_the_same_command_finishes(built: Channel, tmp_path: Path) -> None:
    expected = contents(built)
    channel = Channel(tmp_path / "channel")
    channel.write(episode())
    moments = random.Random(20)
    for kill in range(KILLS):
        process = started(channel)
        # The first moments fall before the jobs begin, the later ones into ever later jobs.
        time.sleep(moments.uniform(1.0, 3.0 + kill / 3))
        process.send_signal(signal.SIGKILL)
        process.wait()
    run = channel.build()
    assert run.status == 0, run.said
    assert contents(channel) == expected
    assert not list(channel.results.rglob(".tmp-*"))


def test_no_worker_outlives_a_killed_build(empty: Channel) -> None:
    empty.write(episode(6))
    process = started(empty)
    deadline = time.monotonic() + 60
    while not workers_of(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    found = workers_of(process.pid)
    assert found, "no worker was started"
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(found, timeout=15)
    assert alive == []


def test_no_worker_is_left_when_a_build_ends(built: Channel) -> None:
    # Other tests may have theirs at the same time, in other folders.
    assert [process for process in all_workers() if process.cwd() == str(built.folder)] == []


def test_each_engine_is_loaded_once_a_run(first_build: tuple[Channel, Run]) -> None:
    _, run = first_build
    loads = [line for line in run.said.splitlines() if "engines loaded" in line]
    assert loads == ["  engines loaded: espeak 1, libx264 1, storyboard 1, synth 1"]


def test_a_second_build_at_once_gets_a_sentence(channel: Channel) -> None:
    script = channel.read()
    for number, scene in enumerate(script["scenes"]):
        scene["text"]["es"] = f"Una frase nueva, número {number}."
    channel.write(script)
    first = started(channel)
    lock = channel.results / ".lock"
    deadline = time.monotonic() + 60
    while f"process {first.pid}" not in lock.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGSTOP)  # it is at work for as long as the second needs
    second = channel.build()
    first.send_signal(signal.SIGCONT)
    assert second.status != 0
    assert f"another build is working on results (process {first.pid}" in second.said
    assert "Traceback" not in second.said
    assert first.wait(timeout=120) == 0


def test_a_job_that_ends_well_at_its_second_try_is_not_called_failed(
    channel: Channel, tmp_path: Path
) -> None:
    script = channel.read()
    script["scenes"][0]["text"]["es"] = "Una frase nueva."
    channel.write(script)
    channel.variables = stand_in(tmp_path / "bin", 1, "kill -KILL $$")
    run = channel.build("--retries", "1")
    assert "Trying to restart job" in run.said
    assert run.status == 0, run.said
    assert "failed:" not in run.said.splitlines()
    told = (channel.results / "logs/last-run.txt").read_text(encoding="utf-8").splitlines()
    assert told[1] == "What to do: nothing, it ended well."
    assert "failed:" not in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_politely_the_same_command_finishes(empty: Channel, number: int) -> None:
    empty.configure({**TINY, "tracks": ["es"]})
    empty.write(episode(3))
    process = started(empty)
    time.sleep(4)
    os.killpg(process.pid, number)
    process.wait(timeout=60)
    run = empty.build()
    assert run.status == 0, run.said
    assert (empty.results / "S01E01/es/final.mp4").is_file()


def test_asked_to_end_while_it_chooses_jobs_it_ends(empty: Channel, tmp_path: Path) -> None:
    empty.write(episode(1))
    solving = tmp_path / "solving"
    solver = tmp_path / "bin/cbc"
    solver.parent.mkdir()
    # Snakemake chooses by itself where the solver fails.
    solver.write_text(f"#!/bin/sh\ntouch {solving}\nsleep 2\nexit 1\n")
    solver.chmod(0o755)
    variables = environment()
    process = started(
        empty,
        "--scheduler-ilp-solver=COIN_CMD",
        variables={**variables, "PATH": f"{solver.parent}:{variables['PATH']}"},
    )
    deadline = time.monotonic() + 60
    while not solving.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert solving.exists(), "no solver was asked"
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(timeout=60) == 1
    finally:
        process.kill()


def test_what_a_job_failed_on_is_not_taken_for_built(channel: Channel) -> None:
    channel.configure({**TINY, "sound": {"music_volume": 0.3}})
    voice = channel.results / "S01E01/es/voice.mp4"
    whole, there = voice.read_bytes(), voice.stat()
    for content in (b"no film", whole):
        voice.write_bytes(content)
        os.utime(voice, ns=(there.st_atime_ns, there.st_mtime_ns))
        run = channel.build()
        assert run.status == (content != whole), run.said
        assert ("mix_sound", "results/S01E01/es/mixed.mp4") in run.jobs
    assert ("finish_video", "results/S01E01/es/final.mp4") in run.jobs
    assert channel.dry_run().jobs == frozenset()


def test_a_read_only_folder_is_named_before_anything_is_made(channel: Channel) -> None:
    script = channel.read()
    script["scenes"][0]["image_prompt"] = "a red desert"
    channel.write(script)
    with read_only(channel.results / "takes/clips"):
        run = channel.build()
    assert run.status == 1
    assert "reelmake: results/takes/clips/libx264 cannot be written to: give" in run.said
    assert "Traceback" not in run.said
    assert run.jobs == frozenset()
    assert channel.build().rules["cut_clip"] == 2


def started(
    channel: Channel, *arguments: str, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a build in a process group of its own, so that signals reach it and not the tests."""
    return subprocess.Popen(
        channel.command(*arguments),
        cwd=channel.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=variables or environment(),
    )


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the workers that work for the Snakemake process `pid`."""
    found = []
    for process in all_workers():
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            if process.environ().get("REELMAKE_OWNER", "").startswith(f"{pid}:"):
                found.append(process)
    return found


def all_workers() -> list[psutil.Process]:
    """Return every worker process on this machine."""
    found = []
    for process in psutil.process_iter():
        try:
            if "engines.worker" in process.cmdline():
                process.environ()
                found.append(process)
        except psutil.Error:
            continue
    return found


def contents(channel: Channel) -> dict[str, str]:
    """Return the hash of everything made: of bytes, for films of what they decode to."""
    found = {}
    for path in sorted(channel.results.rglob("*")):
        name = path.relative_to(channel.results).as_posix()
        passing = name.startswith((".", "logs/", "benchmarks/")) or "/logs/" in name
        if passing or not path.is_file() or path.is_symlink():
            continue
        if path.suffix == ".mp4":
            found[name] = decoded(path)
        elif path.suffix != ".json":  # sidecars hold how long a take took
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def decoded(path: Path) -> str:
    """Return the MD5 of what a film decodes to, picture and sound."""
    command = [executable(), "-v", "error", "-xerror", "-i", path, "-f", "md5", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout
