"""Files laid into a site: copies, whole, and never outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.errors import UserError
from build.seals import sha256_of
from web.assets import inside, lay


def test_a_copy_is_whole_its_own_and_made_once(tmp_path: Path) -> None:
    source, place = tmp_path / "film.mp4", tmp_path / "site/film.mp4"
    source.write_bytes(b"film" * 100_000)
    place.parent.mkdir()
    assert lay(source, place) == sha256_of(place) == sha256_of(source)
    assert place.stat().st_ino != source.stat().st_ino
    before = place.stat()
    lay(source, place)
    assert place.stat() == before
    place.write_bytes(b"short")
    lay(source, place)
    assert place.read_bytes() == source.read_bytes()


def test_a_link_gives_way_to_a_copy(tmp_path: Path) -> None:
    source, other, place = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    source.write_text("new")
    other.write_text("new")
    place.symlink_to(other)
    lay(source, place)
    assert not place.is_symlink()
    assert other.read_text() == "new"


def test_nothing_is_written_outside_the_site(tmp_path: Path) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    site.mkdir()
    other.mkdir()
    (site / "data").symlink_to(other)
    with pytest.raises(UserError, match="leads out of the site folder"):
        inside(site, Path("data/a.md"))
    with pytest.raises(UserError, match="leads out of the site folder"):
        inside(site, Path("data/sub/a.md"))
    assert list(other.iterdir()) == []
    (site / "folder.md").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        inside(site, Path("folder.md"))
