"""Every complaint is one plain sentence with its place and what is wanted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from build.complaints import near
from build.quoting import place
from build.settings import merge
from build.validation import read_schema, validate

HOME = Path(__file__).resolve().parents[2]
EPISODE = HOME / "config/schemas/episode.schema.json"
CONFIG = HOME / "config/schemas/config.schema.json"
AT = (EPISODE, "a.json")
VALIDATOR = Draft202012Validator(read_schema(EPISODE))


def script(**own: Any) -> dict[str, Any]:
    return {
        "title": {"es": "Título"},
        "scenes": [{"text": {"es": "Hola."}, "image_prompt": "sea"}],
        **own,
    }


def full() -> dict[str, Any]:
    """Return a script that uses every key there is."""
    words = {"title": "T", "titles": ["A"], "variants": ["B"], "description": "D\nE"}
    scene = {"text": {"es": "Hola.\n\tY adiós."}, "pause": 1.5, "seed": 7, "motion": "push"}
    scenes = [
        {**scene, "image_prompt": "sea", "voice": {"es_free": {"voice": "x", "speed": 0.9}}},
        {
            **scene,
            "image": "a.png",
            "take": {"image": 2, "voice": 3},
            "ambience": {"kind": "wind", "volume": 0.1},
        },
    ]
    return script(
        saga=1,
        episode=22,
        style="watercolour",
        visual_mode="cinematic",
        music={"prompt": "calm", "seconds": 60},
        thumbnail={"prompt": "a drop"},
        seo={"es": {**words, "tags": ["mar"], "keywords": ["agua"]}},
        web={"es": {"body": "# Agua\n"}, "recommended_products": ["book"]},
        scenes=scenes,
    )


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
    ({"music": {"promt": "calm"}}, "a.json, music: there is no key 'promt'; did you mean prompt?"),
    ({"music": {"prompt": 5}}, "a.json, music.prompt: the number 5 was found, text is wanted"),
    (
        {"music": {"prompt": "calm", "file": "a.wav"}},
        "a.json, music: it has both prompt and file; keep one of them",
    ),
    ({"music": {}}, "a.json, music: an object {…} does not fit. The music: {prompt}, {file}, or"),
    (
        {"music": {"prompt": "calm", "seconds": 5}},
        "a.json, music.seconds: the number 5 was found, 10",
    ),
    ({"music": "calm"}, 'a.json, music: the text "calm" does not fit. The music: {prompt}, {file}'),
    ({"title": {"ES": "x"}}, "a.json, title: there is no key 'ES'; did you mean es?"),
    ({"title": {"es\n": "x"}}, "a.json, title: there is no key 'es\\n'; a language like es, en or"),
    ({"title": {"es": "a\nb"}}, "a.json, title.es: it holds a line break or a tab, one plain line"),
    ({"title": {"es": "x" * 2001}}, "a.json, title.es: it is too long (2001, at most 2000)"),
    ({"saga": "1\n\x1b[2J"}, 'a.json, saga: the text "1\\n\\x1b[2J" was found, a whole number'),
    ({"web": {"Catalan": {}}}, "a.json, web: there is no key 'Catalan'; a language like es, en or"),
    ({"seo": {"es": {"tag": []}}}, "a.json, seo.es: there is no key 'tag'; did you mean tags?"),
]


@pytest.mark.parametrize(("own", "expected"), CASES)
def test_a_mistake_in_an_episode_is_a_sentence(own: dict[str, Any], expected: str) -> None:
    assert complaint(script(**own)).startswith(expected)


SCENES: list[tuple[dict[str, Any], str]] = [
    ({"text": {"es": 3}}, "a.json, scene 1, text.es: the number 3 was found, text is wanted"),
    ({"text": {"es": "a\u0000b"}}, "a.json, scene 1, text.es: it holds a control character"),
    ({"pause": -1}, "a.json, scene 1, pause: the number -1 was found, 0 or more is wanted"),
    ({"take": 1}, "a.json, scene 1, take: the number 1 was found, 2 or more is wanted"),
    ({"take": "2"}, 'a.json, scene 1, take: the text "2" does not fit. 2, 3, … makes another'),
    ({"take": {"imag": 2}}, "a.json, scene 1, take: there is no key 'imag'; did you mean image?"),
    ({"image": "a.png"}, "a.json, scene 1: it has both image_prompt and image; keep one of them"),
    ({"voice": {"es": {"voise": "x"}}}, "a.json, scene 1, voice.es: there is no key 'voise'; did"),
    ({"imageprompt": "x"}, "a.json, scene 1: there is no key 'imageprompt'; did you mean image_p"),
]


@pytest.mark.parametrize(("own", "expected"), SCENES)
def test_a_mistake_in_a_scene_names_the_scene(own: dict[str, Any], expected: str) -> None:
    document = script()
    document["scenes"][0].update(own)
    assert complaint(document).startswith(expected)


def test_a_scene_without_a_picture() -> None:
    document = script(scenes=[{"text": {"es": "Hola."}}])
    assert complaint(document) == (
        "a.json, scene 1: it has neither image_prompt nor image; add one of them"
    )


def test_a_scene_of_another_type_is_told_once() -> None:
    assert complaint(script(scenes=[None])) == "a.json, scene 1: null was found, {…} is wanted"


def test_mistakes_come_in_the_order_of_the_scenes() -> None:
    scenes = [{"text": {"es": n}, "image_prompt": "sea"} for n in range(12)]
    places = [sentence.split(", ")[1] for sentence in validate({**script(), "scenes": scenes}, *AT)]
    assert places == [f"scene {n}" for n in range(1, 13)]


@pytest.mark.parametrize("key", ["_note", "comment"])
def test_notes_are_allowed_everywhere(key: str) -> None:
    document = full()
    objects = [document]
    while objects:
        here = objects.pop()
        inner = [value for value in here.values() if isinstance(value, dict)]
        objects += inner + list(here.get("scenes", ()))
        here[key] = ["ask", "Ana"]
    assert validate(document, *AT) == []


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


def properties(schema: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return every named property anywhere in `schema`."""
    if isinstance(schema, list):
        return [found for part in schema for found in properties(part)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("properties", {})
    inner = [value for key, value in schema.items() if key not in ("examples", "properties")]
    return [*own.items(), *properties(inner), *properties(list(own.values()))]


def test_editors_find_every_property_described_with_an_example_that_fits() -> None:
    schema = json.loads(EPISODE.read_text(encoding="utf-8"))
    found = properties(schema)
    assert len(found) > 30
    for name, own in found:
        assert own.get("title") and own.get("description") and own.get("examples"), name
        checker = jsonschema.Draft202012Validator({**own, "$defs": schema["$defs"]})
        for example in own["examples"]:
            checker.validate(example)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = ["saga", "title", "music", "scenes", "seo", "web", "_x", "style", "titel"]


def steps(value: Any) -> list[tuple[Any, ...]]:
    """Return the path of everything in `value`."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    found: list[tuple[Any, ...]] = []
    for key, inner in pairs:
        found.append((key,))
        if isinstance(inner, dict | list):
            found += [(key, *rest) for rest in steps(inner)]
    return found


@st.composite
def changed(draw: st.DrawFn) -> object:
    """Return a script that uses every key, with one thing in it replaced or added."""
    document: Any = full()
    path = draw(st.sampled_from(steps(document)))
    holder = document
    for part in path[:-1]:
        holder = holder[part]
    key = path[-1]
    if isinstance(key, str) and draw(st.booleans()):
        key = draw(st.sampled_from([key + "\n", key.upper(), "_" + key, "es", "xx-Y1"]) | st.text())
    holder[key] = draw(JSON)
    return document


@settings(deadline=None)  # the first document waits for the schema to be compiled
@given(st.one_of(JSON, st.dictionaries(st.sampled_from(KEYS), JSON), changed()))
def test_any_document_gets_sentences_and_never_a_crash(document: object) -> None:
    found = validate(document, *AT)
    assert (found == []) == VALIDATOR.is_valid(document)
    assert all(sentence.startswith("a.json") and sentence.isprintable() for sentence in found)
    assert all(len(sentence) < 400 for sentence in found)
