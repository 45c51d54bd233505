"""Thumbnails by their pixels: every text whole, inside the frame, in good lines, small enough."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from build.thumbnails import RECIPE
from media.line_breaks import title_lines
from media.text import Ink, Style, paste
from media.text_layout import advances, paragraphs
from media.thumbnail import (
    HEIGHT,
    MARGIN,
    UPLOAD_BYTES,
    WIDTH,
    Look,
    draw_thumbnail,
    jpeg,
    read_picture,
    set_text,
)

HOME = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
LOOK = Look.from_spec(CONFIG["thumbnails"])

SENTENCES = {
    "es-ES": "¿Qué pasaría si todo el hielo de la Antártida se derritiera mañana por la mañana? "
    "La respuesta que nadie quiere contarte",
    "en-US": "The water cycle in one minute: from ocean to cloud, from snow to river, and from "
    "river to the glass in front of you today",
    "ca-ES": "L'aigua que beus ja va ser núvol, i demà tornarà a ser mar: el viatge d'una gota "
    "que no s'acaba mai, ni aquí ni enlloc més",
    "de-DE": "Die Donaudampfschifffahrtsgesellschaft und das Geheimnis des seit über hundert "
    "Jahren verschwundenen Kapitäns aus Passau",
    "ru-RU": "Путешествие одной капли: куда исчезает вода, которую мы пьём каждый день, и почему "
    "она возвращается к нам снова и снова",
    "ar": "رحلة قطرة ماء واحدة من المحيط إلى السحاب ثم إلى كأسك في دقيقة واحدة، ولماذا تعود "
    "إلينا كل مرة من جديد مهما طال الطريق",
    "ja-JP": "海から雲へ、雲から雪へ、そしてあなたのグラスへ。一滴の水の旅をたどる一分間の物語" * 3,
    "emoji": "🌊💧☁️❄️🥛👩‍👩‍👧‍👦🇨🇦 the sea and you 👍🏽 " * 4,
}
LENGTHS = (1, 2, 8, 20, 40, 70, 120)


def whole(ink: Ink) -> int:
    return int(ink.alpha.astype(np.int64).sum())


def shown(ink: Ink, width: int, height: int, beside: int = 0) -> int:
    """Return the ink that a canvas shows whose edges are `beside` pixels further out."""
    mask = np.zeros((height + 2 * beside, width + 2 * beside), np.uint8)
    paste(mask, ink, beside, beside)
    return int(mask.astype(np.int64).sum())


def in_sight(text: str, look: Look, locale: str) -> None:
    """Assert that letters, outlines and box of a text lie inside, and are all there."""
    lettering = set_text(text, look, locale)
    assert lettering.box is not None
    left, top, right, bottom = lettering.box
    assert left >= MARGIN
    assert right <= WIDTH - MARGIN
    assert top >= MARGIN
    assert bottom <= HEIGHT - MARGIN
    for ink in (lettering.letters, lettering.outlines):
        rows, columns = ink.alpha.shape
        assert left + look.padding <= ink.left
        assert ink.left + columns <= right - look.padding
        assert top + look.padding <= ink.top
        assert ink.top + rows <= bottom - look.padding
        assert shown(ink, WIDTH, HEIGHT) == shown(ink, WIDTH, HEIGHT, 300) == whole(ink) > 0
    assert right - left - 2 * look.padding <= look.width * WIDTH
    assert bottom - top <= look.height * HEIGHT + 1
    assert abs(left - (WIDTH - right)) <= 1


@pytest.mark.parametrize("locale", SENTENCES)
def test_text_of_any_length_is_whole_and_inside(locale: str) -> None:
    for length in LENGTHS:
        text = SENTENCES[locale][:length].strip()
        for position in ("top", "bottom"):
            in_sight(text, replace(LOOK, position=position), locale)
        assert not set_text(text, LOOK, locale).block.cut


@settings(max_examples=25, deadline=None)
@given(
    text=st.text("aWgj ÑÅ漢字مرحبا🌊-,", min_size=1, max_size=300),
    size=st.floats(0.05, 0.5),
    width=st.floats(0.2, 1),
    height=st.floats(0.2, 1),
    padding=st.integers(0, 48),
    outline=st.integers(0, 12),
)
def test_nothing_leaves_the_picture_whatever_is_wished(
    text: str, size: float, width: float, height: float, padding: int, outline: int
) -> None:
    look = replace(LOOK, size=size, width=width, height=height, padding=padding, outline=outline)
    if set_text(text, look, "en").box is not None:
        in_sight(text, look, "en")


def test_letters_begin_at_their_size_and_shrink_only_for_room() -> None:
    assert set_text("Agua", LOOK, "es").block.size == pytest.approx(0.13 * HEIGHT, abs=0.5)
    sizes = [set_text(SENTENCES["es-ES"][:n], LOOK, "es").block.size for n in (20, 70, 120)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= 60  # 8 pixels where the whole picture is 168 wide


LINES = [
    ("El agua que bebes ya estuvo en las nubes", "El agua que bebes|ya estuvo en las nubes"),
    (
        "L'aigua que beus ja va ser núvol, i demà tornarà a ser mar",
        "L'aigua que beus ja va ser núvol,|i demà tornarà a ser mar",
    ),
    ("海から雲へ、雲から雪へ、そしてグラスへ", "海から雲へ、|雲から雪へ、|そしてグラスへ"),
]


def lines_of(text: str, room: tuple[float, float] = (1152, 320)) -> list[str]:
    style = Style(900, "en", title=True)
    letters = paragraphs(text, style)[0]
    lines = title_lines(letters, advances(letters, style), room, 93.6, 1.18)
    assert lines is not None
    return ["".join(letter.text for letter in letters[first:end]) for first, end in lines]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_lines_end_where_a_reader_pauses(text: str, expected: str) -> None:
    assert "|".join(lines_of(text)) == expected


@pytest.mark.parametrize("locale", ["es-ES", "en-US", "ca-ES", "de-DE", "ru-RU"])
def test_no_last_line_is_one_short_word(locale: str) -> None:
    words = SENTENCES[locale].split()
    for count in range(2, len(words)):
        lines = lines_of(" ".join(words[:count]))
        assert " ".join(lines) == " ".join(words[:count])
        mean = sum(map(len, lines)) / len(lines)
        assert " " in lines[-1] or len(lines[-1]) > 0.5 * mean, lines


def test_only_the_text_and_its_box_change_the_picture() -> None:
    picture = Image.new("RGB", (WIDTH, HEIGHT), (200, 100, 50))
    drawn = np.asarray(draw_thumbnail(picture, "Agua", LOOK, "es"))
    box = set_text("Agua", LOOK, "es").box
    assert box is not None
    left, top, right, bottom = box
    inside = drawn[top:bottom, left:right].reshape(-1, 3)
    assert (drawn != (200, 100, 50)).any(axis=2).sum() == len(inside)
    assert {(255, 255, 255), (0, 0, 0), (75, 37, 19)} <= {tuple(map(int, c)) for c in inside}
    assert np.array_equal(draw_thumbnail(picture, " \ue000 ", LOOK, "es"), picture)


# Raise build.thumbnails.RECIPE when these change on purpose, and put the new ones here.
GOLDEN = (1, "c715fd13f8a32bf4", "eb34a8a90608b3c4", "50537a75ef692430")


def test_same_recipe_same_pixels() -> None:
    picture = Image.new("RGB", (WIDTH, HEIGHT), (200, 100, 50))
    drawn = (
        draw_thumbnail(picture, SENTENCES[locale][:70], LOOK, locale)
        for locale in ("es-ES", "ar", "ja-JP")
    )
    digests = (hashlib.sha256(one.tobytes()).hexdigest()[:16] for one in drawn)
    assert (RECIPE, *digests) == GOLDEN


def test_upload_is_small_enough_even_for_noise() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    content = jpeg(Image.fromarray(noise))
    assert len(content) < UPLOAD_BYTES
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.size, picture.format) == ((WIDTH, HEIGHT), "JPEG")


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "raw.png"
    Image.new("RGB", (WIDTH, HEIGHT)).save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Exception, match=r"raw\.png is not a whole picture; delete it"):
        read_picture(path)
