"""A repository of the hub as a folder: all its files fetched side by side, the manifest last.

A branch is followed once: the commit that it names when the model is first fetched is kept in
`revision.json` and used from then on.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from build.errors import UserError
from build.files import read_known, readable, write_text
from models.catalogue import Repository
from models.disk import disk_errors_told, require_room
from models.download import PARTIAL, fetch_file, is_whole
from models.hub import Hub, RemoteFile
from models.manifest import write_manifest
from models.progress import Progress

REVISION = "revision.json"
LOCK = ".lock"
_AT_ONCE = 4


def fetch_repository(model: Repository, models: Path, log: Path) -> None:
    """Fetch `model` into its folder under `models`; its manifest is there only when all is.

    What is there already is read and kept where it is right. Raises UserError when it cannot be
    had, cannot be written, or is not what the hub's list says.
    """
    folder = models / model.name
    with disk_errors_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, log):
            sha256 = _fetch(model, folder, log)
            write_manifest(
                models / model.manifest,
                folder,
                sha256,
                source=model.repository,
                revision=commit_of(model, folder),
                patterns=list(model.files),
            )


def commit_of(model: Repository, folder: Path) -> str | None:
    """Return the commit that is used: the catalogue's, or the one found at the first fetch."""
    if model.is_pinned:
        return model.revision
    kept = read_known(folder / REVISION)
    same = kept.get("repository") == model.repository and kept.get("branch") == model.revision
    return kept.get("commit") if same else None


def _fetch(model: Repository, folder: Path, log: Path) -> Mapping[str, str]:
    hub = Hub()
    try:
        commit = commit_of(model, folder) or _pin(hub, model, folder)
        files = hub.files(model.repository, commit, model.files)
    except requests.RequestException as error:
        raise UserError(
            f"the hub cannot be reached for {model.repository} "
            f"({' '.join(str(error).split())[:200]}); is the network there? A mirror goes into "
            "HF_ENDPOINT"
        ) from error
    progress = Progress(model.name, sum(file.size for file in files), log)
    progress.tell(f"{model.name} is {model.repository} at {commit}: {len(files)} files")
    sha256 = _whole_files(files, folder, progress)
    missing = [file for file in files if file.path not in sha256]
    if missing:
        _require_room(missing, folder)
        # The largest first, so that no long one is left for the end.
        missing.sort(key=lambda file: -file.size)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            futures = {
                file.path: pool.submit(
                    fetch_file, hub, model.repository, commit, file, folder, progress
                )
                for file in missing
            }
            try:
                sha256 |= {path: future.result() for path, future in futures.items()}
            finally:
                pool.shutdown(cancel_futures=True)
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    progress.end()
    return sha256


def _pin(hub: Hub, model: Repository, folder: Path) -> str:
    commit = hub.commit(model.repository, model.revision)
    kept = {"repository": model.repository, "branch": model.revision, "commit": commit}
    write_text(folder / REVISION, readable(kept))
    return commit


def _whole_files(files: list[RemoteFile], folder: Path, progress: Progress) -> dict[str, str]:
    found = {}
    for file in files:
        sha256 = is_whole(folder / file.path, file)
        if sha256:
            found[file.path] = sha256
            progress.add(file.size, fetched=False)
    return found


def _require_room(missing: list[RemoteFile], folder: Path) -> None:
    there = sum(path.stat().st_size for path in (folder / PARTIAL).glob("*"))
    require_room(folder, sum(file.size for file in missing) - there)


@contextmanager
def _alone(folder: Path, log: Path) -> Iterator[None]:
    # Two checkouts may share the folder, and a killed build's fetch may just be ending.
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{folder} is being fetched by another build; waiting for it\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
