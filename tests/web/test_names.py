"""Names of files and addresses of pages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.names import page_slug, slugs, title_name, video_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Título", "Título"),
        ("El viaje de una gota", "El-viaje-de-una-gota"),
        ("Ti\u0301tulo", "Título"),
        ("¿Qué es? / 100 % «agua»: parte #2", "Qué-es-100-agua-parte-2"),
        ("L'aigua; ../../etc/passwd", "L-aigua-etc-passwd"),
        ("水の旅", "水の旅"),
        ("हिन्दी", "हिन्दी"),
        ("رحلة قطرة", "رحلة-قطرة"),
        ("💧🌊", ""),
        ("...", ""),
    ],
)
def test_file_names_keep_letters_and_nothing_else(title: str, name: str) -> None:
    assert title_name(title) == name


def test_the_name_of_a_video() -> None:
    assert video_name(1, 1, "es", "Título") == "S01E01-ES-Título"
    assert video_name(1, 12, "es_free", "💧") == "S01E12-ES_FREE"


@settings(deadline=None)
@given(st.text())
def test_any_title_gives_a_name_for_any_file_system_and_address(title: str) -> None:
    name = title_name(title)
    assert len(name.encode()) <= 120
    assert all(letter == "-" or unicodedata.category(letter)[0] in "LMN" for letter in name)
    assert not name.startswith("-")
    assert not name.endswith("-")


def test_long_titles_end_with_a_word_and_never_inside_a_letter() -> None:
    assert title_name("agua " * 100).endswith("-agua")
    name = title_name("x\u0323" * 100)
    assert name
    assert len(name) % 2 == 0


def test_slugs() -> None:
    assert slugs(["Océano", "ciclo del agua", "océano", "💧"]) == ["oceano", "ciclo-del-agua"]
    assert page_slug("💧", 1, 2) == "s01e02"
