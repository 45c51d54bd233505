"""What a person reads, by example."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.gauge import Reading
from build.units import took_text
from display.text import bar, done_line, frame, long_lines
from display.work import Job, Work

LETTERS = "#-"
MIXING = Reading("mix voice and music", done=62, total=100, start=0, seconds=31)


@pytest.fixture
def work() -> Work:
    """Return a run at its 65th second: pictures done, voices and a mix in hand, clips waiting."""
    work = Work()
    work.planned({"draw_image": 1, "speak_line": 4, "cut_clip": 2, "mix_sound": 1})
    work.begin(1, Job("draw_image", ["S01E01 scene 1"], None, 0))
    work.end(1, 12, well=True)
    work.begin(2, Job("speak_line", ["S01E01/es scene 1"], None, 12))
    work.end(2, 22, well=True)
    work.begin(3, Job("speak_line", ["S01E01/es scene 2"], None, 22))
    work.end(3, 52, well=False)
    work.begin(4, Job("speak_line", ["S01E01/es scene 3", "S01E02/es scene 1"], None, 55))
    work.begin(5, Job("mix_sound", ["S01E01/en"], Path("log"), 25))
    return work


def test_the_bars(work: Work) -> None:
    assert frame(work, {5: MIXING}, 65, (72, 24), LETTERS) == [
        "  pictures    ######################       1/1  in 12 s",
        "  voices      #####-----------------       1/4  30 s left, 1 failed",
        "                    voice  S01E01/es scene 3 and 1 more, 10 s so far",
        "  clips       ----------------------       0/2",
        "  films       ----------------------       0/1  19 s left",
        "    ######----  62% mix  S01E01/en, mix voice and music, 19 s left",
        "  3 of 8 jobs, 1 min 5 s",
    ]


def test_the_bars_keep_within_the_terminal(work: Work) -> None:
    for columns in (10, 20, 40, 200):
        for lines in (2, 3, 5, 24):
            drawn = frame(work, {5: MIXING}, 65, (columns, lines), LETTERS)
            assert len(drawn) < lines and max(map(len, drawn)) < columns


def test_where_lines_are_short_what_is_in_hand_stays(work: Work) -> None:
    drawn = frame(work, {5: MIXING}, 65, (72, 6), LETTERS)
    assert [line.split()[0] for line in drawn] == ["voices", "voice", "films", "######----", "3"]


def test_a_line_in_a_log(work: Work) -> None:
    job = work.end(4, 66.25, well=True)
    assert job
    line = "[4/8] voice  S01E01/es scene 3 and 1 more  11 s"
    assert done_line(work, job, 66.25) == line
    long = "mix  S01E01/en:  62% mix voice and music, 19 s left, 40 s so far"
    assert long_lines(work, {5: MIXING}, 65) == [long]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (3725, "1 h 2 min"),
    ],
)
def test_how_long_a_job_took(seconds: float, said: str) -> None:
    assert took_text(seconds) == said


def test_a_bar_is_full_only_at_the_end() -> None:
    assert [bar(share, 4, LETTERS) for share in (-1, 0, 0.5, 0.999, 1, 2)] == [
        *("----", "----", "##--", "###-", "####", "####"),
    ]
