"""What is damaged is noticed by what reads it: takes, joins, models, edit lists, memories."""

from __future__ import annotations

import base64
import errno
import os
import random
import time
from pathlib import Path

import pytest

from build.clock import require_past, settle_time, settle_times
from build.digests import Digests
from build.errors import UserError, sentence
from build.files import write_if_changed, write_text
from build.intact import as_made, read_sidecar
from build.owner import VARIABLE, owner_is_alive, process_name
from build.records import clear_unreadable, keep_whole_takes, require_records_folder
from build.seals import publish_sealed, sha256_of
from engines.makers import write_sidecar
from faults.outcomes import Tell, schedules
from faults.schedules import DAMAGES, damaged
from models.manifest import read_manifest, require_whole, write_manifest


def _take(folder: Path, chance: random.Random) -> Path:
    take = folder / "take.png"
    take.write_bytes(chance.randbytes(chance.randrange(1, 4000)))
    write_sidecar(folder / "take.json", take, {"text": "Açò és ñ 語"}, 1.25, samples=4711, words=[])
    return take


def _hurt(path: Path, chance: random.Random) -> str:
    how = chance.choice(DAMAGES)
    path.write_bytes(damaged(path.read_bytes(), how, chance))
    return how


def test_a_whole_take_is_taken(tmp_path: Path) -> None:
    take = _take(tmp_path, random.Random(1))
    assert as_made(take) == take
    assert read_sidecar(tmp_path / "take.json")["samples"] == 4711
    (tmp_path / "take.json").unlink()
    assert as_made(take) == take


@pytest.mark.parametrize("name", ["take.png", "take.json"])
def test_a_file_that_its_disk_cannot_read_is_named(name: str, tmp_path: Path) -> None:
    take = _take(tmp_path, random.Random(1))
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/proc/self/mem")  # a failing disk's answer: EIO
    with pytest.raises(OSError, match="Input/output error") as failed:
        as_made(take)
    told = sentence(failed.value)
    assert told.startswith(f"{tmp_path / name} cannot be read or written, since its disk fails")


@pytest.mark.parametrize("seed", schedules(0.05, 6))
def test_damage_is_told_before_it_is_used(seed: int, tmp_path: Path, tell: Tell) -> None:
    chance = random.Random(seed)
    what = ("a take", "a sidecar", "a join", "a model", "an edit list", "remembered digests")[
        seed % 6
    ]
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        take = _take(folder, chance)
        if what == "a take":
            how = _hurt(take, chance)
            with pytest.raises(UserError, match=r"take\.png is not as it was made: run"):
                as_made(take)
        elif what == "a sidecar":
            before = read_sidecar(folder / "take.json")
            how = _hurt(folder / "take.json", chance)
            try:  # damage may fall between the words, or on the checksum's own name
                found = read_sidecar(folder / "take.json")
                assert all(found[key] == before[key] for key in before if key != "checksum")
            except UserError as error:
                assert "take.json is not as it was written: run" in str(error)
        elif what == "a join":
            with publish_sealed(folder / "film.mp4") as temporary:
                temporary.write_bytes(chance.randbytes(999))
            how = _hurt(folder / "film.mp4", chance)
            with pytest.raises(UserError, match=r"film\.mp4 is not as it was made"):
                as_made(folder / "film.mp4")
        elif what == "a model":
            how = _a_model(folder, chance)
        elif what == "an edit list":
            path, text = folder / "edit.json", '{"pictures": ["a", "b"]}\n'
            write_text(path, text)
            how = _hurt(path, chance)
            assert write_if_changed(path, text) and path.read_text() == text
        else:
            how = _a_memory(folder, take, chance)
    tell(f"damaged, {what}", _OUTCOMES.get(what, "a sentence says what to do"))
    assert how in DAMAGES


_OUTCOMES = dict.fromkeys(("an edit list", "remembered digests"), "the next command recovers")


def _a_model(folder: Path, chance: random.Random) -> str:
    place = folder / "voice"
    place.mkdir()
    (place / "voice.onnx").write_bytes(chance.randbytes(500))
    digest = sha256_of(place / "voice.onnx")
    write_manifest(place / "manifest.json", place, {"voice.onnx": digest})
    require_whole(folder, "voice")
    hurt = chance.choice(["voice.onnx", "manifest.json"])
    known = read_manifest(place / "manifest.json")
    how = _hurt(place / hurt, chance)
    if hurt == "voice.onnx" or read_manifest(place / "manifest.json") is None:
        with pytest.raises(UserError, match="run `snakemake models`"):
            require_whole(folder, "voice")
    else:
        assert known is not None  # a manifest that is changed but readable is compared file by file
    return how


