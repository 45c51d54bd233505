"""Thumbnails in the real workflow: what they are made from, and which edits make them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from workflow.channel import TINY, Channel, episode, scene

ON = {**TINY, "thumbnails": {"draw": True}}
DRAW = {"draw_thumbnails": 1}
PLACE = "results/S01E01"


def script() -> dict:
    return episode(
        1,
        thumbnail={"prompt": "a drop over the sea"},
        seo={"es": {"titles": ["Una nube", "Un vaso"], "title": "Agua"}},
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel whose thumbnails, and nothing else, are drawn."""
    channel = Channel(tmp_path_factory.mktemp("drawn") / "channel", ON)
    channel.write(script())
    run = channel.build("thumbnails")
    assert run.status == 0, run.said
    assert run.rules == {"draw_image": 1, "draw_thumbnails": 2}
    return channel


@pytest.fixture
def channel(drawn: Channel, tmp_path: Path) -> Channel:
    return drawn.copy(tmp_path / "channel")


def files(channel: Channel) -> set[str]:
    folder = channel.results / "S01E01"
    found = [*folder.glob("*/thumbnail*")]
    return {path.relative_to(folder).as_posix() for path in found}


def test_each_track_has_its_texts_over_one_picture(drawn: Channel) -> None:
    assert files(drawn) == {
        "common/thumbnail_raw_es.png",
        "common/thumbnail_raw_en.png",
        *(f"es/thumbnail{part}" for part in ("_v1.png", "_v2.png", ".png", ".jpg")),
        *(f"en/thumbnail{part}" for part in ("_v1.png", ".png", ".jpg")),
    }
    folder = drawn.results / "S01E01"
    raw = [folder / f"common/thumbnail_raw_{track}.png" for track in ("es", "en")]
    assert raw[0].is_symlink()
    assert raw[0].resolve() == raw[1].resolve()
    assert "a-drop-over-the-sea" in raw[0].resolve().name
    for path in (folder / name for name in files(drawn)):
        with Image.open(path) as picture:
            assert (picture.size, picture.mode) == ((1280, 720), "RGB")
    first = (folder / "es/thumbnail_v1.png").read_bytes()
    assert (folder / "es/thumbnail.png").read_bytes() == first
    assert (folder / "es/thumbnail_v2.png").read_bytes() != first
    assert (folder / "es/thumbnail.jpg").stat().st_size < 2_000_000


def fewer_texts(channel: Channel) -> None:
    changed = script()
    changed["seo"]["es"]["variants"] = ["Otro texto"]
    channel.write(changed)


def other_prompt(channel: Channel) -> None:
    changed = script()
    changed["thumbnail"]["prompt"] = "a mountain"
    channel.write(changed)


def tags(channel: Channel) -> None:
    changed = script()
    changed["seo"]["es"] |= {"tags": ["mar"], "description": "Agua.", "title": "Mar"}
    changed["scenes"][0]["text"]["es"] = "Otra frase."
    channel.write(changed)


def other_look(channel: Channel) -> None:
    channel.configure({**TINY, "thumbnails": {"draw": True, "position": "bottom"}})


TABLE: list[tuple[Callable[[Channel], None], dict[str, int]]] = [
    (other_prompt, {"draw_image": 1, "draw_thumbnails": 2}),
    (tags, {}),
    (other_look, {"draw_thumbnails": 2}),
]


@pytest.mark.parametrize(
    ("edit", "expected"), TABLE, ids=lambda value: getattr(value, "__name__", "")
)
def test_edit_draws_exactly_without_records(
    channel: Channel, edit: Callable[[Channel], None], expected: dict[str, int]
) -> None:
    channel.forget()
    edit(channel)
    said = channel.dry_run("thumbnails")
    assert (said.status, said.rules) == (0, expected), said.said


def test_a_text_that_is_taken_back_leaves_no_thumbnail(channel: Channel) -> None:
    fewer_texts(channel)
    channel.forget()
    run = channel.build("thumbnails")
    assert run.rules == DRAW, run.said
    assert {name for name in files(channel) if "_v" in name} == {
        "es/thumbnail_v1.png",
        "en/thumbnail_v1.png",
    }
    wanted = channel.build(f"{PLACE}/es/thumbnail_v2.png")
    assert "S01E01 has 1 thumbnail in es; there is no thumbnail_v2.png" in wanted.said


def test_one_thumbnail_can_be_asked_for(channel: Channel) -> None:
    wanted = channel.results / "S01E01/es/thumbnail_v2.png"
    before = wanted.read_bytes()
    wanted.unlink()
    run = channel.build(f"{PLACE}/es/thumbnail_v2.png")
    assert run.rules == {"draw_thumbnail": 1}, run.said
    assert wanted.read_bytes() == before


def test_search_words_of_a_built_film_draw_thumbnails_and_nothing_else(
    built: Channel, tmp_path: Path
) -> None:
    film = built.copy(tmp_path / "film")
    film.configure(ON)
    run = film.build()
    assert (run.status, run.rules) == (0, {"draw_image": 1, "draw_thumbnails": 2}), run.said
    film.write({**film.read(), "seo": {"en": {"variants": ["A sea"], "tags": ["sea"]}}})
    said = film.dry_run()
    run = film.build()
    assert (run.status, run.rules, run.jobs) == (0, DRAW, said.jobs), run.said
    assert film.dry_run().rules == {}


def test_upright_films_show_their_first_picture_in_landscape(empty: Channel) -> None:
    """Without a prompt: a picture of the person's own is cut from its file, not from the film's."""
    empty.configure({**ON, "tracks": ["es"], "video": {**TINY["video"], "format": "9:16"}})
    Image.new("RGB", (1600, 1600), "#2266AA").save(empty.scripts / "own.png")
    own = scene(1, image="own.png")
    del own["image_prompt"]
    empty.write(episode(1, scenes=[own, scene(2)]))
    run = empty.build("thumbnails")
    assert (run.status, run.rules) == (0, {"draw_image": 1, **DRAW}), run.said
    with Image.open(empty.results / "S01E01/common/thumbnail_raw_es.png") as raw:
        assert (raw.size, raw.getpixel((640, 700))) == ((1280, 720), (0x22, 0x66, 0xAA))
