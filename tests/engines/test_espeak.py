"""espeak-ng: exact, whole, timed."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from build.errors import UserError
from engines.speech import espeak

CATALAN = {
    "text": "L'aigua que beus avui ja va ser, fa temps, en un núvol: 97 dies 🎬 enrere.",
    "voice": "ca",
    "locale": "ca-ES",
    "speed": 1.0,
}


@pytest.fixture(scope="module")
def engine() -> espeak.EspeakSpeech:
    return espeak.load({}, Path("models"))


def digest(samples: np.ndarray) -> str:
    return hashlib.sha256(np.round(samples * 32768).astype("<i2").tobytes()).hexdigest()


def test_the_output_belongs_to_its_recipe(engine: espeak.EspeakSpeech) -> None:
    # Changed on purpose? Raise RECIPE.
    speech = engine.speak({"text": "Hola.", "voice": "es", "speed": 1.0})
    assert (espeak.RECIPE, digest(speech.samples)[:16]) == (1, "b756ba54ceab8955")


def test_a_line_sounds_the_same_whatever_was_spoken_before(engine: espeak.EspeakSpeech) -> None:
    alone = digest(engine.speak(CATALAN).samples)
    other = {**CATALAN, "text": "Sss, xxx, fff.", "voice": "ca+f2"}
    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(engine.speak, [other, CATALAN] * 3))
    assert {digest(line.samples) for line in lines[1::2]} == {alone}
    assert len({digest(line.samples) for line in lines[::2]}) == 1


def test_words_are_the_written_ones_in_order(engine: espeak.EspeakSpeech) -> None:
    speech = engine.speak(CATALAN)
    assert [word.text for word in speech.words] == CATALAN["text"].split()
    starts = [word.start for word in speech.words]
    assert starts == sorted(starts)
    assert speech.words[-1].end <= len(speech.samples) / speech.rate
    núvol = speech.words[11]
    part = speech.samples[int(núvol.start * speech.rate) : int(núvol.end * speech.rate)]
    assert 0.15 < len(part) / speech.rate < 0.9
    assert np.abs(part).max() > 0.1


def test_nothing_is_clipped_and_the_end_is_silent(engine: espeak.EspeakSpeech) -> None:
    speech = engine.speak({**CATALAN, "voice": "ca+f2"})
    assert np.abs(speech.samples).max() < 0.95
    assert not speech.samples[-speech.rate * 50 // 1000 :].any()


@pytest.mark.parametrize(
    ("voice", "sentence"),
    [("cat", "no voice 'cat'; near it are"), ("ca+f99", "no variant 'f99'; near it are f")],
)
def test_an_unknown_voice_is_a_sentence(
    engine: espeak.EspeakSpeech, voice: str, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        engine.speak({**CATALAN, "voice": voice})


def test_a_line_without_a_word_is_a_sentence(engine: espeak.EspeakSpeech) -> None:
    with pytest.raises(UserError, match="can say nothing for the line"):
        engine.speak({**CATALAN, "text": "…"})


def test_emoji_are_written_and_not_read_out(engine: espeak.EspeakSpeech) -> None:
    plain = engine.speak({**CATALAN, "text": "Hola món."})
    with_emoji = engine.speak({**CATALAN, "text": "Hola 👩🏽‍🚀 món. 🎬"})
    assert [word.text for word in with_emoji.words] == ["Hola", "👩🏽‍🚀", "món.", "🎬"]
    assert abs(len(with_emoji.samples) - len(plain.samples)) < plain.rate // 10
