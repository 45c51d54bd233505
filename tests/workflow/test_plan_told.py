"""The plan at the end of a dry run: its rows, and the reason for each.

That its counts are those of the run is shown for every edit in test_edits.py.
"""

from __future__ import annotations

from workflow.channel import Channel, episode
from workflow.test_edits import music_volume, one_text

FILMS = ("S01E01/en", "S01E01/es")


def test_a_quiet_dry_run_is_the_plan_and_tells_why_until_it_is_built(channel: Channel) -> None:
    one_text(channel)
    music_volume(channel)
    for _ in range(2):  # the first one writes the edit lists, and what they held is still known
        run = channel.dry_run("--quiet")
        assert run.status == 0 and not run.jobs
        assert "SNAKEMAKE" not in run.said
        plan = run.said[run.said.index("Plan:") :].splitlines()
        told = [line.strip() for line in plan]
        assert told[0].startswith(
            "Plan: 1 voice, 1 clip, 1 join, 2 mixes, 1 set of subtitles, 2 films; about "
        )
        at = {name: next(n for n, s in enumerate(told) if s.startswith(name)) for name in FILMS}
        english, spanish = at["S01E01/en"], at["S01E01/es"]
        assert told[english].endswith("1 mix, 1 film")
        assert told[english + 1] == "music volume 0.08 → 0.2"
        assert told[spanish + 1 : spanish + 3] == [
            "scene 2: “Escena dos.” → “Otra frase.”",
            "music volume 0.08 → 0.2",
        ]


def test_pages_and_refusals_are_told_as_what_they_are(empty: Channel) -> None:
    empty.write(episode(1))
    empty.write(episode(0), "SAGA_01_Episode_02.json")
    run = empty.dry_run("--quiet", "review", "--config", "review_only=true")
    told = [line.strip() for line in run.said[run.said.index("Plan:") :].splitlines()]
    assert told[0].startswith("Plan: 1 refused script, 1 review page, 1 review index; ")
    rows = {line.split()[0]: line for line in told if line.startswith(("S01", "all films"))}
    assert rows["S01E01"].endswith(" 1 review page")
    assert rows["S01E02"].endswith(" 1 refused script")
    assert rows["all"].endswith(" 1 review index")
    assert "first build" not in run.said and "links only" not in run.said
