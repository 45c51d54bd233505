"""A service's worker when its build ends: what is being paid for is waited for and kept."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build.owner import VARIABLE, process_name
from engines import client
from engines.protocol import WorkerKey, run_folder, send
from services.conftest import KEY
from services.server import Reply, Request, ScriptedServer
from services.sounds import speak
from services.test_google import LINE, LONG, SETTINGS


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """Stand for a build: a process that can be killed, named as the owner of this one's workers."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    monkeypatch.setenv(VARIABLE, process_name(process.pid))
    monkeypatch.setenv("GOOGLE_TTS_API_KEY", KEY)
    yield process
    if process.poll() is None:
        client.stop_workers()
    process.kill()
    process.wait()


def slow(request: Request) -> Reply:
    return replace(speak(request), delay=1.5)


def key(server: ScriptedServer, per_minute: float = 1e6) -> WorkerKey:
    settings = {**SETTINGS, "base_url": server.address, "per_minute": per_minute}
    return WorkerKey("speech", "google", settings, "models")


def make(
    server: ScriptedServer, spec: dict[str, Any], take: Path, per_minute: float = 1e6
) -> dict[str, Any]:
    """Have a worker make a take; return what its sidecar tells of the making."""
    client.make(
        key(server, per_minute), spec, take, take.with_suffix(".json"), [], take.with_suffix(".log")
    )
    return json.loads(take.with_suffix(".json").read_text())["made_by"]


def until_asked(server: ScriptedServer, *made: Future[dict[str, Any]]) -> None:
    while not server.requests:
        assert not any(one.done() for one in made)
        time.sleep(0.02)


def test_a_request_in_flight_is_waited_for_and_no_other_sent(
    build: subprocess.Popen[bytes], server: ScriptedServer, tmp_path: Path
) -> None:
    server.answer(slow)
    with ThreadPoolExecutor(2) as pool:
        made = pool.submit(make, server, LONG, tmp_path / "a.wav")
        until_asked(server, made)
        client.stop_workers()
        with pytest.raises(client.TakeError, match="its build has ended"):
            made.result()
    assert len(server.requests) == 1
    server.answer(speak)
    assert make(server, LONG, tmp_path / "a.wav")["requests"] == len(server.requests) == 3


def test_what_a_job_that_was_ended_had_paid_for_is_kept(
    build: subprocess.Popen[bytes], server: ScriptedServer, tmp_path: Path
) -> None:
    server.answer(speak)
    make(server, {**LINE, "take": 2}, tmp_path / "other.wav")
    take = tmp_path / "a.wav"
    files = {"output": str(take), "sidecar": str(take.with_suffix(".json"))}
    with socket.socket(socket.AF_UNIX) as job:
        job.connect(str(key(server).socket_path()))
        server.answer(slow)
        send(job, {"spec": LINE, "sources": [], "log": str(tmp_path / "log"), **files})
        while len(server.requests) < 2:
            time.sleep(0.02)
    while not Path(files["sidecar"]).exists():
        time.sleep(0.02)
    for file in files.values():  # as Snakemake does with what a failed job has written
        Path(file).unlink()
    assert make(server, LINE, take)["requests"] == 1
    assert len(server.requests) == 2
    while list(tmp_path.glob("cache/reelmake/*/*")):  # forgotten once this job knows
        time.sleep(0.02)


def test_who_waits_for_a_turn_is_not_waited_for(
    build: subprocess.Popen[bytes], server: ScriptedServer, tmp_path: Path
) -> None:
    server.answer(slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(make, server, LINE, tmp_path / "a.wav", 0.1)
        until_asked(server, first)
        second = pool.submit(make, server, {**LINE, "take": 2}, tmp_path / "b.wav", 0.1)
        time.sleep(0.3)
        client.stop_workers()
        assert first.result()["requests"] == 1
        with pytest.raises(client.TakeError, match=r"requests sent: 0 \(its build has ended\)"):
            second.result()
    assert len(server.requests) == 1


def test_what_a_killed_build_was_paying_for_is_kept(
    build: subprocess.Popen[bytes],
    server: ScriptedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.answer(slow)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(make, server, LINE, tmp_path / "a.wav")
        until_asked(server, made)
        folder = run_folder()
        build.kill()
        build.wait()
        with pytest.raises(client.TakeError, match="is gone"):
            made.result()
    while folder.exists():
        time.sleep(0.05)
    assert not (tmp_path / "a.wav").exists()
    monkeypatch.delenv(VARIABLE)
    bought = make(server, LINE, tmp_path / "a.wav")
    client.stop_workers()
    assert bought["requests"] == len(server.requests) == 1
    assert "lost_answers" not in bought
