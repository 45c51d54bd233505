"""`snakemake new` for real: a text becomes a script that builds, and no script is touched."""

from __future__ import annotations

from workflow.channel import Channel

NEW = ("new", "--config", "new_from=water.txt", "new_episode=garden/S01E01")


def test_a_text_becomes_a_script_that_builds(empty: Channel) -> None:
    (empty.folder / "water.txt").write_text("El agua\n\nUno.\n\nDos.\n", encoding="utf-8")
    run = empty.build(*NEW)
    assert (run.status, run.rules) == (0, {"begin_script": 1}), run.said
    script = "scripts_json/garden/SAGA_01_Episode_01.json"
    assert f"{script} has 2 scenes in es, and builds as it stands" in run.said
    begun = (empty.folder / script).read_bytes()

    again = empty.build(*NEW)
    assert (again.status, again.rules) == (1, {})
    assert f"is {script} already, which was not touched; give new_episode another" in again.said
    assert "like garden/S01E02" in again.said
    assert (empty.folder / script).read_bytes() == begun

    planned = empty.dry_run("results/garden/S01E01/es/final.mp4")
    assert planned.status == 0, planned.said
    assert planned.rules["speak_line"] == planned.rules["draw_image"] == 2
    assert "garden/S01E01 has no text in en: no track en" in planned.said
