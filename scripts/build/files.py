"""Files that are there whole or not at all."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from build.owner import require_owner

TEMPORARY = ".tmp-"


@contextmanager
def publish(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`; sync and rename it when the block ends well.

    The suffix stays, since ffmpeg and soundfile choose a format by it. Nothing is renamed once the
    build that asked for the file is gone: a newer one may want other content under this name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch(path) as temporary:
        yield temporary
        sync(temporary)
        require_owner()
        temporary.replace(path)


@contextmanager
def scratch(path: Path, suffix: str | None = None) -> Iterator[Path]:
    """Yield a name beside `path` for a file that is gone when the block ends."""
    name = path.name if suffix is None else f"{path.stem}{suffix}"
    unique = f"{os.getpid()}-{threading.get_ident()}"
    temporary = path.with_name(f"{TEMPORARY}{unique}-{name}")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def named(path: Path | str) -> Iterator[None]:
    """Have an OSError of the block name `path`: where reading fails, and not opening, none does."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def sync(path: Path) -> None:
    """Wait until the content of `path` is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with the line ends it has, whole or not at all."""
    with publish(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def write_if_changed(
    path: Path, text: str, replaced: Callable[[Path, str], None] | None = None
) -> bool:
    """Write `text` only where `path` does not hold it already; tell whether it was written.

    An untouched file keeps its modification time, so nothing that reads it is built again. Before
    other content is written over, `replaced` is told of it.
    """
    try:
        held = path.read_text(encoding="utf-8")
        if held == text:
            return False
        if replaced:
            replaced(path, held)
    except (FileNotFoundError, UnicodeDecodeError):
        pass
    write_text(path, text)
    return True


def is_newer(path: Path | str, other: Path | str) -> bool:
    """Tell whether `path` was changed after `other`, also where one of them is not there."""
    try:
        return Path(path).stat().st_mtime_ns > Path(other).stat().st_mtime_ns
    except OSError:
        return True


def canonical(document: object) -> str:
    """Return the one JSON text of `document`: sorted keys, no spaces, letters as they are."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def readable(document: object) -> str:
    """Return `document` as JSON for people: sorted keys, indented, a newline at its end."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def read_json(path: Path | str) -> Any:  # noqa: ANN401
    """Return what the JSON file at `path` holds."""
    with named(path):
        return json.loads(Path(path).read_text(encoding="utf-8"))


def read_known(path: Path | str) -> dict[str, Any]:
    """Return the object that the JSON file at `path` holds, empty where none can be read."""
    try:
        found = read_json(path)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def sweep_temporaries(folders: set[Path]) -> None:
    """Remove what a killed build left half-written in `folders`."""
    for folder in folders:
        if not folder.is_dir():
            continue
        for entry in os.scandir(folder):
            if entry.name.startswith(TEMPORARY) and not entry.is_dir(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)
