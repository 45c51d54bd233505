"""Finished files checked against what was written beside them; takes that nobody wants."""

from __future__ import annotations

import hashlib
import json
import os
import wave
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from build.digests import Digests
from build.episodes import read_episodes
from build.errors import UserError
from build.files import readable, write_text
from build.planner import make_plan
from build.seals import publish_sealed, seal_of, sealed, write_sealed
from build.settings import load_settings, merge
from build.sidecars import is_altered, with_checksum
from build.takes import digest
from engines.makers import write_sidecar
from upkeep.aside import doomed, mend, put_aside
from upkeep.checks import Problem, check
from upkeep.inventory import describe, takes_in
from upkeep.items import Item, items, made_from
from upkeep.prune import pruning_told, remove, seconds_of, survey
from upkeep.verify import find_broken, sentences
from upkeep.wanted import shown_takes, wanted_takes
from workflow.channel import HOME, TINY, Channel, episode

LOG = Path(os.devnull)


def picture(results: Path, engine: str = "storyboard", **known: object) -> Item:
    """Make a picture's take and return its item."""
    spec = {"width": 16, "height": 9, "prompt": engine}
    name = f"images/{engine}/sea-{digest(spec)}"
    files = (f"{results}/takes/{name}.png", f"{results}/takes/{name}.json")
    Path(files[0]).parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (16, 9), "teal").save(files[0])
    write_sidecar(Path(files[1]), Path(files[0]), spec, 0.5, **known)
    where = ("S01E01 scene 1",)
    return Item(name, "images", files, where=where, paid=engine == "together", spec=spec)


def voice(results: Path, spec: dict[str, object]) -> Item:
    """Make a voice's take and return its item."""
    name = f"speech/espeak/hola-{digest(spec)}"
    files = (f"{results}/takes/{name}.wav", f"{results}/takes/{name}.json")
    Path(files[0]).parent.mkdir(parents=True, exist_ok=True)
    with wave.open(files[0], "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 800))
    write_sidecar(Path(files[1]), Path(files[0]), spec, 0.1, samples=800, rate=8000, words=[])
    return Item(name, "speech", files, spec=spec)


def flip(path: str, at: int) -> None:
    """Change one bit of a file, at any place."""
    content = bytearray(Path(path).read_bytes())
    content[at // 8 % len(content)] ^= 1 << at % 8
    Path(path).write_bytes(content)


@pytest.mark.parametrize("make", [picture, lambda root: voice(root, {"text": "hola"})])
@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 1 << 20), which=st.integers(0, 1))
def test_any_flipped_bit_of_a_take_is_found_where_it_is(tmp_path_factory, make, at, which):
    item = make(tmp_path_factory.mktemp("takes"))
    assert check(item, LOG) == []
    flip(item.files[which], at)
    problems = check(item, LOG)
    assert [(problem.file, problem.beside) for problem in problems] == [
        (item.files[which], which == 1)
    ]


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_a_sealed_text_is_as_written_until_it_is_not(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("film") / "subtitles.srt"
    write_sealed(path, text)
    assert sealed(path) == hashlib.sha256(text.encode()).hexdigest()
    item = Item(str(path), "join", (str(path),))
    assert check(item, LOG) == []
    path.write_text(f"{text} ", encoding="utf-8")
    assert [problem.what for problem in check(item, LOG)] == ["has changed since it was written"]
    seal_of(path).write_text("nonsense", encoding="utf-8")
    assert sealed(path) is None
    assert check(item, LOG) == []


def test_a_build_that_fails_leaves_file_and_checksum_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "final.mp4"
    write_sealed(path, "one")
    with pytest.raises(ValueError, match="full"), publish_sealed(path) as temporary:
        temporary.write_text("tw", encoding="utf-8")
        raise ValueError("full")
    assert path.read_text(encoding="utf-8") == "one"
    assert check(Item("final", "join", (str(path),)), LOG) == []


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.floats(allow_nan=False))))
def test_a_sidecar_knows_itself_after_a_round_trip(document):
    document.pop("checksum", None)
    again = json.loads(json.dumps(with_checksum(document)))
    assert not is_altered(again)
    assert is_altered({**again, "more": 1})
    assert not is_altered(document)


def test_what_lacks_a_part_is_broken_and_what_is_not_made_is_not(tmp_path: Path) -> None:
    item = picture(tmp_path)
    Path(item.files[0]).unlink()
    assert check(item, LOG) == [Problem(item.files[0], "is missing")]
    Path(item.files[1]).unlink()
    assert check(item, LOG) == []


