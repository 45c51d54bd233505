"""A small built channel under a schedule: edited, disturbed, built again, compared."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from workflow.channel import TINY, Channel, Run, environment, episode, jobs

SMALL = {**TINY, "tracks": ["es"], "languages": {"es": TINY["languages"]["es"]}}  # type: ignore[index]
RICH = {**SMALL, "thumbnails": {"draw": True}, "review": {"page": True}}
_PASSING = ("logs/", "benchmarks/", ".lock", ".digests.json", ".refetched/", ".set-aside/")
# What films are neither made from nor shown by.
_BESIDE = ("/logs/", ".checksums", "/.built/", "/finished.json", "/review/")
# Of a sidecar: how long it and its engine's loading took, and the checksum over that.
_CHANGING = ("seconds", "load_seconds", "checksum")
_ENOUGH_SECONDS = 900

# What a sentence tells the person to remove, and sentences after which building again is enough.
_REMOVE = (
    re.compile(r"(\S+) is not as it was (?:made|written): run"),
    re.compile(r"(\S+) is a link that leads (?:nowhere: remove it|back to itself; remove it)"),
    re.compile(r"(\S+) is where Snakemake keeps its records, and no folder: remove it"),
)
_AGAIN = (
    "run the same command again",
    "run the build again",
    "build again",
    "run `snakemake models`",
    "No space left on device",
    "another build is working",
)


def write_small(folder: Path, config: Mapping[str, Any] = SMALL) -> Channel:
    """Return a channel at `folder` of one track and two scenes, not built yet."""
    channel = Channel(folder, config)
    channel.write(episode(2))
    return channel


def edit(channel: Channel, what: str, config: Mapping[str, Any] = SMALL) -> None:
    """Do what the person has just done."""
    script = channel.read()
    if what == "a line":
        script["scenes"][1]["text"]["es"] = "Otra frase, algo más larga."
    elif what == "a picture":
        script["scenes"][0]["image_prompt"] = "a red desert at noon"
    else:
        channel.configure({**config, "sound": {"music_volume": 0.3}})
    channel.write(script)


def contents(channel: Channel) -> dict[str, Any]:
    """Return everything that is there: hashes of files, targets of links, what sidecars say."""
    found: dict[str, Any] = {}
    for path in sorted(channel.results.rglob("*")):
        name = path.relative_to(channel.results).as_posix()
        if name.startswith(_PASSING) or any(part in name for part in _BESIDE):
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.suffix == ".json" and name.startswith("takes/"):
            found[name] = _sidecar(path)
        elif path.suffix == ".html":
            found[name] = "there"  # it tells when it was written, and how long each take took
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _lasting(known: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in known.items() if key not in _CHANGING}


def _sidecar(path: Path) -> object:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        known["made_by"] = _lasting(known.get("made_by", {}))
        return _lasting(known)
    except (ValueError, AttributeError):
        return "damaged"


class Build:
    """A build that is under way, in a process group of its own; `before` is called in it first."""

    def __init__(
        self,
        channel: Channel,
        *arguments: str,
        variables: Mapping[str, str] | None = None,
        before: Callable[[], object] | None = None,
    ) -> None:
        self._said = channel.folder / "said.txt"
        with self._said.open("wb") as output:
            self.process = subprocess.Popen(
                channel.command(*arguments),
                cwd=channel.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**environment(), **channel.variables, **(variables or {})},
                preexec_fn=before,
            )

    def goes_on(self) -> bool:
        """Tell whether it has not ended."""
        return self.process.poll() is None

    def said(self) -> str:
        """Return what it has said so far."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    def begun(self) -> int:
        """Return how many jobs have begun."""
        return len(jobs(self.said()))

    def finish(self) -> Run:
        """Return how it ended, which has to come."""
        status = self.process.wait(timeout=_ENOUGH_SECONDS)
        said = self.said()
        return Run(status, said, jobs(said))


def recover(
    channel: Channel, *targets: str, help_out: Callable[[], object] = lambda: None
) -> list[str]:
    """Build until it ends well, doing what the sentences say; return these sentences.

    `help_out` stands for what only the person can do: make room, make something writable.
    """
    sentences: list[str] = []
    for _ in range(6):
        run = channel.build(*targets, timeout=_ENOUGH_SECONDS)
        if run.status == 0:
            return sentences
        said = advice(run.said)
        assert said, f"no word on what to do:\n{run.said}"
        sentences += said
        for place in removals(run.said):
            remove(channel.folder / place)
        help_out()
    raise AssertionError(f"it does not end: {sentences}\n{run.said}")


def advice(said: str) -> list[str]:
    """Return the lines of what a build said that tell the person what to do."""
    removing = [line for line in said.splitlines() if any(r.search(line) for r in _REMOVE)]
    others = [line for line in said.splitlines() if any(words in line for words in _AGAIN)]
    return list(dict.fromkeys(line.strip() for line in removing + others))


def removals(said: str) -> set[str]:
    """Return the files that the sentences of a build tell the person to remove."""
    return {place for pattern in _REMOVE for place in pattern.findall(said)}


def remove(path: Path) -> None:
    """Remove a file or a link."""
    path.unlink(missing_ok=True)


def victims(pid: int, kind: str) -> list[psutil.Process]:
    """Return the processes of `kind` that work for the Snakemake process `pid`."""
    if kind in ("Snakemake", "the group"):
        return [psutil.Process(pid)]
    try:
        if kind == "a job":
            return psutil.Process(pid).children()
        workers = [process for process in psutil.process_iter() if _works_for(process, pid)]
        watchers = {process.ppid() for process in workers}
        watching = kind == "a worker's watcher"
        return [process for process in workers if (process.pid in watchers) == watching]
    except psutil.Error:
        return []


def _works_for(process: psutil.Process, pid: int) -> bool:
    try:
        owner = process.environ().get("REELMAKE_OWNER", "")
        return "engines.worker" in process.cmdline() and owner.startswith(f"{pid}:")
    except psutil.Error:
        return False


def left_behind(channel: Channel) -> list[psutil.Process]:
    """Return the processes that are still at work in the channel, after a while to go."""
    deadline = time.monotonic() + 30
    while found := [one for one in psutil.process_iter() if _is_in(one, channel.folder)]:
        if time.monotonic() > deadline:
            return found
        time.sleep(0.1)
    return []


def _is_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(folder)
    except psutil.Error:
        return False


def strike(process: subprocess.Popen[bytes], kind: str, number: signal.Signals) -> bool:
    """Send a signal to one of `kind`; tell whether there was one."""
    found = victims(process.pid, kind) if process.poll() is None else []
    try:
        if kind == "the group":
            os.killpg(process.pid, number)
        elif found:
            found[0].send_signal(number)
    except (psutil.Error, ProcessLookupError):
        return False
    return bool(found)


def copy_tree(source: Path, target: Path, *, times: bool) -> None:
    """Copy a folder with its links, with the times of its files or without."""
    how = shutil.copy2 if times else shutil.copy
    shutil.copytree(source, target, symlinks=True, copy_function=how)
