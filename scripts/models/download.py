"""One file from the hub: resumed at the byte where it broke, checked, and only then named.

What has arrived lies in `.partial/` under a name made of its path and of the hash that the whole
must have, so a part is never continued with other content, in this run or after a kill.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import BinaryIO

import requests
from urllib3.exceptions import HTTPError

from build.errors import UserError
from build.files import sync
from build.owner import require_owner
from models.hub import Hub, RemoteFile
from models.progress import Progress

PARTIAL = ".partial"
_BLOCK = 1 << 20
_TRIES = 6  # in a row without one new byte; they wait 1, 2, 4, 8 and 16 s


def is_whole(path: Path, file: RemoteFile) -> str | None:
    """Return the sha256 of the file at `path` where it is all of `file`, else None."""
    try:
        if path.stat().st_size != file.size:
            return None
        content = Content(file)
        with path.open("rb") as stream:
            content.read(stream)
    except OSError:
        return None
    return content.sha256 if content.is_right() else None


def fetch_file(
    hub: Hub, repository: str, commit: str, file: RemoteFile, folder: Path, progress: Progress
) -> str:
    """Fetch `file` to its path in `folder` and return its sha256.

    Raises UserError when it arrives twice with another content than the hub's list says, or when
    the hub does not answer for long.
    """
    # Files of the same content at two paths are fetched side by side: each has its own part.
    where = hashlib.sha256(f"{file.path} {file.hash}".encode()).hexdigest()[:24]
    partial = folder / PARTIAL / where
    partial.parent.mkdir(parents=True, exist_ok=True)
    place = folder / file.path
    for _ in range(2):
        content = _fetch_all(hub, repository, commit, file, partial, progress)
        if content.is_right():
            sync(partial)
            place.parent.mkdir(parents=True, exist_ok=True)
            require_owner()
            partial.replace(place)
            return content.sha256
        partial.unlink()
        progress.add(-content.size)
        progress.tell(f"{file.path} arrived with a wrong hash; it is fetched again")
    raise UserError(
        f"{file.path} of {repository} arrived twice with another content than the hub's list says "
        f"({file.hash}); try later, or another mirror in HF_ENDPOINT"
    )


class Content:
    """What is there of a file so far: its size and hashes."""

    def __init__(self, file: RemoteFile) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        # git's own hash of a small file, which the hub lists without a sha256
        self._blob = hashlib.sha1(b"blob %d\0" % file.size)
        self.size = 0

    def add(self, block: bytes) -> None:
        """Count `block` as the next of it."""
        self._sha256.update(block)
        if self._file.sha256 is None:
            self._blob.update(block)
        self.size += len(block)

    def read(self, stream: BinaryIO) -> None:
        """Count all that `stream` gives."""
        while block := stream.read(_BLOCK):
            self.add(block)

    @property
    def sha256(self) -> str:
        """Return the sha256 of what is there."""
        return self._sha256.hexdigest()

    def is_right(self) -> bool:
        """Tell whether it is all of the file, and nothing else."""
        found = self._blob.hexdigest() if self._file.sha256 is None else self.sha256
        return self.size == self._file.size and found == self._file.hash


def _fetch_all(
    hub: Hub, repository: str, commit: str, file: RemoteFile, partial: Path, progress: Progress
) -> Content:
    content = Content(file)
    with partial.open("a+b") as stream:
        stream.seek(0)
        content.read(stream)
        progress.add(content.size, fetched=False)
        tries = 0
        while content.size < file.size:
            before = content.size
            try:
                with hub.open(repository, commit, file.path, content.size) as answer:
                    if answer.status_code != 206 and content.size:
                        # It starts anew: this hub cannot continue, or not from here.
                        progress.add(-content.size)
                        stream.truncate(0)
                        content, before = Content(file), 0
                    if answer.status_code != 416:
                        _receive(answer, stream, content, progress)
            except (requests.RequestException, HTTPError) as error:
                problem: object = error
            else:
                problem = f"it ended at byte {content.size}"
            tries = 0 if content.size > before else tries + 1
            if tries >= _TRIES:
                raise UserError(
                    f"{file.path} of {repository} cannot be fetched now ({_short(problem)}); "
                    "what has arrived is kept, so run this again later"
                )
            if content.size < file.size:
                progress.tell(f"{file.path} broke off at byte {content.size}: {_short(problem)}")
                if tries:
                    time.sleep(2 ** (tries - 1))
    return content


def _receive(
    answer: requests.Response, stream: BinaryIO, content: Content, progress: Progress
) -> None:
    try:
        # read1 gives what has come, so that a connection that breaks loses nothing that arrived.
        while block := answer.raw.read1(_BLOCK):
            require_owner()
            stream.write(block)
            content.add(block)
            progress.add(len(block))
    finally:
        stream.flush()


def _short(problem: object) -> str:
    return " ".join(str(problem).split())[:200]
