"""The report's figures: what is counted, what is drawn."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
from PIL import Image

from build.benchmarks import benchmark_seconds
from figures.chart import bars
from figures.storyboard import Cell, storyboard
from figures.tally import tally


def write(path: Path, content: object, time: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    os.utime(path, (time, time))


def test_takes_are_counted_once_and_by_age(tmp_path: Path) -> None:
    scene = {"voice": "speech/e/a", "clip": "clips/x/a", "transition": None}
    for film, time in (("S01E01/es", 100), ("S01E02/es", 300)):
        edit = {"scenes": [{**scene, "picture": "images/s/a"}, {**scene, "picture": "images/s/b"}]}
        write(tmp_path / film / "edit.json", edit, time)
        write(tmp_path / film / "../common/edit.json", {"pictures": [], "music": None}, time)
    write(tmp_path / "takes/images/s/a.json", {"seconds": 2.5}, 50)
    write(tmp_path / "takes/images/s/b.json", {"seconds": 1.5}, 200)
    write(tmp_path / "takes/speech/e/a.json", {"seconds": None}, 200)
    times = tmp_path / "benchmarks/S01E01/es/mix_sound.tsv"
    times.parent.mkdir(parents=True)
    times.write_text("s\th:m:s\n4.25\t0:00:04\n", encoding="utf-8")
    found = tally(["S01E01/es", "S01E02/es"], tmp_path, tmp_path / "takes", tmp_path / "benchmarks")
    assert found.there == {"pictures": 1}
    assert found.made == {"pictures": 1, "voices": 1}
    assert (found.seconds["pictures"], found.seconds["mixes"]) == (4.0, 4.25)


def test_a_benchmark_tells_the_last_seconds_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "job.tsv"
    for text, seconds in {
        "s\th:m:s\n4.25\t0:00:04\n": 4.25,
        "s\th:m:s\n4.25\t0:00:04\n5.5\t0:00:05\n": 5.5,
        "s\th:m:s\n": None,
        "s\th:m:s\nNA\t0:00:04\n": None,
        "h:m:s\n0:00:04\n": None,
        "": None,
    }.items():
        path.write_text(text, encoding="utf-8")
        assert benchmark_seconds(path) == seconds
    assert benchmark_seconds(tmp_path / "none.tsv") is None


def test_a_chart_is_whole_and_shows_every_row() -> None:
    chart = bars("A <title>", {"a & b": [1, 3], "none": [0, 0]}, ["x", "y"], str)
    texts = [
        element.text for element in ET.fromstring(chart).iter() if element.tag.endswith("text")
    ]
    assert texts == ["A <title>", "x", "y", "a & b", "[1, 3]", "none", "[0, 0]"]
    ET.fromstring(bars("Nothing", {}, ["x"], str))


def test_a_storyboard_shows_every_picture_in_order(tmp_path: Path) -> None:
    cells = []
    for index, color in enumerate(("red", "lime", "blue", "white", "black")):
        path = tmp_path / f"{index}.png"
        Image.new("RGB", (160, 90), color).save(path)
        cells.append(Cell(path, "Una frase con eñe. 水は回る。 " * (index * 4 + 1), 3.2))
    sheet = np.asarray(storyboard("Título", cells, "es-ES"))
    assert sheet.shape[1] < 1400
    middle = [sheet[44 + 90, 14 + 160 + 334 * column] for column in range(4)]
    assert [tuple(color) for color in middle] == [
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 255),
    ]