def _a_memory(folder: Path, own: Path, chance: random.Random) -> str:
    memory = folder / ".digests.json"
    first = Digests(memory)
    right = first.of(own)
    first.save()
    how = _hurt(memory, chance)
    assert Digests(memory).of(own) == right == sha256_of(own)
    return how


def test_files_of_the_future_get_times_of_now_in_their_order(tmp_path: Path) -> None:
    ahead = time.time_ns() + 10**12
    for order, name in enumerate(["voice.mp4", "a.mp4", "edit.json"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, ns=(ahead + order, ahead + order))
    (tmp_path / "old.png").touch()
    old = (tmp_path / "old.png").stat().st_mtime_ns
    link = tmp_path / "001.mp4"
    link.symlink_to("a.mp4")
    os.utime(link, ns=(ahead, ahead), follow_symlinks=False)
    # The folder's own time tells nothing: whatever is put there later sets it right.
    os.utime(tmp_path)
    assert settle_times([tmp_path, tmp_path / "missing"]) == 4
    assert link.lstat().st_mtime_ns < time.time_ns()
    times = [(tmp_path / name).stat().st_mtime_ns for name in ("voice.mp4", "a.mp4", "edit.json")]
    assert old < times[0] < times[1] < times[2] < time.time_ns()
    assert settle_times([tmp_path]) == 0


def test_a_file_of_the_persons_own_of_the_future_is_told(tmp_path: Path) -> None:
    own = tmp_path / "photo.png"
    own.write_bytes(b"a picture")
    require_past(own)
    os.utime(own, (4e9, 4e9))
    with pytest.raises(UserError, match=r"photo\.png is of 2096-10-02 .* in the future"):
        Digests(tmp_path / ".digests.json").of(own)
    settle_time(own)
    require_past(own)


def test_a_clock_that_is_put_right_ends_no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    monkeypatch.setenv(VARIABLE, process_name(os.getpid()))
    if Path("/proc/self/stat").exists():
        # What psutil reckons times of the day from moves with the clock.
        monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: 1.0)
    assert owner_is_alive()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the disk of a/b.png is full; make room and build again"),
        (errno.EROFS, "a/b.png is on a disk that is read-only; make it writable and build again"),
        (errno.ELOOP, "a/b.png is a link that leads back to itself; remove it and build again"),
        (errno.ENXIO, "OSError: [Errno 6] No such device or address: 'a/b.png'"),
    ],
)
def test_what_a_disk_refuses_is_a_sentence(number: int, told: str) -> None:
    assert sentence(OSError(number, os.strerror(number), "a/b.png")) == told


def test_snakemakes_own_records_are_cleared_where_it_cannot_read_them(tmp_path: Path) -> None:
    records = tmp_path / "metadata"
    records.mkdir()
    for name, content in {
        "good": b'{"rule": "cut_clip", "record_format_version": 6}',
        "cut": b'{"rule": "cut',
        "bytes": b"\x8a\xff",
        "list": b"[1]",
    }.items():
        (records / name).write_bytes(content)
    require_records_folder(tmp_path)
    assert clear_unreadable(tmp_path) == 2
    assert sorted(path.name for path in records.iterdir()) == ["cut", "good"]
    with pytest.raises(UserError, match="and no folder: remove it"):
        require_records_folder(records / "good")


def test_what_a_killed_build_had_finished_is_kept(tmp_path: Path) -> None:
    takes, marks = tmp_path / "takes", tmp_path / ".snakemake/incomplete"
    marks.mkdir(parents=True)
    outputs = []
    for name in ("whole", "half", "alone"):
        folder = takes / "speech" / name
        folder.mkdir(parents=True)
        take = _take(folder, random.Random(name))
        outputs += [take, folder / "take.json"]
    outputs[2].write_bytes(b"half")
    outputs[5].unlink()
    outputs.append(tmp_path / "S01E01/es/voice.mp4")
    for path in outputs:
        # As Snakemake writes them: a long name is cut into folders.
        letters = base64.urlsafe_b64encode(str(path).encode()).decode()
        mark = marks / f"@{letters[:20]}" / letters[20:]
        mark.parent.mkdir(exist_ok=True)
        mark.write_text('{"external_jobid": null}')
    (marks / "no mark!").touch()
    kept = keep_whole_takes(takes, tmp_path / ".snakemake")
    # The sidecar of half a take is whole; the take is made again, and with it its sidecar.
    assert sorted(kept) == sorted([outputs[0], outputs[1], outputs[3]])
    assert sum(mark.is_file() for mark in marks.rglob("*")) == 5
