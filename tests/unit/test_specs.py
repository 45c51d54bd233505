"""What every kind of take and join is named by and made from, to the letter, in every release.

A key that is called otherwise, or one that is missing, would make anew, and pay anew for, all that
anyone has. Where that is meant (a RECIPE was raised), the failing test says what to copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from build.digests import Digests
from build.edit_lists import edit_lists, music_link
from build.episodes import read_episodes
from build.files import canonical
from build.plan import Plan
from build.planner import make_plan
from build.settings import load_settings, merge
from unit.test_plan import CONFIG, HOME, SCRIPT

GOLDEN = Path(__file__).with_name("specs.txt")
TEXTS = [{"es": f"Vi {word} en 5 km.", "en": f"I saw {word}."} for word in ("uno", "dos")]
TEXTS += [{"es": "Un capítulo lleva las primeras palabras de él, cuantas caben.", "en": "No."}]
RICH: dict[str, Any] = {
    "title": {"es": "Título", "en": "Title"},
    "style": "watercolour",
    "music": {"prompt": "calm", "seconds": 60},
    "motion": {"kind": "push", "focus": [0.3, 0.4]},
    "ambience": {"kind": "sea", "volume": 0.1},
    "scenes": [
        {
            "image_prompt": "sea",
            "reference": "face.png",
            "seed": 7,
            "take": {"image": 3, "voice": 2},
            "pause": 1.5,
            "transition": "dip",
            "captions": "words",
            "ambience": "rain",
            "voice": {"es": {"speed": 0.9}},
        },
        {
            "image": "own.png",
            "fit": "blur",
            "focus": [0.2, 0.3],
            "transition": {"kind": "crossfade", "seconds": 0.06},
            "motion": "left",
        },
        {"image_prompt": "sky", "motion": "still", "ambience": "none"},
    ],
}
PLAIN = {
    **SCRIPT,
    "music": {"file": "own.wav"},
    "thumbnail": {"prompt": "a drop"},
    "scenes": [{"text": text, "image_prompt": "hill"} for text in TEXTS[:1]],
    "title": {"es": "Llano", "en": "Plain"},
}
OWN = {
    "title": PLAIN["title"],
    "style": "pencil",
    "thumbnail": {"prompt": "a drop"},
    "motion": "auto",
    "scenes": [
        {"text": TEXTS[1], "image": "own.png", "fit": "crop"},
        {"text": TEXTS[1], "image_prompt": "rain"},
    ],
}
# Its thumbnail is the first picture.
FIRST = {key: value for key, value in OWN.items() if key not in ("thumbnail", "style")}
MODELS = {
    "images": {"engine": ["sdxl"], "fit": "blur"},
    "engines": {"sdxl": {"reference_model": "ip-adapter-sdxl"}},
    "music": {"engine": ["musicgen"]},
    "languages": {
        "en": {"speech": ["chatterbox"], "voices": {"chatterbox": "own.wav"}},
        "es": {"speech": ["melo"], "voices": {"melo": "ES"}, "captions": {"kind": "blocks"}},
    },
}
# Made by their own modules' tests; they hold addresses and folders too.
ELSEWHERE = ("edit.web.json", "edit.upload.json", "edit.review.json")


def planned(folder: Path, own: Mapping[str, Any]) -> Plan:
    """Return the plan of all episodes, every engine usable."""
    scenes = [{"text": text, **one} for text, one in zip(TEXTS, RICH["scenes"], strict=True)]
    scripts = ({**RICH, "scenes": scenes}, PLAIN, OWN, FIRST)
    for number, script in enumerate(scripts, 1):
        path = folder / f"SAGA_01_Episode_{number:02}.json"
        path.write_text(json.dumps(script), encoding="utf-8")
    (folder / "lexicon.es.yaml").write_text("km: kilómetros\n", encoding="utf-8")
    for name in ("own.png", "own.wav", "face.png", "outro.mp4"):
        (folder / name).write_bytes(name.encode())
    paths = {"scripts": str(folder), "outro": {"file": "outro.mp4"}}
    own = {**own, **paths, "tracks": ["es", "en"]}
    settings = load_settings(merge(CONFIG, own), own, HOME, assume=True)
    episodes, refusals = read_episodes(folder)
    assert not refusals
    return make_plan(settings, episodes, refusals, Digests(folder / ".digests.json"))


def told(plan: Plan) -> Iterator[str]:
    """Yield a line per take, with its spec, and per list of a join, with its content."""
    for stem, take in sorted(plan.takes.items()):
        sources = " ".join(Path(source).name for source in take.sources)
        yield f"{stem} {canonical(take.spec)} {sources}".rstrip()
    for path, content in edit_lists(plan):
        if path.name not in ELSEWHERE:
            yield f"{path.as_posix()} {canonical(content)}"
    for folder, episode in plan.episodes.items():
        yield f"{folder} {music_link(plan, episode)}"
        voice = episode.tracks["es"].voices[0]
        assert plan.ear
        yield f"{plan.ear.stem(voice)} {canonical(plan.ear.spec(voice))}"


def engines() -> Iterator[str]:
    """Yield a line per engine: what of it enters the names of its takes."""
    chosen = load_settings(CONFIG, {}, HOME, assume=True).engines
    for path in sorted((HOME / "scripts").glob("engines/*/*.py")):
        if "\nRECIPE = " in path.read_text(encoding="utf-8"):
            kind, name = path.parent.name, path.stem
            yield f"{kind}/{name} {canonical(chosen.choose(kind, [name], 'config').identity())}"


def test_names_and_what_is_in_them_are_as_in_the_last_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    for name, own in (("defaults", {}), ("models", MODELS)):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        lines += [f"# {name}", *told(planned(folder, own))]
    lines += ["# engines", *engines()]
    found = tmp_path / GOLDEN.name
    found.write_text("\n".join([*lines, ""]), encoding="utf-8")
    known = GOLDEN.read_text(encoding="utf-8").splitlines()
    if lines != known:
        other = sorted(set(lines) ^ set(known))
        pytest.fail(f"{len(other)} lines differ; if that is meant: cp {found} {GOLDEN}\n{other[0]}")


def test_a_voice_is_a_recording_that_is_there_or_the_engines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def spoken(voice: str) -> Plan:
        english = {**MODELS["languages"]["en"], "voices": {"chatterbox": voice}}
        return planned(tmp_path, {**MODELS, "languages": {"en": english}})

    own = spoken("default").track("S01E02", "en").voices[0]
    assert (own.spec["voice"], own.sources) == ("default", ())
    made = spoken("none.wav")
    assert (len(made.refusals), made.episodes) == (4, {})
    assert "chatterbox is to speak like the recording none.wav" in made.refusals[0].sentence


def test_a_picture_of_the_thumbnails_size_is_the_thumbnail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    film = planned(tmp_path, {**MODELS, "video": {"short_side": 720}}).episode("S01E01")
    assert film.thumbnail == film.pictures[0]
