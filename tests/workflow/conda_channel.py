"""A conda channel in a folder, for a real conda where conda-forge is out of reach.

It holds two packages: the Python that runs the tests, as a link to it with a `pyvenv.cfg`, so
that what is installed into an environment stays there, and its pip.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import sys
import tarfile
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

SERIES = f"{sys.version_info.major}.{sys.version_info.minor}"
_SUBDIRS = ("noarch", "linux-64", "linux-aarch64", "osx-64", "osx-arm64")


def write_channel(folder: Path) -> str:
    """Write the channel to `folder` and return its address."""
    packages = {"noarch": dict([_python(folder), _pip(folder)])}
    for subdir in _SUBDIRS:
        (folder / subdir).mkdir(parents=True, exist_ok=True)
        held = packages.get(subdir, {})
        index = {"info": {"subdir": subdir}, "packages": held, "packages.conda": {}}
        (folder / subdir / "repodata.json").write_text(json.dumps(index), encoding="utf-8")
    return folder.as_uri()


def _python(folder: Path) -> tuple[str, dict[str, object]]:
    base = Path(sys._base_executable)  # type: ignore[attr-defined]
    settings = f"home = {base.parent}\ninclude-system-site-packages = false\n"
    links = {f"bin/{name}": str(base) for name in ("python", "python3", f"python{SERIES}")}
    files = {"pyvenv.cfg": settings.encode()}
    return _package(folder, "python", platform.python_version(), [], files, links)


def _pip(folder: Path) -> tuple[str, dict[str, object]]:
    pip = distribution("pip")
    inside = [file for file in pip.files or () if ".." not in file.parts and file.suffix != ".pyc"]
    place = f"lib/python{SERIES}/site-packages"
    files = {f"{place}/{file}": Path(str(file.locate())).read_bytes() for file in inside}
    return _package(folder, "pip", pip.version, ["python"], files, {})


def _package(
    folder: Path,
    name: str,
    version: str,
    depends: list[str],
    files: Mapping[str, bytes],
    links: Mapping[str, str],
) -> tuple[str, dict[str, object]]:
    """Write a package, and return its file's name and what the channel's index says of it."""
    about = {"name": name, "version": version, "build": "0", "build_number": 0}
    about |= {"depends": depends, "subdir": "noarch"}
    own = {
        "info/index.json": json.dumps(about).encode(),
        "info/files": "".join(f"{path}\n" for path in [*files, *links]).encode(),
    }
    path = folder / f"noarch/{name}-{version}-0.tar.bz2"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:bz2") as archive:
        for member, data in {**own, **files}.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for member, target in links.items():
            entry = tarfile.TarInfo(member)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    data = path.read_bytes()
    sums = {"md5": hashlib.md5(data).hexdigest(), "sha256": hashlib.sha256(data).hexdigest()}
    return path.name, {**about, **sums, "size": len(data)}
