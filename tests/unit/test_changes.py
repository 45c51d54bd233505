"""What changed since the last build, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.changes import (
    Scene,
    changed_words,
    matched,
    moves,
    numbers,
    scene_changes,
    shortened,
    spec_changes,
)

SEA = "Cada mañana el sol calienta el mar y el agua sube"


def film(*texts: str, engine: str = "kokoro", cut: str = "") -> list[Scene]:
    """Return scenes whose takes carry their text in their names: picture#line, or line alone."""
    scenes = []
    for text in texts:
        picture, _, line = text.rpartition("#")
        voice = f"speech/{engine}/{line}"
        scenes.append(Scene(f"images/sb/{picture or line}", voice, f"clips/x/{line}{picture}{cut}"))
    return scenes


def spec(stem: str) -> dict[str, object]:
    """Return the spec of a take of `film`."""
    kind, _, text = stem.split("/", 2)
    if kind == "clips":
        return {"crf": 23 if text.endswith("softer") else 18}
    return {"prompt" if kind == "images" else "text": text}


def changes(
    before: Sequence[Scene], now: Sequence[Scene], only: set[int] | None = None
) -> list[str]:
    return scene_changes(before, now, spec, spec, only)


def test_a_changed_line_is_told_by_its_words() -> None:
    before, now = film("a", SEA, "c"), film("a", f"a#{SEA}".replace("el mar", "la mar"), "c")
    now[1] = Scene(before[1].picture, now[1].voice, now[1].clip)
    assert changes(before, now) == ["scene 2: “… calienta el mar …” → “… calienta la mar …”"]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (["a", "b", "c"], ["a", "b", "c"], []),
        ([], ["a"], ["first build of 1 scene"]),
        (["a", "b", "c"], ["a", "b", "x y z", "c"], ["scene 3: new"]),
        (["a", "b", "c"], ["a", "c"], ["earlier scene 2: taken out"]),
        (["a", "b", "c"], ["a", "c", "b"], ["scenes 2 and 3 swapped"]),
        (["a", "b", "c", "d"], ["b", "c", "d", "a"], ["scene 4 was scene 1"]),
        (["a", "b", "c"], ["a", "new#b", "c"], ["scene 2: its picture"]),
        (["a", "b"], ["b", "x y z", "a"], ["scene 2: new", "scenes 1 and 3 swapped"]),
    ],
)
def test_scenes_that_came_went_and_moved(
    before: list[str], now: list[str], told: list[str]
) -> None:
    assert changes(film(*before), film(*now)) == told


def test_a_change_of_all_scenes_is_one_line() -> None:
    texts = [f"line {letter}" for letter in "abcdef"]
    assert changes(film(*texts), film(*texts, engine="google")) == ["scenes 1–6: kokoro → google"]
    assert changes(film(*texts), film(*texts, cut="softer")) == ["scenes 1–6: crf 18 → 23"]


def test_only_the_scenes_that_are_asked_for() -> None:
    before, now = film("a", "b", "c"), film("x#a", "b", "x#c")
    assert changes(before, now, {2}) == ["scene 3: its picture"]
    assert changes(before, now, {1}) == []
    assert changes([], now, {1}) == ["first build of 1 scene"]
    assert changes([], now, set()) == []


def test_an_episode_tells_its_pictures_in_words() -> None:
    before = [Scene("images/sb/a calm sea")]
    now = [Scene("images/sb/a rough sea")]
    assert changes(before, now) == ["scene 1: “a calm sea” → “a rough sea”"]


def test_settings_are_told_with_their_values() -> None:
    voice = {"text": "a", "voice": "em_alex", "speed": 1.0}
    assert spec_changes(voice, {**voice, "voice": "ef_dora"}) == ["voice em_alex → ef_dora"]
    before = {"music": "music/synth/a", "music_volume": 0.08, "ambience": [], "recipe": 3}
    now = {**before, "music": None, "music_volume": 0.2, "intro": "inserts/title/b"}
    assert spec_changes(before, now) == ["intro", "music", "music volume 0.08 → 0.2"]
    rules = {"rules": {"line": 35, "block": 70}}
    assert spec_changes(rules, {"rules": {"line": 30, "block": 70}}) == ["rules: line 35 → 30"]


def test_what_follows_from_other_scenes_is_no_change_of_its_own() -> None:
    rain = {"take": "ambience/ffmpeg/rain", "volume": 0.1}
    before = {"clips": ["a"], "ambience": [{"clip": "a", **rain}]}
    now = {"clips": ["a", "b"], "ambience": [{"clip": "a2", **rain}, {"clip": "b", **rain}]}
    assert spec_changes(before, now) == []
    louder = {**now, "ambience": [{"clip": "a", **rain, "volume": 0.2}]}
    assert spec_changes(before, louder) == ["ambience"]


def test_words_at_either_end() -> None:
    assert changed_words("uno dos", "uno dos tres") == ("… dos", "… dos tres")
    assert changed_words("uno dos", "cero uno dos") == ("uno …", "cero uno …")
    assert changed_words("", "a") == ("", "a")


def test_numbers_are_short() -> None:
    assert numbers([3]) == "scene 3"
    assert numbers([1, 2, 3, 7]) == "scenes 1–3, 7"
    assert numbers([1, 3, 5, 7, 9, 11, 13]) == "scenes 1, 3, 5, 7, 9 and 2 more"


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text())
def test_a_quotation_is_one_short_line(old: str, new: str) -> None:
    for said in changed_words(old, new):
        assert len(said) <= 44 and said.isprintable()
        assert shortened(said) == said


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)))
def test_an_order_is_told_if_and_only_if_it_changed(order: list[int]) -> None:
    texts = [f"line {number}" for number in range(6)]
    before, now = film(*texts), film(*(texts[number] for number in order))
    pairs = matched(before, now, spec, spec)
    assert [pairs[number] for number in range(6)] == order
    assert bool(moves(pairs)) == (order != sorted(order))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from("abcd"), max_size=7), st.lists(st.sampled_from("abcde"), max_size=7)
)
def test_every_scene_is_paired_once_or_new(old: list[str], new: list[str]) -> None:
    pairs = matched(film(*old), film(*new), spec, spec)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(new))) and set(pairs.values()) <= set(range(len(old)))
    assert bool(changes(film(*old), film(*new))) == (old != new) or not new
