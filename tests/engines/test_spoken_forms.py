"""A line spoken as the lexicon says: another sound, and times that stay with the written words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from build.files import read_json
from build.lexicon import Lexicon
from engines.base import Word
from engines.makers import voice_maker
from engines.speech import espeak, kokoro

LEXICON = Lexicon(
    {
        "km/h": "kilómetros por hora",
        "NASA": "la agencia espacial norteamericana",
        "New York Times": "niu york taims",
        "la gran manzana": "nueva york",
    }
)
WRITTEN = "Según NASA vuela a 90 km/h, y el «New York Times» va a la gran manzana hoy."
SPOKEN = (
    "Según la agencia espacial norteamericana vuela a 90 kilómetros por hora, "
    "y el «niu york taims» va a nueva york hoy."
)
SPEC = {"locale": "es-ES", "speed": 1.0}


@pytest.fixture(scope="module", params=["espeak", "kokoro"])
def takes(request: pytest.FixtureRequest, models: Path, tmp_path_factory: Any) -> list[list[Word]]:
    """Return the words of a take by the lexicon, and of its spoken form as if it were written."""
    module = {"espeak": espeak, "kokoro": kokoro}[request.param]
    make = voice_maker(module.load({}, models), request.param, {})
    voice = {"espeak": "es", "kokoro": "em_alex"}[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    found = []
    for name, own in (
        ("lexicon", {"text": WRITTEN, "spoken": LEXICON.spoken(WRITTEN)}),
        ("plain", {"text": SPOKEN}),
    ):
        wav, sidecar = folder / f"{name}.wav", folder / f"{name}.json"
        make({**SPEC, "voice": voice, **own}, wav, sidecar, [], folder / "log")
        document = read_json(sidecar)
        assert document["spec"]["text"] == own["text"]
        found.append([Word(**word) for word in document["words"]])
    assert (folder / "lexicon.wav").read_bytes() == (folder / "plain.wav").read_bytes()
    return found


def test_words_are_the_written_ones_each_with_the_time_of_all_it_is_spoken_as(
    takes: list[list[Word]],
) -> None:
    words, said = takes
    assert [word.text for word in words] == WRITTEN.split()
    edges = [time for word in words for time in (word.start, word.end)]
    assert edges == sorted(edges)
    for written, spoken in [
        ("Según", ["Según"]),
        ("NASA", ["la", "agencia", "espacial", "norteamericana"]),
        ("vuela", ["vuela"]),
        ("km/h,", ["kilómetros", "por", "hora,"]),
        ("«New", ["«niu"]),
        ("Times»", ["taims»"]),
        ("la gran manzana", ["nueva", "york"]),
        ("hoy.", ["hoy."]),
    ]:
        start, end = span(words, written.split())
        first, last = span(said, spoken)
        assert start == pytest.approx(first, abs=1e-3), written
        assert end == pytest.approx(last, abs=1e-3), written
    la, gran, manzana = words[-4:-1]
    assert 0 < gran.start - la.start < manzana.end - gran.start


def span(words: list[Word], run: list[str]) -> tuple[float, float]:
    """Return when the first of the `run` of words begins and its last one ends."""
    texts = [word.text for word in words]
    (at,) = [i for i in range(len(texts)) if texts[i : i + len(run)] == run]
    return words[at].start, words[at + len(run) - 1].end
