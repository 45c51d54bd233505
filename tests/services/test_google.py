"""The `google` engine over loopback: what it sends, what it makes of the answers, what it costs."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from build.errors import UserError
from build.files import canonical
from engines.speech import google
from services.conftest import KEY
from services.server import Reply, ScriptedServer, json_reply
from services.sounds import RATE, speak, spoken, wav

LINE = {
    "text": "L'aigua que beus 💧 avui\n ja va ser un núvol.",
    "voice": "ca-ES-Standard-B",
    "locale": "ca",
    "speed": 1.0,
}
LONG = {**LINE, "text": "Una frase d'aigua. " * 600}  # 11,400 bytes: three requests
SETTINGS = {"per_minute": 1e6, "time_limit": 5, "usd_per_million_characters": 4.0}
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def engine(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> google.GoogleSpeech:
    monkeypatch.setenv("GOOGLE_TTS_API_KEY", KEY)
    server.answer(speak)
    return google.load({**SETTINGS, "base_url": server.address}, None)


def test_one_plain_request_a_line(engine: google.GoogleSpeech, server: ScriptedServer) -> None:
    speech = engine.speak(LINE)
    (request,) = server.requests
    assert request.path == "/v1/text:synthesize"
    assert request.headers["x-goog-api-key"] == KEY
    text = "L'aigua que beus avui ja va ser un núvol."
    assert request.json == {
        "input": {"text": text},
        "voice": {"languageCode": "ca-ES", "name": "ca-ES-Standard-B"},
        "audioConfig": {"audioEncoding": "LINEAR16"},
    }
    assert (speech.rate, len(speech.samples)) == (RATE, round(0.005 * len(text) * RATE))
    assert speech.samples.dtype == np.float32 and 0.2 < np.abs(speech.samples).max() < 0.3
    assert speech.words == []
    assert speech.record == {"requests": 1, "characters": len(text), "usd": len(text) * 4e-6}


def test_the_output_belongs_to_its_recipe(
    engine: google.GoogleSpeech, server: ScriptedServer
) -> None:
    # Changed on purpose? Raise RECIPE.
    made = hashlib.sha256(engine.speak({**LONG, "speed": 1.5}).samples.tobytes())
    for request in server.requests:
        made.update(canonical(request.json).encode())
    assert (google.RECIPE, made.hexdigest()[:16]) == (1, "d757611915d1699a")


def test_a_speed_and_another_kind_of_voice() -> None:
    body = google.request("Hola", {**LINE, "voice": "en-US-Chirp3-HD-Kore", "speed": 1.25})
    assert body["voice"]["languageCode"] == "en-US"
    assert body["audioConfig"]["speakingRate"] == 1.25
    assert google.request("Hola", {**LINE, "voice": "Kore"})["voice"]["languageCode"] == "ca"


def test_a_long_line_is_one_take(engine: google.GoogleSpeech, server: ScriptedServer) -> None:
    speech = engine.speak(LONG)
    texts = [request.json["input"]["text"] for request in server.requests]
    assert len(texts) == 3 and all(text.endswith("aigua.") for text in texts)
    assert speech.record["requests"] == 3
    said = sum(round(0.005 * len(text) * RATE) for text in texts)
    assert len(speech.samples) == said + 2 * round(0.3 * RATE)


def test_the_parts_of_a_broken_line_are_not_paid_for_again(
    engine: google.GoogleSpeech, server: ScriptedServer
) -> None:
    server.answer(speak, speak, json_reply({"error": {"message": "no"}}, 404))
    with pytest.raises(UserError):
        engine.speak(LONG)
    server.answer(speak)
    speech = engine.speak(LONG)
    assert (len(server.requests), speech.record["requests"]) == (4, 4)
    engine.speak(LONG)
    assert len(server.requests) == 4  # as long as nobody says that the take is written
    speech.written()
    engine.speak(LONG)
    assert len(server.requests) == 7  # once whole nothing is kept: whoever asks anew pays anew


def test_a_new_try_belongs_to_its_own_take(
    engine: google.GoogleSpeech, server: ScriptedServer
) -> None:
    server.answer(speak, json_reply({}, 404))
    with pytest.raises(UserError):
        engine.speak(LONG)
    server.answer(speak)
    engine.speak({**LONG, "take": 2})
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (json_reply({"audioContent": "bm90IGEgc291bmQ="}), "answered what is no sound"),
        (json_reply({"audioContent": "%%%"}), "answered what is no sound"),
        (json_reply({}), "answered what is no sound"),
        (json_reply([1]), "answered what is no sound"),
        (spoken(wav()[:-100]), "answered a sound that is cut off"),
        (spoken(wav(0)), "answered a sound that is cut off"),
        (spoken(wav(channels=2)), "answered 2 channels of 16 bits"),
        (Reply(200, b"{"), "answered what is no JSON"),
    ],
)
def test_an_answer_that_is_no_voice_is_a_sentence_and_not_bought_twice(
    engine: google.GoogleSpeech, server: ScriptedServer, reply: Reply, sentence: str
) -> None:
    server.answer(reply)
    with pytest.raises(UserError, match=sentence):
        engine.speak(LINE)
    assert len(server.requests) == 1


def test_an_unknown_voice_is_named(engine: google.GoogleSpeech, server: ScriptedServer) -> None:
    error = {"code": 400, "message": "Voice 'x' does not exist.", "status": "INVALID_ARGUMENT"}
    server.answer(json_reply({"error": error}, 400))
    with pytest.raises(UserError, match=r"400: Voice 'x' does not exist.*languages\.<track>\.voi"):
        engine.speak({**LINE, "voice": "x"})


def test_a_wrong_key_is_named_by_its_variable(
    engine: google.GoogleSpeech, server: ScriptedServer
) -> None:
    error = {"code": 400, "message": "API key not valid. Please pass a valid API key."}
    server.answer(json_reply({"error": error}, 400))
    with pytest.raises(UserError, match="does not accept the key in GOOGLE_TTS_API_KEY"):
        engine.speak(LINE)


def test_a_line_without_a_word_is_not_sent(
    engine: google.GoogleSpeech, server: ScriptedServer
) -> None:
    with pytest.raises(UserError, match="google can say nothing for the line '… !'"):
        engine.speak({**LINE, "text": "… 💧 !"})
    assert server.requests == []


def test_parts_at_two_rates_are_refused() -> None:
    sounds = [google.read_pcm(wav(rate=rate)) for rate in (24000, 16000)]
    with pytest.raises(UserError, match=r"parts of one line at \[16000, 24000\] Hz"):
        google.joined(sounds)
