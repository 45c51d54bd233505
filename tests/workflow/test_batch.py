"""Several episodes at once: projects, mistakes that stop only their own episode, choices."""

from __future__ import annotations

from workflow.channel import TINY, Channel, episode

FINAL = "S01E01/es/final.mp4"


def test_a_broken_script_stops_only_its_own_episode(empty: Channel) -> None:
    empty.write(episode(1))
    broken = episode(1)
    broken["scenes"][0]["text"]["es"] = "   "
    empty.write(broken, "SAGA_01_Episode_02.json")
    (empty.scripts / "SAGA_01_Episode_03.json").write_text("{", encoding="utf-8")
    run = empty.build()
    assert run.status == 1
    assert (empty.results / FINAL).is_file()
    assert not (empty.results / "S01E02").exists() or not list(
        (empty.results / "S01E02").rglob("*.mp4")
    )
    summary = run.said.split("Reelmake:")[-1]
    assert "SAGA_01_Episode_02.json" in summary
    assert "scene 1" in summary
    assert "SAGA_01_Episode_03.json" in summary
    assert FINAL in summary
    assert empty.build(f"results/{FINAL}").status == 0


def test_a_line_that_cannot_be_spoken_fails_alone_and_is_named(empty: Channel) -> None:
    script = episode(2)
    script["scenes"][1]["voice"] = {"es": {"voice": "nobody"}}
    empty.write(script)
    run = empty.build()
    assert run.status == 1
    assert (empty.results / "S01E01/en/final.mp4").is_file()
    assert not (empty.results / FINAL).exists()
    summary = run.said.split("Reelmake:")[-1]
    assert "(voice)" in summary
    assert "S01E01/es scene 2" in summary
    assert "nobody" in summary
    assert "S01E01/en/final.mp4" in summary
    script["scenes"][1]["voice"] = {"es": {"voice": "es+m2"}}
    empty.write(script)
    again = empty.build()
    assert again.status == 0, again.said
    assert again.rules["speak_line"] == 1


def test_projects_build_apart_and_share_takes(empty: Channel) -> None:
    empty.write(episode(1))
    empty.write(episode(1), "garden/SAGA_01_Episode_01.json")
    run = empty.build()
    assert run.status == 0, run.said
    assert (empty.results / FINAL).is_file()
    assert (empty.results / "garden" / FINAL).is_file()
    assert run.rules["speak_line"] == 2
    assert run.rules["draw_image"] == 1
    assert run.rules["finish_video"] == 4


def test_tracks_can_be_chosen_on_the_command_line(channel: Channel) -> None:
    script = channel.read()
    script["scenes"][0]["text"] = {"es": "Nueva.", "en": "New."}
    channel.write(script)
    run = channel.dry_run("--config", "tracks=es")
    assert run.rules["speak_line"] == 1
    assert all("/en/" not in output for _, output in run.jobs)


def test_the_command_of_the_readme_works_as_typed(channel: Channel) -> None:
    run = channel.build("--cores", "8", "--resources", "gpu=1", f"results/{FINAL}")
    assert run.status == 0, run.said
    assert "Nothing to be done" in run.said
    run = channel.dry_run("--config", "music=0", f"results/{FINAL}")
    assert "config, music: the number 0 was found" in run.said


def test_the_draft_preset_builds_apart(channel: Channel) -> None:
    run = channel.dry_run("--config", "preset=draft")
    assert run.status == 0, run.said
    finals = {output for rule, output in run.jobs if rule == "finish_video"}
    assert finals == {"results/draft/S01E01/es/final.mp4", "results/draft/S01E01/en/final.mp4"}
    assert "speak_line" not in run.rules


def test_a_mistake_in_the_configuration_is_one_sentence(channel: Channel) -> None:
    channel.configure({**TINY, "videos": {"fps": 25}})
    run = channel.dry_run()
    assert run.status != 0
    assert "Traceback" not in run.said
    assert "videos" in run.said
    assert "video" in run.said.replace("videos", "")


def test_a_script_that_leaves_the_language_out_builds_the_others(empty: Channel) -> None:
    script = episode(1)
    del script["scenes"][0]["text"]["en"]
    del script["title"]["en"]
    empty.write(script)
    run = empty.dry_run()
    assert run.status == 0, run.said
    assert {output for rule, output in run.jobs if rule == "finish_video"} == {f"results/{FINAL}"}
    assert "no text in en" in run.said


def test_a_dry_run_ends_with_what_is_refused(empty: Channel) -> None:
    (empty.scripts / "SAGA_01_Episode_03.json").write_text("{", encoding="utf-8")
    run = empty.dry_run()
    end = "\n".join(run.said.strip().splitlines()[-4:])
    assert "SAGA_01_Episode_03.json is not JSON" in end, run.said


def test_a_results_folder_that_cannot_be_written_is_a_sentence(channel: Channel) -> None:
    (channel.folder / "file").touch()
    run = channel.dry_run("--config", "results=file")
    assert run.status != 0
    assert "file is a file where a folder is wanted: move it away" in run.said
    assert "Traceback" not in run.said


def test_an_unknown_track_or_episode_is_named(channel: Channel) -> None:
    run = channel.dry_run("results/S01E01/fr/final.mp4")
    assert "S01E01 has no track 'fr' in this build; it has es, en" in run.said
    run = channel.dry_run("results/S01E09/es/final.mp4")
    assert "is the episode S01E09; there are S01E01" in run.said


def test_a_film_brings_its_links_along(empty: Channel) -> None:
    empty.write(episode(1))
    run = empty.build(f"results/{FINAL}")
    assert run.status == 0, run.said
    folder = empty.results / "S01E01"
    for name in ("es/raw/001.wav", "es/padded/001.wav", "es/clips/001.mp4", "common/img_001.png"):
        assert (folder / name).is_symlink()
        assert (folder / name).resolve().is_file()
