"""Names of takes: a slug, and the hash of what was asked for."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from build.takes import digest, make_take, slug, takes_folder


def test_a_name_is_a_slug_and_a_hash() -> None:
    take = make_take("speech", "kokoro", "¡Bienvenidos al futuro!", {"text": "x"})
    assert re.fullmatch(r"speech/kokoro/bienvenidos-al-futuro-[0-9a-f]{16}", take.stem)


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_the_hash_is_the_same_in_every_release() -> None:
    # Changing this would rebuild, and pay for, everything anyone has.
    assert digest({"text": "Hola, señor 🎬", "speed": 1.0}) == "afe0c6e2414673f4"


@given(st.text())
def test_a_slug_is_safe_in_any_file_system(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(title))
    assert len(slug(title)) <= 40


def test_a_long_title_is_cut_where_a_word_ends_and_always_there() -> None:
    # Another slug would be another file, and the take made anew.
    assert slug("Una frase bastante larga, que no cabe entera") == (
        "una-frase-bastante-larga-que-no-cabe"
    )
    assert slug("a" * 38 + " b") == "a" * 38 + "-b"
    assert slug("a" * 39 + " b") == "a" * 39
    assert slug("a" * 50) == "a" * 40
    assert slug("…") == "take"


SPECS = st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.none())


@given(SPECS, SPECS)
def test_other_specs_have_other_hashes(one: dict[str, object], other: dict[str, object]) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_takes_lie_where_a_job_reads_them() -> None:
    stored = ".snakemake/storage/s3/films/results/takes/clips/libx264/a-0123.mp4"
    assert takes_folder([stored]) == Path(".snakemake/storage/s3/films/results/takes")
    assert takes_folder(["results/takes/speech/kokoro/b-4567.json"]) == Path("results/takes")
