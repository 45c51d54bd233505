"""The Hugging Face hub over its documented endpoints: commits, lists of files, files from a byte.

The hub's own client does not compare what arrives with its sha256, so a fetch of ours does, and
then three requests are all there is to it. HF_ENDPOINT (a mirror) and HF_TOKEN are honoured.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from build.errors import UserError

_TIMEOUT = (15, 60)  # seconds to connect, and without a byte
# A hub that is busy says so, and often when to come again.
_RETRIES = Retry(
    total=None,
    connect=0,
    read=0,
    redirect=5,
    status=4,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=0.5,
    raise_on_status=False,
)


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository: its size in bytes, its sha256 (large files) or git blob sha1."""

    path: str
    size: int
    sha256: str | None
    blob: str

    @property
    def hash(self) -> str:
        """Return the hash that its content must have."""
        return self.sha256 or self.blob


class Hub:
    """Asks one hub; may be used by several threads."""

    def __init__(self) -> None:
        endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
        self._endpoint = endpoint.rstrip("/")
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "reelmake"
        self._session.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=_RETRIES))
        token = os.environ.get("HF_TOKEN")
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def commit(self, repository: str, revision: str) -> str:
        """Return the commit that `revision` (a branch or commit) names now."""
        where = f"/api/models/{repository}/revision/{quote(revision, safe='')}"
        return str(self._get(where, repository, revision).json()["sha"])

    def files(self, repository: str, commit: str, patterns: Sequence[str]) -> list[RemoteFile]:
        """Return the files at `commit` whose paths fit a pattern, by path."""
        where: str | None = f"/api/models/{repository}/tree/{commit}?recursive=true"
        found = []
        while where:
            answer = self._get(where, repository, commit)
            for entry in answer.json():
                fits = any(fnmatch.fnmatchcase(entry["path"], pattern) for pattern in patterns)
                if entry["type"] == "file" and fits:
                    found.append(_remote_file(entry, repository))
            following = answer.links.get("next", {}).get("url", "")
            # A mirror hands out its original's address: only path and query are taken.
            where = following[following.index("/api/") :] if "/api/" in following else None
        if not found:
            raise UserError(f"{repository} at {commit} holds no {' or '.join(patterns)}")
        return sorted(found, key=lambda file: file.path)

    def open(self, repository: str, commit: str, path: str, start: int) -> requests.Response:
        """Return the file's content as it streams, from byte `start` where the hub can."""
        where = f"/{repository}/resolve/{commit}/{quote(path)}"
        headers = {"Range": f"bytes={start}-"} if start else {}
        return self._get(where, repository, commit, headers)

    def _get(
        self, where: str, repository: str, revision: str, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        url = f"{self._endpoint}{where}"
        answer = self._session.get(url, headers=headers, stream=True, timeout=_TIMEOUT)
        if answer.status_code in {401, 403}:
            raise UserError(
                f"the hub does not give out {repository}; if it asks for its terms to be accepted, "
                "accept them on its page and put an access token into HF_TOKEN"
            )
        if answer.status_code == 404:
            raise UserError(
                f"{self._endpoint} has no {repository} at {revision} (404 for {where}); "
                "see its entry in config/models.yaml"
            )
        if answer.status_code != 416:
            answer.raise_for_status()
        return answer


def _remote_file(entry: Mapping[str, Any], repository: str) -> RemoteFile:
    path = PurePosixPath(entry["path"])
    if path.is_absolute() or ".." in path.parts:
        raise UserError(f"{repository} lists a file outside itself: {entry['path']!r}")
    large = entry.get("lfs")
    size = large["size"] if large else entry["size"]
    return RemoteFile(str(path), size, large["oid"] if large else None, entry["oid"])
