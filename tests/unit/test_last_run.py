"""The report of the morning: what a person reads of a run that ended, failed or was killed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from build.files import readable, write_text
from build.last_run import builds, ended, halfway, spent
from build.summary import Failure, Record

BEGAN, NOW = datetime(2026, 11, 20, 22, 4), datetime(2026, 11, 21, 3, 12)


def record() -> Record:
    """Return the record of a run that spoke one line and is at another."""
    made = Record()
    for job in (1, 2):
        made.started(job, "speak_line", [f"results/takes/speech/google/{job}.wav"], 0.0)
    made.finished(1, 1.0)
    return made


def test_a_run_that_was_killed_says_how_far_it_got_and_what_to_do() -> None:
    said = "\n".join(halfway(record(), ["  1 voice"], BEGAN, NOW))
    assert "begun 2026-11-20 22:04:00, at work at 2026-11-21 03:12:00 as process " in said
    assert "it was killed; then run the same command again" in said
    assert said.endswith("in hand then:\n  speak_line results/takes/speech/google/2.wav")


def test_a_run_that_ended_says_whether_there_is_something_to_do() -> None:
    assert ended(record(), ["Reelmake: 1 jobs"], BEGAN, NOW)[1:] == [
        "What to do: nothing, it ended well.",
        "Reelmake: 1 jobs",
    ]
    failed = ended(record(), ["failed:", "  no line"], BEGAN, NOW)
    assert failed[1].startswith("What to do: put right what failed, and run the same command again")


def test_what_services_cost_is_added_up(tmp_path: Path) -> None:
    prices = {"a": {"usd": 0.02}, "b": {"usd": 0.03}, "c": {}, "d.whisper-1": {}}
    made = []
    for name, about in prices.items():
        made.append(str(tmp_path / f"speech/google/{name}.json"))
        write_text(Path(made[-1]), readable({"made_by": about}))
    free = tmp_path / "speech/espeak/e.json"
    assert spent([*made, str(free), str(tmp_path / "final.mp4")]) == (0.05, 1)
    script = tmp_path / "scripts/gemini/water.json"
    sidecar, heard = script.with_suffix(".made.json"), tmp_path / "speech/google/a.whisper-1.json"
    write_text(sidecar, readable({"made_by": {"usd": 0.25}}))
    assert spent([str(script), str(sidecar), str(heard)]) == (0.25, 0)


def test_what_only_looks_leaves_the_report_of_the_last_build_alone() -> None:
    looked = Record()
    looked.started(1, "list_models", [], 0.0)
    looked.finished(1, 1.0)
    looked.failed(2, Failure("verify", "", "verify.log"))
    assert not builds(looked)
    assert builds(record())
