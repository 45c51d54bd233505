"""What an edit rebuilds, and nothing else: the table of the contract, row by row.

Every row is planned with Snakemake's records and with them lost, which must plan the same. The run
must then do exactly what the dry run said, its plan as well, and a second dry run must find nothing
left.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build.made import counted
from ear import fetched
from workflow.channel import HOME, TINY, Channel, scene

JOINS = {"join_clips": 1, "mix_sound": 1, "finish_video": 1, "link_track": 1}
SUBTITLES = {"write_subtitles": 1}


def tracks(count: int, rules: dict[str, int]) -> dict[str, int]:
    """Return `rules` for as many tracks."""
    return {rule: number * count for rule, number in rules.items()}


def nothing(channel: Channel) -> None:
    """Change nothing."""


def touch(channel: Channel) -> None:
    """Touch the script."""
    os.utime(channel.scripts / "SAGA_01_Episode_01.json")


def reformat(channel: Channel) -> None:
    """Write the script with other spaces and its keys in another order."""
    script = channel.read()
    path = channel.scripts / "SAGA_01_Episode_01.json"
    path.write_text(json.dumps(script, sort_keys=True, indent=7), encoding="utf-8")


def one_text(channel: Channel) -> None:
    """Say scene 2 otherwise in Spanish."""
    script = channel.read()
    script["scenes"][1]["text"]["es"] = "Otra frase."
    channel.write(script)


def one_prompt(channel: Channel) -> None:
    """Describe another picture for scene 2."""
    script = channel.read()
    script["scenes"][1]["image_prompt"] = "a mountain in snow"
    channel.write(script)


def insert_scene(channel: Channel) -> None:
    """Put a new scene between the second and the third."""
    script = channel.read()
    script["scenes"].insert(2, scene(7))
    channel.write(script)


def swap_scenes(channel: Channel) -> None:
    """Swap the first two scenes."""
    script = channel.read()
    script["scenes"][0], script["scenes"][1] = script["scenes"][1], script["scenes"][0]
    channel.write(script)


def take_back(channel: Channel) -> None:
    """Change a text and a prompt, build, and take both back."""
    before = channel.read()
    one_text(channel)
    one_prompt(channel)
    run = channel.build()
    assert run.status == 0, run.said
    channel.write(before)


def seo(channel: Channel) -> None:
    """Change what search engines and web pages read."""
    script = channel.read()
    script["seo"] = {"es": {"title": "Otro título", "tags": ["mar"]}}
    script["web"] = {"es": {"body": "# Otro"}}
    channel.write(script)


def music_volume(channel: Channel) -> None:
    """Turn the music up."""
    channel.configure({**TINY, "sound": {"music_volume": 0.2}})


def track_voice(channel: Channel) -> None:
    """Give the Spanish track another voice."""
    spanish = {**TINY["languages"]["es"], "voices": {"espeak": "es+f2"}}
    channel.configure({**TINY, "languages": {**TINY["languages"], "es": spanish}})


def new_word(channel: Channel) -> None:
    """Say in the lexicon how a word of scene 2 is spoken in Spanish."""
    lexicon = channel.scripts / "lexicon.es.yaml"
    lexicon.write_text("dos: el número dos\nnueve: nuef\n", encoding="utf-8")


def all_that_is_on_by_default(channel: Channel) -> None:
    """Say scene 2 otherwise, with the ear, thumbnails and review page, which TINY leaves out."""
    one_text(channel)
    ear = {"engine": ["whisper"], "listen": True}
    default = {"ear": ear, "thumbnails": {"draw": True}, "review": {"page": True}}
    channel.configure({**TINY, **default, "tracks": ["es"], "models": str(fetched("whisper"))})


def new_release(channel: Channel) -> None:
    """Touch every rule and script, as a checkout or a new release does."""
    now = time.time()
    for path in [HOME / "Snakefile", *HOME.glob("rules/*.smk"), *HOME.glob("scripts/**/*.py")]:
        os.utime(path, (now, now))


def comment(channel: Channel) -> None:
    """Write a comment into the script."""
    script = channel.read()
    script["_comment"] = "ask Ana about scene 2"
    channel.write(script)


def same_line_again(channel: Channel) -> None:
    """Show and say in a second episode what the first one shows and says."""
    script = channel.read()
    channel.write({**script, "music": None}, "SAGA_01_Episode_02.json")


TABLE: list[tuple[Callable[[Channel], None], dict[str, int]]] = [
    (nothing, {}),
    (touch, {}),
    (reformat, {}),
    (one_text, {"speak_line": 1, "cut_clip": 1, **JOINS, **SUBTITLES}),
    (
        one_prompt,
        {"draw_image": 1, "cut_clip": 2, **tracks(2, JOINS), "link_pictures": 1},
    ),
    (
        insert_scene,
        {
            "draw_image": 1,
            "speak_line": 2,
            "cut_clip": 2,
            **tracks(2, JOINS | SUBTITLES),
            "link_pictures": 1,
        },
    ),
    (swap_scenes, {**tracks(2, JOINS | SUBTITLES), "link_pictures": 1}),
    (take_back, {**tracks(2, JOINS), "write_subtitles": 1, "link_pictures": 1}),
    (seo, {}),
    (music_volume, {"mix_sound": 2, "finish_video": 2}),
    (track_voice, {"speak_line": 3, "cut_clip": 3, **JOINS, **SUBTITLES}),
    (new_word, {"speak_line": 1, "cut_clip": 1, **JOINS, **SUBTITLES}),
    (
        all_that_is_on_by_default,
        {"speak_line": 1, "listen_take": 3, "cut_clip": 1, **JOINS, **SUBTITLES}
        | {"draw_image": 1, "draw_thumbnails": 1, "write_review": 1, "write_review_index": 1},
    ),
    (new_release, {}),
    (comment, {}),
    (same_line_again, {**tracks(2, JOINS | SUBTITLES), "link_pictures": 1}),
]


@pytest.mark.parametrize(
    ("edit", "expected"), TABLE, ids=lambda value: getattr(value, "__name__", "")
)
def test_edit_rebuilds_exactly(
    channel: Channel, edit: Callable[[Channel], None], expected: dict[str, int]
) -> None:
    edit(channel)
    said = channel.dry_run()
    assert said.status == 0, said.said
    assert said.rules == expected, said.said
    with without_records(channel):  # builds of what lost more are in tests/faults
        assert channel.dry_run().jobs == said.jobs
    if expected:
        done = channel.build()
        assert done.status == 0, done.said
        assert said.jobs == done.jobs
        for run in (said, done):
            assert f"Plan: {counted(done.rules)}; about " in run.said
        (told,) = re.findall(r"^Plan: .*; (about .*)$", done.said, re.MULTILINE)
        assert f" jobs planned {told}, took " in done.said
        assert channel.dry_run().jobs == frozenset()
    else:
        assert "Plan:" not in said.said


@contextmanager
def without_records(channel: Channel) -> Iterator[None]:
    """Put Snakemake's records away meanwhile."""
    records = channel.folder / ".snakemake"
    kept = records.rename(records.with_name("kept"))
    yield
    channel.forget()
    kept.rename(records)


