"""The HTTP side of engines, against a server that misbehaves in every way it can."""

from __future__ import annotations

import json
import time
import traceback

import pytest

from build.errors import UserError
from engines.service import Api, Service, Tally, shortened
from services.conftest import KEY
from services.server import Reply, ScriptedServer, json_reply, serve

API = Api("painter", ("PAINTER_KEY",), ("Authorization", "Bearer {}"), "https://x", "PAINTER_BASE")
GOOD = json_reply({"take": 1})
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINTER_KEY", KEY)


def opened(address: str, limit: float = 5) -> Service:
    return API.open({"base_url": address, "per_minute": 1e6, "time_limit": limit})


def refusal(server: ScriptedServer, limit: float = 5, tally: Tally | None = None) -> str:
    """Return the sentence a request ends with, whose traceback is without the key too."""
    with pytest.raises(UserError) as error:
        opened(server.address, limit).post("/draw", {}, tally or Tally())
    assert KEY not in "".join(traceback.format_exception(error.value))
    return str(error.value)


def test_a_request_carries_the_key_in_its_header_alone(server: ScriptedServer) -> None:
    server.answer(GOOD)
    tally = Tally()
    assert opened(f"{server.address}/").post("/draw", {"prompt": "mar ñ"}, tally) == {"take": 1}
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/draw")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in request.path and KEY.encode() not in request.body
    assert request.json == {"prompt": "mar ñ"}
    assert tally.record() == {"requests": 1}


def test_a_netrc_does_not_replace_the_key(
    server: ScriptedServer, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.answer(GOOD)
    opened(server.address).post("/draw", {}, Tally())
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_storms_pass(server: ScriptedServer) -> None:
    busy = json_reply({"error": {"message": "slow down"}}, 429, headers={"Retry-After": "0.3"})
    server.answer(busy, Reply(500), Reply(503, b"<html>"), Reply(529), Reply(408), GOOD)
    tally = Tally()
    assert opened(server.address).post("/draw", {}, tally) == {"take": 1}
    assert tally.record() == {"requests": 6}
    assert server.requests[1].at - server.requests[0].at >= 0.3


def test_a_storm_that_does_not_pass_ends(server: ScriptedServer) -> None:
    server.answer(json_reply({"error": {"message": "quota exceeded"}}, 429))
    said = refusal(server, 2)
    sent = len(server.requests)
    assert said == (
        f"painter gave nothing, requests sent: {sent} (429: quota exceeded); build again later"
    )
    assert len(server.requests) > 3


def test_a_wait_that_is_too_long_is_not_begun(server: ScriptedServer) -> None:
    server.answer(Reply(429, headers={"Retry-After": "3600"}))
    assert "(429: nothing, and asks to wait 3600 s); build again later" in refusal(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "message", "sentence"),
    [
        (400, "width is wrong", "painter refuses the request (400: width is wrong)"),
        (400, "API key not valid.", "painter does not accept the key in PAINTER_KEY (400: API"),
        (401, "who?", "painter does not accept the key in PAINTER_KEY (401: who?)"),
        (403, "switched off", "painter does not accept the key in PAINTER_KEY (403: switched off)"),
        (402, "credit limit", "painter wants its bill settled (402: credit limit)"),
        (429, "insufficient_quota", "painter wants its bill settled (429: insufficient_quota)"),
        (422, "NSFW content", "painter refuses what is asked for (422: NSFW content): reword"),
        (404, "no model", "painter refuses the request (404: no model)"),
    ],
)
def test_a_refusal_is_a_sentence_and_not_tried_again(
    server: ScriptedServer, status: int, message: str, sentence: str
) -> None:
    server.answer(json_reply({"error": {"message": message}}, status))
    assert sentence in refusal(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        (b'{"error": "plain"}', "418: plain)"),
        (b'{"message": "top", "code": 3}', "418: top)"),
        (b'{"error": {"message": null, "code": "teapot"}}', "418: teapot)"),
        (b"<html><body>\n a\tteapot</body>", "418: a teapot)"),
        (b"[1]", "418: [1])"),
        (b"", "418: nothing)"),
        (b"\xff\x00\x1b[31m", "418: \ufffd [31m)"),
        (b"x" * 1000, "x…)"),
    ],
)
def test_whatever_a_server_says_is_quoted_in_one_short_line(
    server: ScriptedServer, body: bytes, quoted: str
) -> None:
    server.answer(Reply(418, body))
    said = refusal(server)
    assert quoted in said and len(said) < 300 and "\n" not in said


def test_a_server_that_quotes_the_key_is_not_quoted_with_it(server: ScriptedServer) -> None:
    said = f"key {KEY} (AIzaTe***fXYZ) of https://api/x?key={KEY}&b=c is unknown"
    server.answer(json_reply({"error": {"message": said}}, 401))
    assert "(401: key … … of https://api/x is unknown)" in refusal(server)


