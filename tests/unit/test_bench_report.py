"""The bench's tables: times of Reelmake's, and what is not known."""

from __future__ import annotations

from typing import Any

from bench.peers.editly_peer import reason
from bench.report import markdown


def cost(wall: float) -> dict[str, float]:
    return {"wall": wall, "cpu": 2 * wall, "memory": int(wall) * 2**20, "others": 0.12}


def film(size: int) -> dict[str, float]:
    return {"bytes": size, "frames": 18090, "video": 603.0, "audio": 603.02, "vmaf": 96.4}


def results(**own: Any) -> dict[str, Any]:
    return {
        "film": {"scenes": 60, "seconds": 10, "short_side": 1080, "cores": 2},
        "machine": {"processor": "A CPU", "cores": 2, "memory": 2**34, "system": "Linux"},
        "versions": {"Reelmake": "0.1.0", "MoviePy": "1.0.3"},
        "runs": {
            "reelmake": {"full": cost(50.0), "film": film(80_000_000), "edit": cost(10.0)},
            "moviepy": {"full": cost(1000.0), "film": film(100_000_000)},
        },
        **own,
    }


def row(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| {name} "))


def test_each_cell_is_times_reelmakes_with_the_value_beside_it() -> None:
    text = markdown(results())
    assert "**1.00×** (50.0 s) | **1.00×** (10.0 s)" in row(text, "Reelmake")
    assert "**20×** (1000 s)" in row(text, "MoviePy")
    assert "**1.25×** (100.0 MB)" in row(text, "MoviePy")


def test_a_system_without_parts_pays_the_whole_film_for_an_edit() -> None:
    text = markdown(results())
    assert "**100×** (1000 s)" in row(text, "MoviePy")
    assert "MoviePy has no parts to keep" in text


def test_a_stopped_bench_reports_what_it_has() -> None:
    half = results()
    half["runs"] = {"moviepy": half["runs"]["moviepy"], "ffmpeg": {"full": cost(3.0)}}
    text = markdown(half)
    assert "– (1000 s)" in row(text, "MoviePy")
    assert "plain ffmpeg" not in text


def test_who_was_given_up_on_costs_more_than_is_known() -> None:
    slow = results()
    for name in ("moviepy", "ffmpeg"):
        slow["runs"][name] = {"full": {**cost(1500.0), "whole": False}}
    text = markdown(slow)
    assert "**> 30×** (> 1500 s) | **> 150×** (> 1500 s)" in row(text, "MoviePy")
    assert "**> 30×** (> 1500 s) |  | " in row(text, "plain ffmpeg")  # it would keep its clips
    assert "MoviePy was given up on after 25 min" in text


def test_how_busy_the_machine_was_is_told() -> None:
    assert "Other programs used at most 12% of the machine" in markdown(results())


def test_the_command_makes_the_film_that_is_described() -> None:
    film = results()["film"]
    assert '`make bench ARGS="--scenes 20"` repeats it' in markdown(
        results(film={**film, "scenes": 20})
    )
    assert "`make bench` repeats it" in markdown(results(film={**film, "scenes": 60}))


def test_longer_films_stand_in_their_order() -> None:
    longer = {"full": cost(9.0), "edit": cost(4.0), "frames": 1, "seconds": 600.0, "bytes": 10**6}
    text = markdown(results(scaling={"180": longer, "60": longer}))
    assert text.index("| 60 | 10.0 min |") < text.index("| 180 | 10.0 min |")


def test_what_is_left_out_is_told_with_its_reason_and_without_a_place() -> None:
    said = (
        "npm error Package 'pixman-1' not found\n"
        "npm error cannot open /home/someone/canvas\n"
        "npm error not ok\n"
    )
    assert reason(said) == "npm could not install it (Package 'pixman-1' not found)"
    text = markdown(results(absent={"editly": reason(said)}))
    assert "editly is not in the table: npm could not install it (Package 'pixman-1'" in text