def test_edit_of_one_line_makes_that_line_and_no_other(channel: Channel) -> None:
    # What lies beside our own files is nobody's business.
    others = [channel.results / f"S01E01/es/subtitles/{name}.srt" for name in ("001.de", "999")]
    for other in others:
        other.write_text("1", encoding="utf-8")
    before = stamps(channel)
    one_text(channel)
    assert channel.build().status == 0
    after = stamps(channel)
    assert {path: after[path] for path in before} == before
    assert all(other.exists() for other in others)
    added = sorted(Path(path).name.split("-")[0] for path in after.keys() - before.keys())
    assert added == ["otra"] * 5  # voice and its sidecar; clip, padded voice and its sidecar


def test_any_single_file_can_be_asked_for(channel: Channel) -> None:
    one_text(channel)
    run = channel.build("results/S01E01/es/raw/002.wav")
    assert run.status == 0, run.said
    assert run.rules == {"speak_line": 1, "link_raw_voice": 1}
    link = channel.results / "S01E01/es/raw/002.wav"
    assert link.is_symlink()
    assert link.resolve().name.startswith("otra-frase-")
    run = channel.build("results/S01E01/es/subtitles/002.srt")
    assert run.status == 0, run.said
    assert "Otra frase." in (channel.results / "S01E01/es/subtitles/002.srt").read_text()


def test_results_can_be_moved(channel: Channel, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    channel.results.rename(moved)
    assert (moved / "S01E01/es/clips/001.mp4").resolve().is_file()
    assert (moved / "S01E01/common/img_001.png").resolve().is_file()


def test_a_link_to_another_take_is_out_of_date_without_records(channel: Channel) -> None:
    swap_scenes(channel)
    channel.forget()
    run = channel.build("results/S01E01/common/img_001.png")
    assert run.status == 0, run.said
    picture = channel.results / "S01E01/common/img_001.png"
    assert "two" in picture.resolve().name


def test_clean_speaks_and_cuts_again_and_keeps_pictures_and_music(channel: Channel) -> None:
    run = channel.dry_run("--forcerun", "speak_line", "cut_clip")
    assert run.rules == {
        "speak_line": 6,
        "cut_clip": 6,
        **tracks(2, JOINS | SUBTITLES),
    }


def stamps(channel: Channel) -> dict[str, int]:
    """Return the modification time of every take."""
    folder = channel.results / "takes"
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_git_sees_no_result() -> None:
    said = subprocess.run(
        ["git", "-C", HOME, "check-ignore", "results/x", "models/x", ".venv/x"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(said.stdout.splitlines()) == 3


def test_lines_that_are_spoken_need_no_model(channel: Channel) -> None:
    """Without the models folder, one new line fetches the model and speaks that line alone."""
    spoken = {**TINY["languages"]["es"], "speech": ["kokoro"], "voices": {"kokoro": "em_alex"}}
    languages = {**TINY["languages"], "es": spoken}
    channel.configure({**TINY, "languages": languages, "models": "none"})
    said = channel.dry_run()
    assert (said.rules["fetch_model"], said.rules["speak_line"]) == (2, 3)
    voices = [job[1] for job in said.jobs if job[0] == "speak_line"]
    for voice in voices[1:]:
        for suffix in (".wav", ".json"):
            path = channel.folder / Path(voice).with_suffix(suffix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    said = channel.dry_run()
    assert (said.rules["fetch_model"], said.rules["speak_line"]) == (2, 1)
