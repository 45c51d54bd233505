"""Links by scene number."""

from __future__ import annotations

import os
from pathlib import Path

from build.links import link, link_all


def test_a_link_is_relative_and_follows_the_edit(tmp_path: Path) -> None:
    takes = tmp_path / "results/takes"
    takes.mkdir(parents=True)
    (takes / "a.wav").write_text("a")
    (takes / "b.wav").write_text("b")
    place = tmp_path / "results/S01E01/es/raw/001.wav"
    link(place, takes / "a.wav")
    assert not place.readlink().is_absolute()
    assert place.read_text() == "a"
    link(place, takes / "b.wav")
    assert place.read_text() == "b"
    assert (takes / "a.wav").read_text() == "a"


def test_links_of_scenes_that_are_gone_go_and_files_stay(tmp_path: Path) -> None:
    take = tmp_path / "take.png"
    take.touch()
    folder = tmp_path / "common"
    link_all(folder, {"img_001.png": take, "img_002.png": take}, ["img_*.png"])
    (folder / "img_own.png").write_text("a person's own")
    link_all(folder, {"img_001.png": take}, ["img_*.png"])
    assert sorted(os.listdir(folder)) == ["img_001.png", "img_own.png"]
