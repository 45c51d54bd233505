"""Is a finished file as it was written? Against its sidecar, or its own checksum."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import read_json
from build.seals import sealed, sha256_of
from build.sidecars import is_altered
from build.takes import digest
from upkeep.items import Item

_ALTERED = "has changed since it was written"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file; `beside` where it is a sidecar alone, and its take is whole."""

    file: str
    what: str
    beside: bool = False


def check(item: Item, log: Path) -> list[Problem]:
    """Return what is wrong with `item`, nothing where none of its files is there.

    What ffmpeg says of a file without a checksum goes to `log`. A file that its disk cannot read is
    a problem as any other: the rest is looked through all the same.
    """
    try:
        return _problems(item, log)
    except OSError as error:
        return [Problem(error.filename or item.files[0], _unreadable(error))]


def _problems(item: Item, log: Path) -> list[Problem]:
    there = [file for file in item.files if Path(file).exists()]
    if item.kind in ("join", "templates"):  # of subtitles and thumbnails, single ones may be there
        wrong = ((file, _join_problem(Path(file), log)) for file in there)
        return [Problem(file, what) for file, what in wrong if what]
    if not there:
        return []
    if item.kind == "heard":
        return list(_heard_problems(item))
    missing = [Problem(file, "is missing") for file in item.files if file not in there]
    return list(_take_problems(item, missing))


def _join_problem(path: Path, log: Path) -> str | None:
    written = sealed(path)
    if written is None:  # of an earlier release, or copied without it
        return damage(path, log)
    return _content_problem(path, written, _ALTERED)


def _content_problem(path: Path, written: str, altered: str) -> str | None:
    """Return what is wrong with a file that was written with the sha256 `written`."""
    try:
        if sha256_of(path) == written:
            return None
    except OSError as error:
        return _unreadable(error)
    return damage(path, None) or altered


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror})"


def _heard_problems(item: Item) -> Iterator[Problem]:
    file = item.files[0]
    known, wrong = _read_sidecar(Path(file))
    voice = Path(file).with_name(f"{Path(item.made_from[0]).name}.wav")
    if wrong is None and known.get("spec", {}).get("voice") != item.made_from[0]:
        wrong = "tells of another voice"
    elif wrong is None and voice.exists() and known.get("sha256") != sha256_of(voice):
        wrong = "tells of another voice than the one that is there"
    if wrong:
        yield Problem(file, wrong)


def _take_problems(item: Item, missing: list[Problem]) -> Iterator[Problem]:
    *media, sidecar = item.files
    known, wrong = _read_sidecar(Path(sidecar))
    if wrong is None and digest(known["spec"]) != item.name.rsplit("-", 1)[-1]:
        wrong = "tells of another take"
    found = [problem for problem in missing if problem.file != sidecar]
    for file in media:
        path = Path(file)
        if path.exists():
            # Where the sidecar is at fault, only the file itself can say whether it is whole.
            what = damage(path, None) if wrong else _media_problem(path, known, file == media[0])
            found += [Problem(file, what)] if what else []
    if wrong:
        yield Problem(sidecar, wrong, beside=not found)
    yield from found


def _read_sidecar(path: Path) -> tuple[dict[str, Any], str | None]:
    """Return what a sidecar tells, and what is wrong with it."""
    try:
        known = read_json(path)
    except FileNotFoundError:
        return {}, "is missing"
    except OSError as error:
        return {}, _unreadable(error)
    except ValueError as error:
        return {}, f"cannot be read ({' '.join(str(error).split())})"
    if not isinstance(known, dict) or not isinstance(known.get("spec"), dict):
        return {}, "does not say what was asked for"
    return known, _ALTERED if is_altered(known) else None


def _media_problem(path: Path, known: Mapping[str, Any], first: bool) -> str | None:
    """Return what is wrong with a take's file by its sidecar; `first` is the take itself."""
    written = known.get("sha256" if first else "padded_sha256")
    if written is None:
        whole = damage(path, None)
    else:
        whole = _content_problem(path, written, f"{_ALTERED}: its sidecar has another sha256")
    return whole or _form_problem(path, known)


def _form_problem(path: Path, known: Mapping[str, Any]) -> str | None:
    """Return what of size, frames or samples is otherwise than the sidecar says."""
    if path.suffix == ".png":
        from PIL import Image

        with Image.open(path) as picture:
            had = {"width": picture.width, "height": picture.height}
        said = known["spec"]
    elif path.suffix == ".wav":
        import soundfile

        had, said = {"samples": soundfile.info(path).frames}, known
    else:
        from media.probe import probe

        film = probe(path)
        had, said = {"frames": film.frames, "samples": film.samples}, known
    for key, value in had.items():
        if key in said and said[key] != value:
            return f"holds {value} {key} where its sidecar says {said[key]}"
    return None


def damage(path: Path, log: Path | None) -> str | None:
    """Return why `path` cannot be read to its end, None where it can.

    A film is decoded only where there is a `log` for what ffmpeg says; else its packets are read.
    """
    try:
        _READERS.get(path.suffix, _read_text)(path, log)
    except UserError as error:
        return str(error).removeprefix(f"{path} ")
    except Exception as error:  # a broken file makes its reader fail in ways of all kinds
        return f"cannot be read to its end ({' '.join(str(error).split())})"
    return None


def _read_picture(path: Path, log: Path | None) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        picture.load()


def _read_sound(path: Path, log: Path | None) -> None:
    import soundfile

    from media.sound import cut_off

    if cut_off(path):
        raise UserError(f"{path} is cut off")
    soundfile.info(path)


def _read_film(path: Path, log: Path | None) -> None:
    from media import ffmpeg
    from media.probe import probe

    probe(path)
    if log:
        every = ["-map", "0:v", "-map", "0:a?", "-f", "null", "-"]
        ffmpeg.run(["-v", "error", "-i", path, *every], log=log, doing=f"read {path} to its end")


def _read_text(path: Path, log: Path | None) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        json.loads(text)


_READERS = {
    ".png": _read_picture,
    ".jpg": _read_picture,
    ".wav": _read_sound,
    ".mp4": _read_film,
}
