"""Scripts are read as they stand; a mistake refuses its own episode, in a sentence."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.episodes import Episode, read_episodes
from build.errors import UserError

NAME = "SAGA_01_Episode_22.json"
HOME = Path(__file__).resolve().parents[2]


def script(**own: Any) -> dict[str, Any]:
    scenes = [
        {"text": {"es": f"Línea {n}.", "en": f"Line {n}."}, "image_prompt": f"sea {n}"}
        for n in range(1, 4)
    ]
    return {"title": {"es": "Título", "en": "Title"}, "scenes": scenes, **own}


def read(root: Path, document: object, name: str = NAME) -> tuple[list[Episode], list[str]]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    episodes, refusals = read_episodes(root)
    return episodes, [refusal.sentence.replace(f"{root}/", "") for refusal in refusals]


def refused(root: Path, document: object, name: str = NAME) -> str:
    episodes, (sentence,) = read(root, document, name)
    assert episodes == []
    return sentence


def test_identity_comes_from_the_name_or_from_the_keys(tmp_path: Path) -> None:
    (episode,), _ = read(tmp_path / "a", script())
    assert (episode.id, episode.project, episode.folder) == ("S01E22", None, "S01E22")
    (episode,), _ = read(tmp_path / "b", script(saga=2, episode=5), "intro.json")
    assert episode.folder == "S02E05"
    (episode,), _ = read(tmp_path / "c", script(saga=1, episode=22), f"garden/{NAME.lower()}")
    assert episode.folder == "garden/S01E22"


def test_disagreement_names_both(tmp_path: Path) -> None:
    sentence = refused(tmp_path, script(saga=1, episode=21))
    assert sentence.startswith(
        f"{NAME}, episode: the number 21 was found, but the file's name says 22"
    )


def test_missing_identity(tmp_path: Path) -> None:
    assert "does not say which episode it is" in refused(tmp_path, script(saga=1), "pilot.json")


def test_two_files_with_one_identity(tmp_path: Path) -> None:
    read(tmp_path, script())
    episodes, (sentence,) = read(tmp_path, script(saga=1, episode=22), "other.json")
    assert episodes == []
    assert sentence == (
        f"{NAME} and other.json are both the episode S01E22: give each its own number"
    )
    _, (sentence,) = read(tmp_path, script(), "saga_1_episode_22.JSON")
    assert "other.json and saga_1_episode_22.JSON are all the episode S01E22" in sentence


def test_a_broken_file_with_the_identity_of_a_whole_one_refuses_both(tmp_path: Path) -> None:
    (tmp_path / "SAGA_1_Episode_22.json").write_text("{")
    assert "SAGA_1_Episode_22.json are both the episode" in refused(tmp_path, script())


def test_the_same_identity_in_two_projects_is_two_episodes(tmp_path: Path) -> None:
    read(tmp_path, script(), f"garden/{NAME}")
    episodes, refusals = read(tmp_path, script(), f"Sea_2/{NAME}")
    assert [episode.folder for episode in episodes] == ["Sea_2/S01E22", "garden/S01E22"]
    assert refusals == []


def test_what_is_hidden_or_no_file_is_no_script(tmp_path: Path) -> None:
    (tmp_path / "old.json").mkdir()
    episodes, refusals = read(tmp_path, [], f".vscode/{NAME}")
    assert (episodes, refusals) == ([], [])


@pytest.mark.parametrize("saga", [-1, 1.5, True, "1", 10_000, 1e300])
def test_a_number_that_is_none_is_no_identity(tmp_path: Path, saga: object) -> None:
    assert "does not say which" in refused(tmp_path, script(saga=saga, episode=1), "pilot.json")
    path = tmp_path / NAME
    path.write_text(json.dumps(script(saga=saga)))
    _, refusals = read_episodes(tmp_path)
    assert refusals[0].sentence.startswith(f"{path}, saga: ")


def test_one_broken_script_leaves_the_others(tmp_path: Path) -> None:
    read(tmp_path, [], "SAGA_01_Episode_21.json")
    episodes, refusals = read(tmp_path, script())
    assert [episode.id for episode in episodes] == ["S01E22"]
    assert refusals == ["SAGA_01_Episode_21.json: a list was found, {…} is wanted"]


@pytest.mark.parametrize("name", ["takes", "Draft", "S01E01", "s1e1", "site"])
def test_names_that_would_collide_are_refused_as_projects(tmp_path: Path, name: str) -> None:
    assert f"a project cannot be called {name!r}" in refused(tmp_path, script(), f"{name}/{NAME}")


def test_strange_and_deep_folders_are_refused(tmp_path: Path) -> None:
    assert "letters a-z, digits, - and _" in refused(tmp_path / "a", script(), f"a b/{NAME}")
    assert "lies too deep" in refused(tmp_path / "b", script(), f"a/b/{NAME}")


def test_a_language_missing_in_one_scene(tmp_path: Path) -> None:
    document = script()
    del document["scenes"][1]["text"]["en"]
    assert refused(tmp_path, document) == (
        f"{NAME}, scene 2, text.en: it is missing, and scenes 1, 3 have it; add it"
    )


def test_a_language_in_few_scenes_is_named_where_it_is(tmp_path: Path) -> None:
    document = script()
    document["scenes"] *= 3
    document["scenes"][6] = copy.deepcopy(document["scenes"][6])
    document["scenes"][6]["text"]["eng"] = "Line."
    document["title"]["eng"] = "Title"
    assert refused(tmp_path, document) == (
        f"{NAME}, scene 7, text.eng: it is there, but not in scenes 1–6, 8–9; "
        "add it to all scenes or remove it"
    )


def test_notes_are_no_language(tmp_path: Path) -> None:
    document = script()
    for scene in document["scenes"]:
        scene["text"] |= {"comment": "slowly", "_ana": "checked"}
    (episode,), _ = read(tmp_path, document)
    assert episode.languages == {"es", "en"}
    assert set(episode.scenes[0].text) == {"es", "en"}
    for scene in document["scenes"]:
        scene["text"] = {"_es": "Hola"}
    assert "scenes: no scene says anything" in refused(tmp_path, document)


def test_a_language_without_a_title(tmp_path: Path) -> None:
    assert refused(tmp_path, script(title={"es": "Título"})) == (
        f"{NAME}, title.en: it is missing, and the scenes speak it; add it"
    )


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    document = script()
    document["scenes"][2] = {"text": document["scenes"][2]["text"], "image": "sea.png"}
    assert refused(tmp_path, document).startswith(
        f"{NAME}, scene 3, image: there is no file sea.png (looked in"
    )
    (tmp_path / "sea.png").write_bytes(b"png")
    (episode,), _ = read(tmp_path, document)
    assert episode.scenes[2].image == tmp_path / "sea.png"
    document["scenes"][2]["image"] = "https://example.org/sea.png"
    assert "is an address; download it" in refused(tmp_path, document)


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 400, "..", "\u00e9\U0001f3ac.png", "~/sea.png"])
def test_a_name_that_no_file_can_have_is_a_sentence(tmp_path: Path, name: str) -> None:
    sentence = refused(tmp_path, script(music={"file": name}))
    assert sentence.startswith(f"{NAME}, music.file: there is no file {name} (looked in")


def test_every_missing_file_is_told_at_once(tmp_path: Path) -> None:
    document = script(music={"file": "sea.flac"})
    for scene in document["scenes"]:
        scene["image"] = scene.pop("image_prompt")
    sentence = refused(tmp_path, document)
    assert sentence.count("there is no file") == 3
    assert sentence.endswith("; and 1 more")


def test_a_file_may_be_named_from_where_the_build_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sea.flac").write_bytes(b"flac")
    (episode,), _ = read(tmp_path / "scripts", script(music={"file": "sea.flac"}))
    assert episode.music is not None
    assert episode.music.file == Path("sea.flac")


def test_what_pages_and_thumbnails_need_is_read(tmp_path: Path) -> None:
    document = script(
        visual_mode="cinematic",
        thumbnail={"prompt": "a drop"},
        seo={"es": {"title": "T", "_note": "x"}},
        web={"es": {"body": "# T"}, "recommended_products": ["book"], "comment": "x"},
    )
    (episode,), _ = read(tmp_path, document)
    assert (episode.visual_mode, episode.thumbnail) == ("cinematic", "a drop")
    assert episode.seo == {"es": {"title": "T"}}
    assert episode.web == {"es": {"body": "# T"}, "recommended_products": ["book"]}


def test_the_shipped_film_is_whole_and_can_be_copied_to_the_next_number(tmp_path: Path) -> None:
    shipped = HOME / "scripts_json/SAGA_01_Episode_01.json"
    (tmp_path / "SAGA_01_Episode_02.json").write_bytes(shipped.read_bytes())
    (episode,), refusals = read_episodes(tmp_path)
    assert (episode.folder, refusals) == ("S01E02", [])
    languages = {"es", "en", "ca"}
    assert episode.languages == set(episode.seo) == set(episode.web) == languages
    assert len(episode.scenes) == 9
    assert all(len(episode.seo[language]["titles"]) == 3 for language in languages)


RAW: list[tuple[bytes, str]] = [
    (b'{"title": {"es": "x"},}', "is not JSON: line 1, column"),
    (b'{"title": 1, "title": 2}', "the key 'title' stands twice"),
    (b'{"title": "\xf1"}', "is not UTF-8 text (byte 11); save it as UTF-8"),
    (b'{"title": NaN}', "NaN is not a number that JSON knows"),
    (b'{"title": "\\ud800"}', "holds half a character"),
    (b"[" * 100_000, "is nested too deeply"),
    (b"", "is empty; write an episode into it"),
]


@pytest.mark.parametrize(("data", "expected"), RAW)
def test_what_is_not_json_says_where(tmp_path: Path, data: bytes, expected: str) -> None:
    (tmp_path / NAME).write_bytes(data)
    episodes, (refusal,) = read_episodes(tmp_path)
    assert episodes == []
    assert expected in refusal.sentence
    assert refusal.folder == "S01E22"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xef\xbb\xbf" + json.dumps(script()).encode())
    assert len(read_episodes(tmp_path)[0]) == 1


def test_text_is_kept_as_written(tmp_path: Path) -> None:
    document = script()
    written = "Café\u0301  ñ 🎬 \u202bשלום\u202c 中文\n"
    document["scenes"][0]["text"]["es"] = written
    (episode,), _ = read(tmp_path, document)
    assert episode.scenes[0].text["es"] == written


def test_no_folder_of_scripts_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"):
        read_episodes(tmp_path / "missing", tmp_path / "no texts")
    assert read_episodes(tmp_path / "missing", tmp_path) == ([], [])


def test_takes_and_voices_are_read(tmp_path: Path) -> None:
    document = script()
    document["scenes"][0] |= {"take": 3, "voice": {"es": {"voice": "ef_dora"}}, "pause": 2}
    document["scenes"][1] |= {"take": {"voice": 2}, "seed": 7}
    (episode,), _ = read(tmp_path, document)
    one, two, _ = episode.scenes
    assert (one.image_take, one.voice_take, one.pause) == (3, 3, 2.0)
    assert (two.image_take, two.voice_take, two.seed) == (None, 2, 7)
    assert one.voice == {"es": {"voice": "ef_dora"}}


PATHS = st.sampled_from(
    [
        (("title",), "title"),
        (("scenes",), "scenes"),
        (("scenes", 1, "text"), "scene 2"),
        (("scenes", 1, "text", "es"), "scene 2, text.es"),
        (("scenes", 2, "image_prompt"), "scene 3"),
        (("title", "en"), "title.en"),
    ]
)


@settings(deadline=None)
@given(PATHS, st.sampled_from(["remove", 7, [], False]))
def test_a_key_removed_or_of_another_type_is_named(
    tmp_path_factory: pytest.TempPathFactory, where: tuple[tuple[Any, ...], str], change: object
) -> None:
    path, said = where
    document = copy.deepcopy(script())
    holder: Any = document
    for part in path[:-1]:
        holder = holder[part]
    if change == "remove":
        del holder[path[-1]]
    else:
        holder[path[-1]] = change
    sentence = refused(tmp_path_factory.mktemp("script"), document)
    assert sentence.startswith(NAME)
    assert said in sentence
