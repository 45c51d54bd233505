"""From scripts and settings to names: what enters a name, and what does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from PIL import Image

from build.digests import Digests
from build.edit_lists import edit_lists
from build.episodes import read_episodes
from build.errors import UserError
from build.plan import Plan
from build.planner import make_plan
from build.settings import Settings, load_settings, merge
from engines.adapter import Adapter
from engines.choice import Engines

HOME = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
SCRIPT: dict[str, Any] = {
    "title": {"es": "Título", "en": "Title", "ca": "Títol"},
    "music": {"prompt": "calm"},
    "scenes": [
        {"text": {"es": "Uno.", "en": "One.", "ca": "Un."}, "image_prompt": "sea"},
        {"text": {"es": "Dos.", "en": "Two.", "ca": "Dos."}, "image_prompt": "sky"},
    ],
}

SCENES = SCRIPT["scenes"]


def settings(**own: Any) -> Settings:
    # Snakemake hands over the merged configuration and, apart, the person's own keys.
    return load_settings(merge(CONFIG, own), own, HOME)


def plan(folder: Path, script: Mapping[str, Any] = SCRIPT, **own: Any) -> Plan:
    (folder / "SAGA_01_Episode_01.json").write_text(json.dumps(script), encoding="utf-8")
    episodes, refusals = read_episodes(folder)
    return make_plan(settings(**own), episodes, refusals, Digests(folder / ".digests.json"))


def changed(before: Plan, after: Plan) -> set[str]:
    """Return the kinds of takes that have other names."""
    return {stem.split("/")[0] for stem in before.takes.keys() ^ after.takes.keys()}


def scene(**own: Any) -> dict[str, Any]:
    return {**SCRIPT, "scenes": [{**SCRIPT["scenes"][0], **own}, SCRIPT["scenes"][1]]}


EDITS: list[tuple[dict[str, Any], set[str]]] = [
    ({**SCRIPT, "title": {"es": "A", "en": "B", "ca": "C"}}, set()),
    ({**SCRIPT, "seo": {"es": {"tags": ["mar"]}}}, set()),
    (scene(pause=2), {"clips"}),
    (scene(seed=7), {"images", "clips"}),
    (scene(take=2), {"images", "speech", "clips"}),
    (scene(take={"voice": 2}), {"speech", "clips"}),
    (scene(voice={"es": {"speed": 0.9}}), {"speech", "clips"}),
    ({**SCRIPT, "style": "watercolour"}, {"images", "clips"}),
    ({**SCRIPT, "music": {"prompt": "calm", "seconds": 60}}, {"music"}),
    (scene(motion="push"), {"clips"}),
    (scene(motion={"kind": "push", "amount": 0}), set()),
    (scene(motion={"amount": 0.2}), set()),
    (scene(transition="dip"), {"transitions"}),
    (scene(transition={"kind": "dip", "seconds": 0}), set()),
    (scene(captions="words"), {"clips"}),
    (scene(ambience="rain"), {"ambience"}),
    (scene(ambience={"kind": "rain", "volume": 0}), set()),
]


@pytest.mark.parametrize(("script", "kinds"), EDITS)
def test_an_edit_renames_what_it_changes(
    tmp_path: Path, script: dict[str, Any], kinds: set[str]
) -> None:
    assert changed(plan(tmp_path), plan(tmp_path, script)) == kinds


CONFIGS: list[tuple[dict[str, Any], set[str]]] = [
    ({"sound": {"music_volume": 0.2, "aac_kbps": 128}}, set()),
    ({"subtitles": {"line": 30}}, set()),
    ({"video": {"crf": 20}}, {"clips", "templates", "inserts"}),
    ({"video": {"format": "9:16"}}, {"images", "clips", "templates", "inserts"}),
    ({"sound": {"voice_loudness": -22}}, {"clips"}),
    ({"sound": {"loudness": -16}}, {"inserts"}),
    ({"captions": {"color": "#FF0000"}}, set()),
    ({"ear": {"engine": [], "listen": False}}, set()),
    ({"intro": {"title": "Canal"}}, {"inserts"}),
    ({"intro": None}, {"inserts"}),
]


@pytest.mark.parametrize(("own", "kinds"), CONFIGS)
def test_a_setting_renames_what_it_changes(
    tmp_path: Path, own: dict[str, Any], kinds: set[str]
) -> None:
    assert changed(plan(tmp_path), plan(tmp_path, **own)) == kinds


def test_the_same_line_and_prompt_are_one_take(tmp_path: Path) -> None:
    twice = {**SCRIPT, "scenes": [SCRIPT["scenes"][0]] * 2}
    film = plan(tmp_path, twice).track("S01E01", "es")
    assert film.voices[0] == film.voices[1]
    assert film.clips[0] == film.clips[1]


def test_an_own_file_is_named_by_its_content(tmp_path: Path) -> None:
    def picture(data: bytes) -> str:
        (tmp_path / "own.png").write_bytes(data)
        script = {**SCRIPT, "scenes": [{"text": SCRIPT["scenes"][0]["text"], "image": "own.png"}]}
        return plan(tmp_path, script).episodes["S01E01"].pictures[0].stem

    one = picture(b"one")
    assert picture(b"other") != one
    assert picture(b"one") == one


def test_the_most_specific_wish_for_the_cut_wins_key_by_key(tmp_path: Path) -> None:
    def motions(script: Mapping[str, Any], **own: Any) -> list[Any]:
        clips = plan(tmp_path, script, **own).track("S01E01", "es").clips
        return [(c.spec.get("motion") or {"kind": "still", "amount": 0}).values() for c in clips]

    def kinds(script: Mapping[str, Any], **own: Any) -> list[tuple[str, float]]:
        return [(kind, amount) for kind, amount, *_ in motions(script, **own)]

    config = {"motion": {"kind": "push", "amount": 0.05}}
    assert kinds(SCRIPT, **config) == [("push", 0.05)] * 2
    track = {**config, "languages": {"es": {"motion": {"kind": "pull"}}}}
    assert kinds(SCRIPT, **track) == [("pull", 0.05)] * 2
    episode = {**SCRIPT, "motion": "left"}
    assert kinds(episode, **track) == [("left", 0.05)] * 2
    own = {**scene(motion={"amount": 0.2}), "motion": "left"}
    assert kinds(own, **track) == [("left", 0.2), ("left", 0.05)]
    still = {**scene(motion="still"), "motion": "left"}
    assert kinds(still, **track) == [("still", 0), ("left", 0.05)]


def test_auto_is_settled_by_the_picture_and_not_by_its_place(tmp_path: Path) -> None:
    auto = {"motion": {"kind": "auto"}}

    def motions(scenes: list[dict[str, Any]]) -> dict[str, Any]:
        film = plan(tmp_path, {**SCRIPT, "scenes": scenes}, **auto).track("S01E01", "es")
        return {clip.spec["picture"]: clip.spec["motion"] for clip in film.clips}

    text = SCRIPT["scenes"][0]["text"]
    scenes = [{"text": text, "image_prompt": f"picture {number}"} for number in range(24)]
    once = motions(scenes)
    assert motions(scenes[::-1]) == once
    assert {motion["kind"] for motion in once.values()} == {"push", "pull", "left", "right"}


@pytest.mark.parametrize(
    "own",
    [{"preset": "draft"}, {"video": {"format": "9:16"}}, {"images": {"engine": ["sdxl"]}}],
    ids=["smaller", "upright", "drawn by another"],
)
def test_auto_moves_alike_in_every_size_and_by_every_engine(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    (tmp_path / "own.png").write_bytes(b"own")
    scenes = [{"text": SCENES[0]["text"], "image_prompt": f"picture {n}"} for n in range(24)]
    scenes += [{**scenes[0], "seed": 7}, {**scenes[0], "take": 2}]
    scenes.append({"text": SCENES[0]["text"], "image": "own.png"})
    script = {**SCRIPT, "style": "watercolour", "scenes": scenes}
    path = tmp_path / "SAGA_01_Episode_01.json"
    path.write_text(json.dumps(script), encoding="utf-8")
    episodes, _ = read_episodes(tmp_path)

    def moves(track: str, **own: Any) -> list[str]:
        own = {**own, "motion": {"kind": "auto"}}
        known = load_settings(merge(CONFIG, own), own, HOME, assume=True)
        made = make_plan(known, episodes, [], Digests(tmp_path / ".digests.json"))
        return [clip.spec["motion"]["kind"] for clip in made.track("S01E01", track).clips]

    assert moves("es", **own) == moves("es") == moves("ca", **own)
    assert len(set(moves("es"))) == 4


def test_word_captions_of_scripts_lit_otherwise_have_names_of_their_own(tmp_path: Path) -> None:
    def recipe(text: str, kind: str = "words") -> int | None:
        scenes = [{"text": {**SCENES[0]["text"], "es": text}, "image_prompt": "sea"}]
        made = plan(tmp_path, {**SCRIPT, "scenes": scenes}, captions={"kind": kind})
        return made.track("S01E01", "es").clips[0].spec["captions"].get("recipe")

    assert [recipe(text) for text in ("구름이었다", "AI技術", "น้ำ", "gota 💧")] == [2] * 4
    assert recipe("Día «uno» — “sí”… вода") is recipe("技術", "blocks") is None


def test_a_push_goes_to_the_focus_of_its_scene_where_it_has_none_of_its_own(
    tmp_path: Path,
) -> None:
    Image.new("RGB", (400, 200)).save(tmp_path / "wide.png")
    Image.new("RGB", (320, 180)).save(tmp_path / "same.png")

    def focus(own: dict[str, Any], **script: Any) -> list[float]:
        scenes = [{"text": SCENES[0]["text"], "focus": [0.7, 0.3], "motion": "push", **own}]
        made = plan(tmp_path, {**SCRIPT, **script, "scenes": scenes}).track("S01E01", "es")
        return made.clips[0].spec["motion"]["focus"]

    same = {"image": "same.png"}
    assert focus(same) == [0.7, 0.3]
    assert focus({"image_prompt": "sea"}) == [0.7, 0.3]
    assert focus({"image_prompt": "sea"}, motion={"focus": [0.2, 0.2]}) == [0.7, 0.3]
    assert focus({**same, "motion": {"kind": "pull", "focus": [0.1, 0.2]}}) == [0.1, 0.2]
    assert focus({**same, "motion": "left"}) == [0.5, 0.5]
    # Of 400 pixels 355.6 are shown, the last ones: 280 is 235.6 into them.
    assert focus({"image": "wide.png"}) == pytest.approx([0.6625, 0.3])
    assert focus({"image": "wide.png", "fit": "blur"}) == pytest.approx([0.7, 0.3222], abs=0.001)


def test_an_episode_with_a_focus_in_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(b"own")
    scenes = [{"text": SCENES[0]["text"], "image": "own.png", "focus": [0, 0], "motion": "push"}]
    (refusal,) = plan(tmp_path, {**SCRIPT, "scenes": scenes}).refusals
    assert "own.png is not a whole picture" in refusal.sentence


def test_a_transition_that_the_last_scene_asks_for_is_told_to_be_in_vain(tmp_path: Path) -> None:
    def told(first: Any, last: Any, **config: Any) -> list[str]:
        scenes = [
            one if wish is None else {**one, "transition": wish}
            for one, wish in zip(SCENES, (first, last), strict=True)
        ]
        notes = plan(tmp_path, {**SCRIPT, "scenes": scenes}, **config).notes
        return [note for note in notes if "transition" in note]

    said = "S01E01, scene 2: no scene comes after it, so its transition is not used"
    assert told("dip", "dip") == [said]
    assert told(None, {"seconds": 1}) == [said]
    assert told("dip", None) == told("dip", "cut") == []
    assert told(None, None, transition={"kind": "crossfade"}) == []


def test_an_own_picture_may_be_fitted_otherwise(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(b"own")

    def spec(own: dict[str, Any], **config: Any) -> dict[str, Any]:
        text = SCRIPT["scenes"][0]["text"]
        script = {**SCRIPT, "scenes": [{"text": text, "image": "own.png", **own}]}
        made = plan(tmp_path, script, **config).episodes["S01E01"].pictures[0].spec
        return {key: made[key] for key in ("fit", "focus") if key in made}

    assert spec({}) == {}
    assert spec({"focus": [0.2, 0.3]}) == {"focus": (0.2, 0.3)}
    assert spec({}, images={"fit": "blur"}) == {"fit": "blur"}
    assert spec({"fit": "crop"}, images={"fit": "blur"}) == {}


def test_an_encoder_that_does_not_work_here_gives_way_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "a test encode on this machine's GPU failed"
    monkeypatch.setattr("engines.clip.h264_nvenc._test_encode", lambda: reason)
    made = plan(tmp_path, video={"encoder": ["h264_nvenc", "libx264"]})
    assert made.settings.video.encoder == "libx264"
    assert made.notes[:1] == [f"films are encoded by libx264, not by h264_nvenc ({reason})"]
    with pytest.raises(UserError, match=r"config, video\.encoder: no clip engine .* h264_nvenc"):
        settings(video={"encoder": "h264_nvenc"})
    monkeypatch.setattr("engines.clip.h264_nvenc._test_encode", lambda: None)
    made = plan(tmp_path, video={"encoder": ["h264_nvenc", "libx264"]})
    assert made.track("S01E01", "es").clips[0].engine == "h264_nvenc"
    assert made.template is None


def test_edit_lists_hold_what_their_joins_need_and_no_more(tmp_path: Path) -> None:
    def lists(**own: Any) -> dict[str, str]:
        found = edit_lists(plan(tmp_path, **own))
        return {path.name: json.dumps(content) for path, content in found if "/es/" in str(path)}

    before, louder = lists(), lists(sound={"music_volume": 0.2})
    assert {name for name in before if before[name] != louder[name]} == {"edit.mix.json"}
    shorter = lists(subtitles={"line": 30})
    assert {name for name in before if before[name] != shorter[name]} == {"edit.subtitles.json"}


def test_the_draft_builds_apart_and_shares_takes() -> None:
    draft = settings(preset="draft")
    assert draft.language("ca")["speech"] == ["espeak"]  # a draft costs nothing
    assert (draft.results, draft.takes) == ("results/draft", "results/takes")
    assert draft.video.height < settings().video.height


def test_formats_are_of_the_shape_they_say() -> None:
    for name, width, height in (("16:9", 1920, 1080), ("9:16", 1080, 1920), ("1:1", 1080, 1080)):
        video = settings(video={"format": name}).video
        assert (video.width, video.height) == (width, height)


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"preset": "darft"}, "config: there is no preset 'darft'; choose one of draft, preview"),
    (
        {"tracks": ["fr"]},
        "config, tracks: there is no language 'fr'; known are es, en, ca",
    ),
    ({"video": {"fsp": 25}}, "config, video: there is no key 'fsp'; did you mean fps?"),
    ({"video": {"fps": 29}}, "config, video.fps: the number 29 was found, one of 24, 25, 30, 60"),
    ({"languages": {"es": {"speech": ["espeak"]}}}, "languages.es.voices: a voice for espeak is"),
]


@pytest.mark.parametrize(("own", "sentence"), MISTAKES)
def test_a_mistake_in_the_configuration_is_a_sentence(own: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as failed:
        settings(**own)
    assert sentence in str(failed.value)


def test_words_from_the_command_line_become_what_they_mean() -> None:
    read = settings(tracks="es,en", video={"fps": "25"}, sound={"music_volume": "0.2"})
    assert read.tracks == ("es", "en")
    assert read.video.fps == 25
    assert read.tree["sound"]["music_volume"] == 0.2


def test_the_first_engine_that_can_be_used_is_chosen_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def engine(name: str, **own: Any) -> Adapter:
        module = ModuleType("engine")
        module.__dict__.update(RECIPE=1, **own)
        return Adapter("speech", name, module)

    known = {
        "google": engine("google", unavailable=lambda settings: f"no key {settings['key']}"),
        "melo": engine("melo", ENVIRONMENT="melo"),
        "kokoro": engine("kokoro"),
    }
    monkeypatch.setattr("engines.choice.adapter", lambda kind, name: known[name])
    engines = Engines({"google": {"key": "K"}})
    choice = engines.choose("speech", ["google", "melo", "kokoro"], "config, languages.ca.speech")
    assert choice.engine == "kokoro"
    assert choice.passed_over[0] == "google (no key K)"
    assert choice.passed_over[1].startswith("melo (it has an environment of its own: add `--prof")
    with pytest.raises(UserError, match=r"^config: no speech engine can be used here: melo \(it"):
        engines.choose("speech", ["melo"], "config")
    deployed = Engines({}, deploys=True)
    assert deployed.choose("speech", ["melo", "kokoro"], "config").engine == "melo"


def test_a_file_knows_the_scenes_or_the_film_it_is_for(tmp_path: Path) -> None:
    made = plan(tmp_path)
    episode = made.episode("S01E01")
    takes = made.settings.takes
    voice = made.track("S01E01", "ca").voices[1]
    assert made.wanted_by(f"{takes}/{voice.stem}.wav") == ["S01E01/ca scene 2"]
    assert made.wanted_by(f"{takes}/{episode.pictures[0].stem}.png")[0] == "S01E01 scene 1"
    assert episode.music and made.wanted_by(episode.music.stem) == ["S01E01"]
    assert made.wanted_by(f"{made.settings.results}/S01E01/ca/mixed.mp4") == ["S01E01/ca"]
    assert made.wanted_by(f"{made.settings.results}/S01E01/common/takes.tsv") == ["S01E01"]
    assert made.wanted_by("models/kokoro") == made.wanted_by("") == []


def test_what_is_not_in_the_plan_is_named(tmp_path: Path) -> None:
    made = plan(tmp_path, tracks=["es", "en"])
    with pytest.raises(UserError, match=r"^S01E01 has no track 'fr' in this build; .* es, en$"):
        made.track("S01E01", "fr")
    made.episodes["S01E02"] = replace(made.episode("S01E01"), tracks={})
    with pytest.raises(UserError, match=r"; it has none$"):
        made.track("S01E02", "es")
    with pytest.raises(UserError, match=r"is the episode S09E09; there are S01E01, S01E02$"):
        made.episode("S09E09")
    with pytest.raises(UserError, match=r"; there are none$"):
        Plan(made.settings).episode("S01E01")
    with pytest.raises(UserError, match=r"^no script asks for the take speech/espeak/a-1$"):
        made.take("speech/espeak/a-1")


def test_what_cannot_be_built_is_told(tmp_path: Path) -> None:
    texts = [{key: text for key, text in one["text"].items() if key != "ca"} for one in SCENES]
    scenes = [{**one, "text": text} for one, text in zip(SCENES, texts, strict=True)]
    made = plan(tmp_path, {**SCRIPT, "scenes": scenes})
    assert "S01E01 has no text in ca: no track ca" in made.notes
    with pytest.raises(UserError, match=r" is garden/S09E09; there are S01E01$"):
        plan(tmp_path, project="garden", episode="S09E09")
    for section, engine, kind in (("images", "zimage", "image"), ("music", "musicgen", "music")):
        said = f"^config, {section}: no {kind} engine can be used here: {engine} "
        with pytest.raises(UserError, match=said):
            plan(tmp_path, **{section: {"engine": [engine]}})


def test_a_scenes_own_voice_is_a_tracks_or_a_languages(tmp_path: Path) -> None:
    def speeds(**voice: Any) -> list[float]:
        made = plan(tmp_path, scene(voice=voice), tracks=["es", "es_free", "en"]).episode("S01E01")
        return [track.voices[0].spec["speed"] for track in made.tracks.values()]

    assert speeds() == [1.0, 1.0, 1.0]
    assert speeds(es={"speed": 0.9}) == [0.9, 0.9, 1.0]
    assert speeds(es={"speed": 0.9}, es_free={"speed": 0.8}) == [0.9, 0.8, 1.0]


def test_a_file_of_the_settings_that_is_not_there_is_named(tmp_path: Path) -> None:
    for where in ("intro", "outro"):
        said = rf"^config, {where}\.file: there is no file none\.mp4$"
        with pytest.raises(UserError, match=said):
            plan(tmp_path, **{where: {"file": "none.mp4"}})


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ({}, {"S01E01", "garden/S01E01", "garden/S01E02"}),
        ({"project": "garden"}, {"garden/S01E01", "garden/S01E02"}),
        ({"episode": "S01E01"}, {"S01E01", "garden/S01E01"}),
        ({"project": "garden", "episode": "S01E02"}, {"garden/S01E02"}),
    ],
)
def test_the_default_target_builds_what_is_wished(own: dict[str, str], wanted: set[str]) -> None:
    empty = Plan(settings(**own))
    everything = ["S01E01", "garden/S01E01", "garden/S01E02"]
    assert {folder for folder in everything if empty.wants(folder)} == wanted


def test_every_use_of_a_take_has_its_place(tmp_path: Path) -> None:
    script = {**scene(ambience="rain", transition="dip"), "thumbnail": {"prompt": "a drop"}}
    uses = list(plan(tmp_path, script, tracks=["es"]).uses())
    assert [(use.place, use.take.kind) for use in uses] == [
        ("S01E01 thumbnails", "images"),
        ("S01E01 music", "music"),
        ("S01E01 scene 1", "images"),
        ("S01E01 scene 2", "images"),
        ("S01E01/es scene 1", "speech"),
        ("S01E01/es scene 2", "speech"),
        ("S01E01/es scene 1", "clips"),
        ("S01E01/es scene 2", "clips"),
        ("S01E01/es scene 1", "transitions"),
        ("S01E01/es scene 1", "ambience"),
    ]


def test_a_job_takes_the_engines_that_its_build_settled_on() -> None:
    wished = ["google", "espeak"]
    main = Engines({"google": {"key": "A_KEY_THAT_IS_NOT_SET"}})
    assert main.choose("speech", wished, "here").engine == "espeak"
    assert main.settled == {"here: google, espeak": "espeak"}
    node = Engines(main.blocks, given={"here: google, espeak": "google", "here: melo": "melo"})
    assert node.choose("speech", wished, "here").engine == "google"
    assert node.choose("speech", ["melo"], "here").engine == "melo"
    assert node.choose("speech", wished, "there").engine == "espeak"
