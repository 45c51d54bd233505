"""What a run shows: bars on a terminal, lines in a log, Snakemake's own words when wished."""

from __future__ import annotations

from pathlib import Path

import pytest

from screen import frames, run_on_terminal
from workflow.channel import TINY, Channel, environment

SENTENCE = "S01E01/es scene 2 (voice): espeak has no voice 'nobody'"
LOG = "  its log: results/logs/speech/espeak/escena-dos-"


@pytest.fixture(scope="module")
def failing(built: Channel, tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a built channel where one new voice can be made and one cannot."""
    channel = built.copy(tmp_path_factory.mktemp("failing") / "channel")
    channel.configure({**TINY, "progress": "auto"})
    script = channel.read()
    script["scenes"][1]["voice"] = {"es": {"voice": "nobody"}}
    script["scenes"][1]["text"]["en"] = "Another scene."
    channel.write(script)
    return channel


def test_a_log_gets_a_line_per_job_and_the_failure_s_sentence_first(failing: Channel) -> None:
    run = failing.build()
    assert run.status == 1
    said = run.said.splitlines()
    end = next(index for index, line in enumerate(said) if line.startswith("Reelmake: "))
    done = [line for line in said[:end] if line.startswith("[")]
    total = {line[1:-1].split("]")[0].split("/")[1] for line in done}
    assert len(total) == 1 and len(done) < int(total.pop())
    assert any("] voice  S01E01/en scene 2  " in line for line in done), run.said
    assert any("] film  S01E01/en  " in line for line in done), run.said
    failed = [index for index, line in enumerate(said) if line.strip().startswith(SENTENCE)]
    # As it happens, and summed up.
    assert len(failed) == 2 and failed[0] < end < failed[1], run.said
    assert said[failed[0] + 1].startswith(LOG)
    for noise in ("rule speak_line", "CalledProcessError", "error: ", "Building DAG"):
        assert noise not in run.said
    log = next(line for line in said if line.startswith("log: ")).removeprefix("log: ")
    kept = (failing.folder / log).read_text(encoding="utf-8")
    for line in [*done, *said[failed[0] : failed[0] + 2], "Reelmake: ", "failed:"]:
        assert f"  {line}" in kept
    complete = next(line for line in said if line.startswith("Complete log(s): "))
    assert "rule speak_line:" in Path(complete.split(": ")[1]).read_text(encoding="utf-8")


def test_a_terminal_shows_bars_and_the_sentence_above_them(failing: Channel) -> None:
    # The other voice was made by now, or is made here: one voice fails again either way.
    command = failing.command("--forcerun", "join_clips")
    status, wrote = run_on_terminal(command, failing.folder, environment())
    assert status == 1, wrote
    shown = frames(wrote)
    bars = [frame for frame in shown if any(line.startswith("  voices ") for line in frame)]
    assert bars, wrote
    last = bars[-1]
    sentence = next(index for index, line in enumerate(last) if line.startswith(SENTENCE))
    assert last[sentence + 1].startswith(LOG)
    voices = next(index for index, line in enumerate(last) if line.startswith("  voices "))
    assert sentence < voices and "1 failed" in last[voices] and "─" in last[voices]
    assert " jobs, " in last[-1] and all(len(line) < 100 for line in last[voices:])
    end = "\n".join(shown[-1])
    assert "  voices " not in end and "CalledProcessError" not in end
    assert end.index(SENTENCE) < end.index("Reelmake: ") < end.rindex(SENTENCE)


def test_snakemake_s_own_words_come_when_asked_for(failing: Channel) -> None:
    run = failing.build("--quiet", "progress", "--config", "tracks=[en]")
    assert "Nothing to be done" in run.said
    dry = failing.dry_run()
    assert "rule speak_line:" in dry.said and "speak_line" in dry.rules