def test_queries_and_keys_are_cut_out_of_text() -> None:
    assert shortened("see https://a/b?X-Sig=1&c#d now", "k") == "see https://a/b now"
    assert shortened("a b%2Fc%2Bd b/c+d", "b/c+d") == "a … …"


def test_a_slow_server_times_out_and_the_lost_answer_is_named(
    server: ScriptedServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.answer(Reply(delay=5))
    tally = Tally()
    assert "did not answer in time); lost answers that may be charged: 1;" in refusal(
        server, 0.3, tally
    )
    assert len(tally.record()["lost_answers"]) == 1
    assert "painter: an answer that may be charged was lost" in capfd.readouterr().err


def test_a_server_that_sends_a_byte_now_and_then_times_out(server: ScriptedServer) -> None:
    server.answer(Reply(200, b"x" * 1000, trickle=0.05))
    began = time.monotonic()
    assert "did not answer in time" in refusal(server, 0.4)
    assert time.monotonic() - began < 25  # half of what it would send


def test_a_cut_answer_is_asked_for_again_and_remembered(server: ScriptedServer) -> None:
    server.answer(Reply(200, b'{"take": 1}', cut=5), Reply(200, b"xx", cut=0), GOOD)
    tally = Tally()
    assert opened(server.address).post("/draw", {}, tally) == {"take": 1}
    assert (tally.requests, len(tally.lost)) == (3, 2)


def test_no_more_than_three_answers_are_paid_for_and_lost(server: ScriptedServer) -> None:
    server.answer(Reply(200, b"xx", cut=1))
    assert "lost answers that may be charged: 3;" in refusal(server)
    assert len(server.requests) == 3


def test_an_answer_that_is_no_json_is_not_paid_for_twice(server: ScriptedServer) -> None:
    server.answer(Reply(200, b"<html>Welcome to the hotel</html>"))
    assert refusal(server) == "painter answered what is no JSON: Welcome to the hotel"
    assert len(server.requests) == 1


def test_no_connection_is_no_lost_answer() -> None:
    with serve() as server:
        address = server.address
    with pytest.raises(UserError, match=r"\(no connection to 127\.0\.0\.1\); build again"):
        opened(address, 0.2).post("/draw", {}, Tally())


def test_a_redirect_is_not_followed(server: ScriptedServer) -> None:
    with serve() as other:
        other.answer(GOOD)
        server.answer(Reply(307, headers={"Location": f"{other.address}/draw?key=1"}))
        assert "sends requests on to 127.0.0.1, which is not followed" in refusal(server)
        assert other.requests == []


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.painter.test", "http://127.0.0.1:1/x"),
        ("https://api.painter.test", "http://api.painter.test/x"),
        ("https://api.painter.test", "https://painter.test/x"),
        ("https://api.painter.test", "https://api.painter.test.evil.test/x?sig=hidden"),
        ("https://api.painter.test", "file:///etc/passwd"),
        ("http://127.0.0.1:1", "https://elsewhere.test/x"),
    ],
)
def test_an_address_elsewhere_is_not_fetched(base: str, url: str) -> None:
    with pytest.raises(UserError, match="which is not fetched: only https at") as error:
        opened(base).get(url, Tally())
    assert "hidden" not in str(error.value)


def test_a_file_is_fetched_without_the_key_and_again_when_it_fails(server: ScriptedServer) -> None:
    server.answer(Reply(502), Reply(200, b"picture", cut=3), Reply(200, b"picture"))
    tally = Tally()
    assert opened(server.address).get(f"{server.address}/file?sig=1", tally) == b"picture"
    assert all("authorization" not in request.headers for request in server.requests)
    assert tally.lost == []


def test_why_an_api_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert API.unavailable({}) is None
    assert "has to be https" in API.unavailable({"base_url": "http://proxy.test"})
    assert API.unavailable({"base_url": "http://localhost:1"}) is None
    monkeypatch.setenv("PAINTER_BASE", "http://proxy.test")
    assert "PAINTER_BASE or base_url has to be https" in API.unavailable({})
    monkeypatch.delenv("PAINTER_KEY")
    assert API.unavailable({}) == "no key: set PAINTER_KEY"
    monkeypatch.setenv("PAINTER_KEY_FILE", "/no/such/key")
    assert "PAINTER_KEY_FILE names /no/such/key, which cannot be read" in API.unavailable({})


def test_the_environment_wins_over_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINTER_BASE", "http://127.0.0.1:2/")
    assert API.base({"base_url": "https://other.test"}) == "http://127.0.0.1:2"
    monkeypatch.delenv("PAINTER_BASE")
    assert API.base({"base_url": None}) == "https://x"


def test_nothing_of_a_service_shows_the_key() -> None:
    service = opened("http://127.0.0.1:1")
    assert KEY not in repr(service) and KEY not in json.dumps(service.base)
