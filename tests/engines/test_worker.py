"""The worker: one process per engine and build, whatever happens to the build."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PIL import Image

from build.owner import VARIABLE, process_name
from engines import client
from engines.adapter import adapter
from engines.devices import gpus, one_gpu
from engines.protocol import WorkerKey, run_folder, send

SCRIPTS = str(Path(client.__file__).parents[1])


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch):
    """Stand for a build: a process that can be killed, named as the owner of this one's workers."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    monkeypatch.setenv(VARIABLE, process_name(process.pid))
    yield process
    if process.poll() is None:
        client.stop_workers()
    process.kill()
    process.wait()


def key() -> WorkerKey:
    return WorkerKey("image", "file", {}, "models")


def wish(
    folder: Path, name: str, colour: str = "red"
) -> tuple[dict[str, int], Path, Path, list[str], Path]:
    source = folder / f"{name}-source.png"
    Image.new("RGB", (32, 18), colour).save(source)
    spec = {"width": 16, "height": 16}
    files = folder / f"{name}.png", folder / f"{name}.json", [str(source)], folder / "log"
    return spec, *files


def workers() -> list[psutil.Process]:
    """Return the workers, without the processes that watch them."""
    folder = str(run_folder())
    found = [
        process
        for process in psutil.process_iter()
        if process.is_running() and folder in " ".join(_command(process))
    ]
    parents = {process.ppid() for process in found}
    return [process for process in found if process.pid not in parents]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_takes_made_at_once_come_from_one_worker(build, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.make(key(), *wish(tmp_path, f"take{n}")), range(8)))
    assert len(workers()) == 1
    assert client.loads() == {"file": 1}
    for number in range(8):
        with Image.open(tmp_path / f"take{number}.png") as picture:
            assert picture.size == (16, 16)
        sidecar = json.loads((tmp_path / f"take{number}.json").read_text())
        assert sidecar["spec"] == {"width": 16, "height": 16}
    found = workers()
    client.stop_workers()
    _, alive = psutil.wait_procs(found, timeout=5)
    assert alive == []


def test_a_failure_is_a_sentence_and_the_worker_goes_on(build, tmp_path: Path) -> None:
    spec, output, sidecar, sources, log = wish(tmp_path, "broken")
    whole = Path(sources[0]).read_bytes()
    Path(sources[0]).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(
        client.TakeError, match=r"broken-source\.png is not a whole picture"
    ) as failed:
        client.make(key(), spec, output, sidecar, sources, log)
    assert "Traceback" in failed.value.details
    assert not output.exists()
    client.make(key(), *wish(tmp_path, "good"))
    assert client.loads() == {"file": 1}


def test_an_engine_that_cannot_be_loaded_says_why(build, tmp_path: Path) -> None:
    (tmp_path / "kokoro").mkdir()
    for file in adapter("speech", "kokoro").models({}):
        (tmp_path / file).write_bytes(b"no model")
    broken = WorkerKey("speech", "kokoro", {}, str(tmp_path))
    with pytest.raises(client.TakeError, match=r"kokoro engine could not be loaded: .*onnx"):
        client.make(broken, *wish(tmp_path, "take"))


def test_a_killed_worker_fails_the_take_in_hand_and_the_next_finds_another(
    build, tmp_path: Path
) -> None:
    slow = WorkerKey("image", "storyboard", {}, "models")
    spec = {"prompt": "a city at night", "width": 6000, "height": 4000}
    files = tmp_path / "a.png", tmp_path / "a.json", [], tmp_path / "log"
    client.make(slow, {**spec, "width": 64, "height": 64}, *files)
    (worker,) = workers()
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(client.make, slow, spec, tmp_path / "b.png", *files[1:])
        while worker.cpu_times().user < 1.5:
            time.sleep(0.05)
        worker.kill()
        with pytest.raises(
            client.TakeError, match=r"ended by SIGKILL \(out of memory\?\) while it"
        ):
            taken.result()
    assert not (tmp_path / "b.png").exists()
    client.make(slow, {**spec, "width": 96, "height": 64}, *files)
    assert client.loads() == {"storyboard": 2}


def test_who_waits_for_a_worker_that_is_killed_gets_another(build, tmp_path: Path) -> None:
    slow = WorkerKey("image", "storyboard", {}, "models")
    spec = {"prompt": "a city at night", "width": 6000, "height": 4000}

    def make(name: str, **size: int) -> None:
        take = tmp_path / f"{name}.png"
        log = tmp_path / "log"
        client.make(slow, {**spec, **size}, take, take.with_suffix(".json"), [], log)

    make("first", width=64, height=64)
    (worker,) = workers()
    with ThreadPoolExecutor(3) as pool:
        in_hand = pool.submit(make, "in hand")
        while worker.cpu_times().user < 1.5:
            time.sleep(0.05)
        waiting = [pool.submit(make, f"waiting{n}", width=64, height=64) for n in range(2)]
        time.sleep(0.5)
        worker.kill()
        with pytest.raises(client.TakeError, match="while it made in hand"):
            in_hand.result()
        for one in waiting:
            one.result()
    assert client.loads() == {"storyboard": 2}


