"""Whatever writes a file is killed at every line of it: the file is the old one or the new one."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from build.digests import Digests
from build.files import publish, sweep_temporaries, write_if_changed
from build.intact import as_made, read_sidecar
from build.links import link
from build.lock import hold_lock
from build.seals import publish_sealed, sealed, sha256_of
from engines.makers import write_sidecar
from faults.dying import killed_at, lines_of
from faults.outcomes import Tell, schedules
from models.manifest import damage, read_manifest, write_manifest


@dataclass(frozen=True)
class Step:
    """Work in a folder that writes `version` of something, and whether what is there is whole."""

    work: Callable[[Path, int], object]
    is_whole: Callable[[Path], bool]


def _take(folder: Path, version: int) -> None:
    with publish(folder / "take.png") as temporary:
        temporary.write_bytes(bytes([version]) * 5000)


def _sidecar(folder: Path, version: int) -> None:
    _take(folder, version)
    write_sidecar(folder / "take.json", folder / "take.png", {"version": version}, 1.0)


def _join(folder: Path, version: int) -> None:
    with publish_sealed(folder / "film.mp4") as temporary:
        temporary.write_bytes(bytes([version]) * 5000)


def _edit_list(folder: Path, version: int) -> None:
    write_if_changed(folder / "edit.json", f'{{"version": {version}}}\n' * 300)


def _link(folder: Path, version: int) -> None:
    (folder / f"{version}.png").touch()
    link(folder / "img_001.png", folder / f"{version}.png")


def _digests(folder: Path, version: int) -> None:
    own = folder / "own.png"
    own.write_bytes(bytes([version]) * 300)
    digests = Digests(folder / ".digests.json")
    digests.of_any(own)
    digests.save()


def _manifest(folder: Path, version: int) -> None:
    (folder / "model.onnx").write_bytes(b"model")
    model = {"model.onnx": sha256_of(folder / "model.onnx")}
    write_manifest(folder / "manifest.json", folder, model, version=version)


def _lock(folder: Path, version: int) -> None:
    hold_lock(folder)


def _content_is_whole(name: str) -> Callable[[Path], bool]:
    def is_whole(folder: Path) -> bool:
        content = (folder / name).read_bytes()
        return len(content) == 5000 and len(set(content)) == 1

    return is_whole


def _pair_is_told(folder: Path) -> bool:
    # A new take beside an old sidecar is told apart; Snakemake knows that its job did not end.
    try:
        as_made(folder / "take.png")
    except Exception:
        return read_sidecar(folder / "take.json")["spec"] == {"version": 1}
    return True


def _join_is_told(folder: Path) -> bool:
    found = sealed(folder / "film.mp4")
    return found is None or found == sha256_of(folder / "film.mp4")


def _digest_is_right(folder: Path) -> bool:
    own = folder / "own.png"
    return Digests(folder / ".digests.json").of_any(own) == sha256_of(own)


def _manifest_is_right(folder: Path) -> bool:
    found = read_manifest(folder / "manifest.json")
    return found is not None and damage(folder, found) == []


STEPS = {
    "a take": Step(_take, _content_is_whole("take.png")),
    "a take and its sidecar": Step(_sidecar, _pair_is_told),
    "a join and its checksum": Step(_join, _join_is_told),
    "an edit list": Step(_edit_list, lambda at: len((at / "edit.json").read_text()) == 4500),
    "a link": Step(_link, lambda at: (at / "img_001.png").is_file()),
    "a digest": Step(_digests, _digest_is_right),
    "a model's manifest": Step(_manifest, _manifest_is_right),
    "the lock": Step(_lock, lambda at: hold_lock(at).close() is None),
}


@pytest.mark.parametrize("seed", schedules(0.15, 8))
def test_killed_at_any_line_nothing_is_half(seed: int, tmp_path: Path, tell: Tell) -> None:
    chance = random.Random(seed)
    name = list(STEPS)[seed % len(STEPS)]
    step = STEPS[name]
    for made in (False, True):  # the first of its name, or one in the place of an older one
        count = lines_of(partial(step.work, _folder(tmp_path, step, made), 2))
        for line in chance.sample(range(1, count + 1), min(count, 6)):
            folder = _folder(tmp_path, step, made)
            killed_at(partial(step.work, folder, 2), line)
            if made:
                assert step.is_whole(folder), line
            step.work(folder, 2)
            assert step.is_whole(folder), line
            sweep_temporaries({folder, folder / ".checksums"})
            assert not list(folder.rglob(".tmp-*")), line
    tell(f"killed while it writes {name}", "the next command recovers")


def _folder(place: Path, step: Step, made: bool) -> Path:
    folder = place / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if made:
        step.work(folder, 1)
    return folder
