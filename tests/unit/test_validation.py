"""Every complaint is one plain sentence with its place and what is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build.settings import merge
from build.validation import near, place, validate

HOME = Path(__file__).resolve().parents[2]
EPISODE = HOME / "config/schemas/episode.schema.json"
CONFIG = HOME / "config/schemas/config.schema.json"


def script(**own: Any) -> dict[str, Any]:
    return {
        "title": {"es": "Título"},
        "scenes": [{"text": {"es": "Hola."}, "image_prompt": "sea"}],
        **own,
    }


def complaint(document: object, schema: Path = EPISODE) -> str:
    (sentence,) = validate(document, schema, "a.json")
    return sentence


CASES: list[tuple[dict[str, Any], str]] = [
    ({"titel": {"es": "x"}}, "a.json: there is no key 'titel'; did you mean title?"),
    ({"saga": "1"}, 'a.json, saga: the text "1" was found, a whole number is wanted'),
    ({"title": {"es": "  "}}, "a.json, title.es: it is empty"),
    ({"title": {"Spanish": "x"}}, "a.json, title: there is no key 'Spanish'; a language like"),
    ({"scenes": []}, "a.json, scenes: it is empty"),
    ({"scenes": {}}, "a.json, scenes: an object {…} was found, a list is wanted"),
    (
        {"music": {"promt": "calm"}},
        "a.json, music: an object {…} does not fit. The music: {prompt}",
    ),
    (
        {"music": {"prompt": "calm", "seconds": 5}},
        "a.json, music.seconds: the number 5 was found, 10",
    ),
    ({"music": "calm"}, 'a.json, music: the text "calm" does not fit. The music: {prompt}, {file}'),
    ({"seo": {"es": {"tag": []}}}, "a.json, seo.es: there is no key 'tag'; did you mean tags?"),
]


@pytest.mark.parametrize(("own", "expected"), CASES)
def test_a_mistake_in_an_episode_is_a_sentence(own: dict[str, Any], expected: str) -> None:
    assert complaint(script(**own)).startswith(expected)


SCENES: list[tuple[dict[str, Any], str]] = [
    ({"text": {"es": 3}}, "a.json, scene 1, text.es: the number 3 was found, text is wanted"),
    ({"text": {"es": "a\u0000b"}}, "a.json, scene 1, text.es: it holds a control character"),
    ({"pause": -1}, "a.json, scene 1, pause: the number -1 was found, 0 or more is wanted"),
    ({"take": 1}, "a.json, scene 1, take: the number 1 does not fit. 2, 3, … makes another"),
    ({"image": "a.png"}, "a.json, scene 1: an object {…} does not fit. A scene: a text in each"),
    ({"voice": {"es": {"voise": "x"}}}, "a.json, scene 1, voice.es: there is no key 'voise'; did"),
    ({"imageprompt": "x"}, "a.json, scene 1: there is no key 'imageprompt'; did you mean image_p"),
]


@pytest.mark.parametrize(("own", "expected"), SCENES)
def test_a_mistake_in_a_scene_names_the_scene(own: dict[str, Any], expected: str) -> None:
    document = script()
    document["scenes"][0].update(own)
    assert complaint(document).startswith(expected)


def test_notes_are_allowed_everywhere() -> None:
    document = script(_note="x")
    document["scenes"][0]["_note"] = ["ask", "Ana"]
    document["scenes"][0]["text"]["_note"] = "x"
    assert validate(document, EPISODE, "a.json") == []


def test_the_shipped_configuration_is_valid_with_each_preset() -> None:
    config = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
    for path in (HOME / "config/presets").glob("*.yaml"):
        preset = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert validate(merge(config, preset), CONFIG, "config") == []


def test_places_are_said_as_people_count() -> None:
    assert place(["scenes", 2, "text", "es"]) == "scene 3, text.es"
    assert place(["seo", "es", "tags", 0]) == "seo.es.tags[1]"
    assert place([]) == ""


def test_near_names() -> None:
    assert near("fsp", ["fps", "crf"]) == "did you mean fps?"
    assert near("zzz", ["fps", "crf"]) == "known are crf, fps"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = ["saga", "title", "music", "scenes", "seo", "web", "_x", "style", "titel"]


@given(st.one_of(JSON, st.dictionaries(st.sampled_from(KEYS), JSON)))
def test_any_document_gets_sentences_and_never_a_crash(document: object) -> None:
    found = validate(document, EPISODE, "a.json")
    schema = yaml.safe_load(EPISODE.read_text(encoding="utf-8"))
    valid = jsonschema.Draft202012Validator(schema).is_valid(document)
    assert (found == []) == valid
    assert all(sentence.startswith("a.json") and "\n" not in sentence for sentence in found)