def test_a_worker_that_ends_before_it_begins_is_told_of(
    build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(_: WorkerKey) -> socket.socket:
        ours, theirs = socket.socketpair()
        theirs.sendall(b"{")
        theirs.close()
        return ours

    monkeypatch.setattr(client, "_connect", deaf)
    with pytest.raises(client.TakeError, match=r"file worker ended before it made take\.png; run"):
        client.make(key(), *wish(tmp_path, "take"))


def test_a_job_that_was_ended_while_it_waited_has_nothing_made(build, tmp_path: Path) -> None:
    slow = WorkerKey("image", "storyboard", {}, "models")
    spec = {"prompt": "a city at night", "width": 2000, "height": 1000}
    files = tmp_path / "a.png", tmp_path / "a.json", [], tmp_path / "log"
    client.make(slow, {**spec, "width": 64, "height": 64}, *files)
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(client.make, slow, spec, *files)
        time.sleep(0.2)
        with socket.socket(socket.AF_UNIX) as job:
            job.connect(str(slow.socket_path()))
            wanted = {"output": str(tmp_path / "b.png"), "sidecar": str(tmp_path / "b.json")}
            send(job, {"spec": spec, "sources": [], "log": str(tmp_path / "log"), **wanted})
            assert not before.done()
        before.result()
    client.make(slow, {**spec, "width": 64, "height": 64}, *files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.png"]


def test_each_gpu_has_a_worker_of_its_own_and_one_job_at_a_time(
    build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: dict[str, int] = {}
    most: list[int] = []

    def job(number: int) -> str:
        with one_gpu(run_folder(), ("0", "1")) as gpu:
            assert gpu is not None
            at_once[gpu] = at_once.get(gpu, 0) + 1
            most.append(at_once[gpu])
            time.sleep(0.05)
            at_once[gpu] -= 1
            return gpu

    with ThreadPoolExecutor(6) as pool:
        used = list(pool.map(job, range(12)))
    assert set(used) == {"0", "1"}
    assert set(most) == {1}
    with one_gpu(run_folder(), ()) as gpu:
        assert gpu is None
    sockets = {replace(key(), gpu=name).socket_path().name for name in ("0", "1", None)}
    assert len(sockets) == 3
    client.make(replace(key(), gpu="1"), *wish(tmp_path, "take"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2, 5")
    gpus.cache_clear()
    assert gpus() == ("2", "5")
    gpus.cache_clear()


def test_a_full_gpu_is_emptied_of_other_engines_once(
    build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engines.image.file.GPU", True, raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    gpus.cache_clear()
    other = replace(key(), settings={"other": True})
    spec, *files, log = wish(tmp_path, "take")
    client.make(other, spec, *files, log)
    broken, full = tmp_path / "broken.png", tmp_path / "out of memory.png"
    for picture, left in ((broken, True), (full, False)):
        picture.write_bytes(b"none")
        with pytest.raises(client.TakeError, match=picture.name):
            client.make(key(), spec, tmp_path / "b.png", tmp_path / "b.json", [str(picture)], log)
        assert replace(other, gpu="0").socket_path().exists() == left
    assert client.loads() == {"file": 2}
    gpus.cache_clear()


def test_the_worker_ends_when_its_build_is_killed(build, tmp_path: Path) -> None:
    client.make(key(), *wish(tmp_path, "take"))
    (worker,) = workers()
    folder = run_folder()
    (folder / "hub-cache").mkdir()  # as an engine may have laid out
    (folder / "hub-cache/link").symlink_to(tmp_path)
    build.kill()
    build.wait()
    psutil.wait_procs([worker], timeout=10)
    assert not worker.is_running()
    deadline = time.monotonic() + 5
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.exists()
    assert tmp_path.exists()


def test_the_socket_is_for_this_user_alone(build, tmp_path: Path) -> None:
    client.make(key(), *wish(tmp_path, "take"))
    assert run_folder().stat().st_mode & 0o777 == 0o700
    assert len(str(key().socket_path())) < 100


def test_a_socket_fits_where_a_scheduler_has_long_names(
    build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deep = tmp_path / ("a" * 60)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    part = WorkerKey("clip", "h264_nvenc", {}, "", gpu="MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f")
    other = replace(part, gpu="MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb40")
    assert len(f"{part.socket_path()}.new") < 100
    assert part.place() != other.place()
    assert replace(part, gpu="1").place() == "-gpu1"
    run_folder().rmdir()


def test_a_missing_model_is_named_with_what_to_do(build, tmp_path: Path) -> None:
    missing = WorkerKey("speech", "kokoro", {}, str(tmp_path))
    with pytest.raises(client.TakeError, match=r"onnx is not there: run `snakemake models`$"):
        client.make(missing, {}, tmp_path / "a.wav", tmp_path / "a.json", [], tmp_path / "log")
