"""The person's own files by their content: read once, and again when they may have changed."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from build.digests import Digests
from build.errors import UserError


def test_a_file_is_read_again_when_size_time_or_inode_changed(tmp_path: Path) -> None:
    own, cache = tmp_path / "own.png", tmp_path / ".digests.json"

    def asked() -> str:
        digests = Digests(cache)
        found = digests.of(own)
        digests.save()
        return found

    own.write_bytes(b"one")
    stamp = own.stat()
    time = (stamp.st_atime_ns, stamp.st_mtime_ns)
    one, two = (sha256(data).hexdigest() for data in (b"one", b"two"))
    assert asked() == one
    # Nothing that is looked at differs: what was remembered is told, and kept.
    own.write_bytes(b"two")
    os.utime(own, ns=time)
    assert own.stat().st_ino == stamp.st_ino
    assert asked() == asked() == one
    os.utime(own, ns=(time[0], time[1] - 1))
    assert asked() == two
    own.write_bytes(b"three")
    os.utime(own, ns=(time[0], time[1] - 1))
    assert asked() == sha256(b"three").hexdigest()
    other = tmp_path / "other.png"
    other.write_bytes(b"other")
    os.utime(other, ns=(time[0], time[1] - 1))
    other.rename(own)
    assert asked() == sha256(b"other").hexdigest()


def test_what_nobody_asks_for_any_more_is_forgotten(tmp_path: Path) -> None:
    cache = tmp_path / ".digests.json"
    Digests(cache).save()
    assert not cache.exists()
    (tmp_path / "own.png").write_bytes(b"one")
    first = Digests(cache)
    first.of(tmp_path / "own.png")
    first.save()
    assert "own.png" in cache.read_text(encoding="utf-8")
    Digests(cache).save()
    assert "own.png" not in cache.read_text(encoding="utf-8")


def test_a_file_of_no_use_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    own.touch()
    with pytest.raises(UserError, match=r"own\.png is of no use: it is empty$"):
        Digests(tmp_path / ".digests.json").of(own)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match=r"folder cannot be read: Is a directory$"):
        Digests(tmp_path / ".digests.json").of_any(tmp_path / "folder")