def test_a_cut_off_picture_and_voice_say_so(tmp_path: Path) -> None:
    shown, spoken = picture(tmp_path), voice(tmp_path, {"text": "hola"})
    for item in (shown, spoken):
        os.truncate(item.files[0], Path(item.files[0]).stat().st_size * 2 // 3)
    said: list[str] = []
    broken = find_broken([shown, spoken], 2, LOG, said.append)
    lines = list(sentences(broken, [shown, spoken]))
    assert lines[0].startswith(f"{shown.files[0]} (S01E01 scene 1) cannot be read to its end (")
    assert lines[1] == f"{spoken.files[0]} is cut off; it is made again"
    assert said[-1].startswith("verify: 2 takes and joins, ")


def test_what_a_disk_cannot_read_is_named_and_the_rest_is_looked_through(tmp_path: Path) -> None:
    shown, spoken = picture(tmp_path), voice(tmp_path, {"text": "hola"})
    film, heard = tmp_path / "final.mp4", tmp_path / "heard.json"
    write_sealed(film, "film")
    joined = Item(str(film), "join", (str(film),))
    for path in (Path(shown.files[0]), film):  # a failing disk's answer: EIO
        path.unlink()
        path.symlink_to("/proc/self/mem")
    Path(spoken.files[0]).unlink()
    Path(spoken.files[0]).mkdir()
    write_text(heard, readable({"spec": {"voice": spoken.name}}))
    ear = Item("heard", "heard", (str(heard),), made_from=(spoken.name,))
    every = [shown, spoken, joined, ear, picture(tmp_path, "own")]
    broken = find_broken(every, 2, LOG, lambda line: None)
    assert {name: [one.file for one in found] for name, found in broken.items()} == {
        item.name: [item.files[0]] for item in (shown, spoken, joined)
    }
    lines = [line for line in sentences(broken, every) if "cannot be read (" in line]
    assert len(lines) == 3, list(sentences(broken, every))
    assert "Input/output error" in lines[0]
    _, away = doomed(broken, every)
    place, count = put_aside(away, tmp_path, datetime(2026, 1, 2))
    assert count == 4  # a folder in a file's place goes too; a link is nobody's file
    assert (place / Path(spoken.files[0]).relative_to(tmp_path)).is_dir()


def test_all_that_was_made_from_a_broken_take_goes_with_it_and_nothing_else(tmp_path: Path) -> None:
    def made(name: str, *sources: str) -> Item:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        write_sealed(path, name)
        return Item(name, "join", (str(path),), sources)

    every = [made("a"), made("b"), made("ab", "a", "b"), made("bb", "b"), made("film", "ab")]
    assert made_from(["a"], every) == {"a", "ab", "film"}
    mended, away = doomed({"a": [Problem("a", "is missing")]}, every)
    assert (mended, [item.name for item in away]) == ([], ["a", "ab", "film"])
    (tmp_path / "link").symlink_to("b")
    place, count = put_aside(
        [*away, Item("link", "join", (str(tmp_path / "link"),))], tmp_path, datetime(2026, 1, 2)
    )
    assert count == 3
    assert (place / "film").read_text(encoding="utf-8") == "film"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["b", "bb", "link"]


@pytest.mark.parametrize(
    ("engine", "known", "kept"),
    [("together", {}, True), ("storyboard", {"imported": {"from": "old"}}, True)]
    + [("storyboard", {}, False)],
)
def test_a_paid_or_imported_take_outlives_its_sidecar(tmp_path: Path, engine, known, kept) -> None:
    item = picture(tmp_path, engine, **known)
    before = Path(item.files[0]).read_bytes()
    Path(item.files[1]).write_text('{"imported" broken' * bool(known), encoding="utf-8")
    os.utime(item.files[1], (5, 5))
    broken = {item.name: check(item, LOG)}
    mended, away = doomed(broken, [item])
    assert (len(mended), len(away)) == (kept, not kept)
    for one in mended:
        mend(one)
        assert check(one, LOG) == []
        assert Path(one.files[1]).stat().st_mtime == 5
        assert Path(one.files[0]).read_bytes() == before


def test_a_paid_take_that_is_broken_itself_is_not_called_whole(tmp_path: Path) -> None:
    item = picture(tmp_path, "together")
    flip(item.files[0], 400)
    flip(item.files[1], 400)
    mended, away = doomed({item.name: check(item, LOG)}, [item])
    assert (mended, away) == ([], [item])


def test_prune_lists_what_nobody_wants_the_newest_use_last(tmp_path: Path) -> None:
    now = 100 * 86400.0
    shown = picture(tmp_path)
    spoken = voice(tmp_path, {"text": "hola"})
    cut = voice(tmp_path, {"text": "a clip of it", "voice": spoken.name})
    wanted = voice(tmp_path, {"text": "wanted"})
    paid = picture(tmp_path, "together", made_by={"usd": 0.04})
    ages = {shown: 50, spoken: 90, cut: 10, wanted: 90, paid: 20}
    for item, days in ages.items():
        for file in item.files:
            os.utime(file, (0, now - days * 86400))
    own = tmp_path / "takes/images/storyboard/my notes.png"
    own.write_bytes(b"mine")
    (tmp_path / "takes/speech/espeak/.tmp-1-2-x.wav").write_bytes(b"half")

    def found(delete: bool | str = False, older: str | None = None):
        return survey(tmp_path, {wanted.name}, {}, delete, older, now)

    listed = [one.name for one in found().listed if one.name in {item.name for item in ages}]
    assert listed == [shown.name, paid.name, cut.name, spoken.name] or listed == [
        shown.name,
        paid.name,
        *sorted([cut.name, spoken.name]),
    ]
    assert found().going == []
    assert {one.name for one in found(True).listed} - {one.name for one in found(True).going} == {
        paid.name
    }
    assert {one.name for one in found(True, "30d").going} == {shown.name}
    assert len(found("all").going) == len(found().listed) == 5
    said = pruning_told(found(True), tmp_path, now, "the.log")
    assert "1 that were paid for (0.04 USD)" in said
    assert "nothing is deleted" in pruning_told(found(), tmp_path, now, "the.log")
    remove([file for one in found(True).going for file in one.files], tmp_path)
    assert own.exists()
    assert takes_in(tmp_path / "takes").keys() == {wanted.name, paid.name}
    assert not list(tmp_path.rglob(".tmp-*"))


def test_ages() -> None:
    assert [seconds_of(age) for age in (None, "12h", "30d", "8w")] == [0, 43200, 2592000, 4838400]


def test_a_take_without_a_readable_sidecar_is_listed_too(tmp_path: Path) -> None:
    item = picture(tmp_path)
    Path(item.files[1]).write_text("[", encoding="utf-8")
    assert [one.name for one in describe(takes_in(tmp_path / "takes"))] == [item.name]


def test_every_preset_language_and_engine_counts_and_a_broken_script_counts_as_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    channel = Channel(tmp_path)
    script = episode(1)
    script["scenes"][0]["text"]["ca"] = "U."
    channel.write({**script, "title": {**script["title"], "ca": "Petita"}})
    monkeypatch.chdir(tmp_path)
    config = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    own = {**TINY, "tracks": ["es"], "episode": "S09E09", "preset": "draft"}
    own["video"] = {**TINY["video"], "encoder": ["libx264", "h264_nvenc"]}
    merged = merge(config, own)
    stems = wanted_takes(merged, own, HOME, Digests(tmp_path / "none.json"))
    engines = {tuple(stem.split("/")[:2]) for stem in stems}
    assert {("speech", name) for name in ("espeak", "google", "kokoro", "melo")} <= engines
    assert {("clips", "libx264"), ("clips", "h264_nvenc")} <= engines
    channel.write({"title": 5}, "SAGA_01_Episode_02.json")
    with pytest.raises(UserError, match=r"not known.*Episode_02"):
        wanted_takes(merged, own, HOME, Digests(tmp_path / "none.json"))


def test_what_is_checked_is_narrowed_as_a_build_is_but_for_what_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    channel = Channel(tmp_path)
    channel.write(episode(2))
    channel.write(episode(1), "SAGA_01_Episode_02.json")
    monkeypatch.chdir(tmp_path)
    config = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    settings = load_settings(config, {**TINY, "episode": "S01E02"}, HOME)
    scripts, _ = read_episodes(settings.scripts)
    every = items(make_plan(settings, scripts, [], Digests(tmp_path / "none.json")))
    assert [Item.read(json.loads(json.dumps(asdict(item)))) for item in every] == every
    wanted = [item for item in every if item.wanted]
    assert {item.where[0] for item in wanted if item.kind == "join"} == {"S01E02/es", "S01E02/en"}
    shared = next(item for item in wanted if "S01E02/es scene 1" in item.where)
    assert shared.where == ("S01E01/es scene 1", "S01E02/es scene 1")
    films = {name for name in made_from([shared.name], every) if name.endswith("final.mp4")}
    assert films == {"results/S01E01/es/final.mp4", "results/S01E02/es/final.mp4"}


def test_a_film_without_a_script_keeps_its_takes(tmp_path: Path) -> None:
    item = picture(tmp_path)
    table = tmp_path / "draft/garden/S01E07/common/takes.tsv"
    table.parent.mkdir(parents=True)
    table.write_text(f"link\ttake\nimg_001.png\t{item.name}\n", encoding="utf-8")
    shown = shown_takes(tmp_path)
    assert shown == {"draft/garden/S01E07/common": {item.name}}
    found = survey(tmp_path, set(), shown, "all", None, 1e12)
    assert (found.listed, found.kept_for) == ([], {"draft/garden/S01E07/common": 1})
    assert "draft/garden/S01E07/common" in pruning_told(found, tmp_path, 1e12, "the.log")
