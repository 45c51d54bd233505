"""The gemini writer with Google's own client library, against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build.errors import UserError
from build.files import canonical
from build.takes import digest
from engines import retry
from engines.kept import Kept
from engines.makers import script_maker
from engines.writer import gemini
from engines.writer.answer import wanted_schema
from engines.writer.drafting import draft_script
from engines.writer.instruction import instruction, repair
from writer.scripts import answer
from writer.server import Gemini, Reply, fails, gemini_server, says

KEY = "AIza-secret-key"
SETTINGS: dict[str, Any] = {
    "model": "gemini-2.5-flash",
    "temperature": 0.3,
    "tokens": 8192,
    "thinking": 0,
    "per_minute": 6000,
    "time_limit": 20,
    "usd_per_million_tokens": {"input": 0.30, "output": 2.50},
}
SPEC = {
    **gemini.identity(SETTINGS),
    "languages": {"es": "es-ES", "en": "en-US"},
    "text": "Water goes round.",
    "wishes": "Two scenes.",
}
GOOD = json.dumps(answer())


@pytest.fixture(scope="module")
def service() -> Iterator[Gemini]:
    """Return a running server."""
    with gemini_server() as running:
        yield running


@pytest.fixture
def server(service: Gemini, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Gemini:
    """Return the server without a memory, with the environment pointing to it."""
    for key in gemini.API.keys:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.address)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
    for memory in (service.replies, service.requests, service.paths, service.keys):
        memory.clear()
    return service


def write(tmp_path: Path, **own: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the script that is written, and its record."""
    engine = gemini.load({**SETTINGS, **own}, tmp_path)
    text, record = draft_script(engine, "gemini", SPEC, tmp_path / "job.log", Kept("gemini"))
    return json.loads(text), record


def refused(tmp_path: Path, **own: Any) -> str:
    """Return the sentence that nothing is written with."""
    with pytest.raises(UserError) as caught:
        write(tmp_path, **own)
    assert KEY not in str(caught.value)
    return str(caught.value)


def test_a_good_answer_is_the_script(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [says(GOOD)]
    script, record = write(tmp_path)
    assert script == answer()
    assert record == {
        "model": "gemini-2.5-flash-001",
        "tokens_in": 1000,
        "tokens_out": 2000,
        "usd": 0.0053,
        "answers": 1,
        "requests": 1,
    }
    assert server.keys == [KEY]
    assert "gemini-2.5-flash:generateContent" in server.paths[0]
    request = server.requests[0]
    wish = request["generationConfig"]
    assert wish["temperature"] == 0.3
    assert wish["maxOutputTokens"] == 8192
    assert list(wish["thinkingConfig"].values()) == [0]
    assert wish["responseMimeType"] == "application/json"
    assert wish["responseJsonSchema"] == wanted_schema(["es", "en"])
    told = request["systemInstruction"]["parts"][0]["text"]
    assert "es (es-ES), en (en-US)" in told
    assert told.endswith("Two scenes.")
    assert request["contents"] == [{"role": "user", "parts": [{"text": "Water goes round."}]}]


def test_requests_go_where_the_configuration_says(
    server: Gemini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOGLE_GEMINI_BASE_URL")
    server.replies[:] = [says(GOOD)]
    assert write(tmp_path, base_url=server.address)[0] == answer()
    assert "has to be https" in refused(tmp_path, base_url="http://proxy.example.org")


def test_a_fence_around_the_json_is_taken_off(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [says(f"```json\n{GOOD}\n```\n")]
    assert write(tmp_path)[0] == answer()
    assert len(server.requests) == 1


def test_mistakes_are_sent_back_and_put_right(server: Gemini, tmp_path: Path) -> None:
    broken = answer(saga=3)
    del broken["scenes"][1]["text"]["en"]
    server.replies[:] = [says(json.dumps(broken)), says(GOOD)]
    script, record = write(tmp_path)
    assert script == answer()
    assert (record["answers"], record["tokens_in"], record["usd"]) == (2, 2000, 0.0106)
    mine, theirs, mistakes = server.requests[1]["contents"]
    assert (mine["role"], theirs["role"], mistakes["role"]) == ("user", "model", "user")
    assert json.loads(theirs["parts"][0]["text"]) == broken
    said = mistakes["parts"][0]["text"]
    assert "- answer, scene 2, text: en is missing; add it" in said
    assert "- answer: there is no key 'saga'" in said


def test_a_hopeless_writer_is_refused_and_its_answers_are_kept(
    server: Gemini, tmp_path: Path
) -> None:
    for run in (1, 2):
        server.replies[:] = [says("I would rather talk about the sea.")]
        said = refused(tmp_path)
        assert "wrote no valid script in 3 answers: answer is not JSON: line 1" in said
        last = tmp_path / f"job.answer-{3 * run}.json"
        assert str(last) in said
        assert last.read_text() == "I would rather talk about the sea."
    assert len(list(tmp_path.glob("job.answer-*.json"))) == 6


def test_an_answer_cut_off_is_told_and_kept(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [says(GOOD[:200], "MAX_TOKENS")]
    said = refused(tmp_path)
    assert "cut off" in said
    assert "raise engines.gemini.tokens" in said
    assert (tmp_path / "job.answer-1.json").read_text() == GOOD[:200]
    assert len(server.requests) == 1


def test_a_text_it_would_not_write_is_told(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [says("", "SAFETY")]
    assert "would not write this text (SAFETY)" in refused(tmp_path)
    blocked = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    server.replies[:] = [Reply(200, json.dumps(blocked).encode())]
    assert "(PROHIBITED_CONTENT)" in refused(tmp_path)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(server: Gemini, tmp_path: Path, status: int) -> None:
    server.replies[:] = [fails(status, "later"), fails(status, "later"), says(GOOD)]
    assert write(tmp_path)[0] == answer()
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        (400, "Unknown field", "refuses the request (400: Unknown field)"),
        (400, "API key not valid", "does not accept the key in GEMINI_API_KEY"),
        (403, f"no {KEY} here", "GEMINI_API_KEY (403: no … here): check"),
        (404, "not found", "no such model"),
    ],
)
def test_what_is_refused_for_good_is_asked_once(
    server: Gemini, tmp_path: Path, status: int, message: str, said: str
) -> None:
    server.replies[:] = [fails(status, message)]
    assert said in refused(tmp_path)
    assert len(server.requests) == 1


def test_a_service_that_stays_busy_is_told(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [fails(429, "quota", Retry_After="30")]
    said = refused(tmp_path)
    assert "gave no answer in 20 s (429: quota" in said
    assert len(server.requests) == 1


LOST = Reply(200, b"lost", cut=1)


def test_an_answer_that_was_lost_is_asked_for_again_and_recorded(
    server: Gemini, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    server.replies[:] = [LOST, LOST, says(GOOD)]
    script, record = write(tmp_path)
    assert script == answer()
    assert (record["requests"], record["answers"]) == (3, 1)
    assert all("RemoteProtocolError" in why for why in record["lost_answers"])
    assert len(record["lost_answers"]) == 2
    assert "gemini: an answer that may be charged was lost" in capfd.readouterr().err


def test_no_more_than_three_answers_of_a_draft_are_lost(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [LOST, says("no script"), LOST, LOST]
    said = refused(tmp_path)
    assert "gave no answer (RemoteProtocolError); lost answers that may be charged: 3" in said
    assert len(server.requests) == 4
    # The next run asks for what did not come, and its record has the whole of it.
    server.replies[:] = [says(GOOD)]
    record = write(tmp_path)[1]
    assert len(server.requests) == 5
    assert (record["requests"], len(record["lost_answers"])) == (5, 3)
    assert (record["answers"], record["usd"]) == (2, 0.0106)


def test_a_script_that_cannot_be_written_is_not_paid_for_again(
    server: Gemini, tmp_path: Path
) -> None:
    server.replies[:] = [says(GOOD)]
    make = script_maker(gemini.load(SETTINGS, tmp_path), "gemini", {})
    output, sidecar, log = (tmp_path / name for name in ("take/a.json", "a.told", "job.log"))
    (tmp_path / "take").write_text("a file where a folder is wanted")
    for _ in range(2):
        with pytest.raises(OSError):
            make(SPEC, output, sidecar, [], log)
    (tmp_path / "take").unlink()
    done = make(SPEC, output, sidecar, [], log)
    assert len(server.requests) == 1
    assert json.loads(output.read_text()) == answer()
    assert json.loads(sidecar.read_text())["made_by"]["usd"] == 0.0053
    done()
    make(SPEC, output, sidecar, [], log)
    assert len(server.requests) == 2  # once whole nothing is kept


def test_a_slow_server_is_told(server: Gemini, tmp_path: Path) -> None:
    server.replies[:] = [says(GOOD)]
    server.replies[0].seconds = 3
    assert "gave no answer in 1 s" in refused(tmp_path, time_limit=1)


def test_no_server_is_told(server: Gemini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    assert "gave no answer in 1 s (ConnectError)" in refused(tmp_path, time_limit=1)


@pytest.mark.parametrize("body", [b"\x00\xff\xfe garbage", b"[]", b'"text"', b"{}", b"{"])
def test_garbage_is_a_sentence(server: Gemini, tmp_path: Path, body: bytes) -> None:
    server.replies[:] = [Reply(200, body)]
    assert "gemini" in refused(tmp_path)


def test_without_a_key_nothing_is_sent(
    server: Gemini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    assert gemini.unavailable(SETTINGS) == "no key: set GEMINI_API_KEY"
    assert "no key" in refused(tmp_path)
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    assert gemini.unavailable(SETTINGS) is None
    assert not server.requests


def test_a_key_goes_nowhere_in_the_clear(
    server: Gemini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://proxy.example.org")
    assert "has to be https" in refused(tmp_path)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.address)
    with gemini_server() as other:
        other.replies[:] = [says(GOOD)]
        server.replies[:] = [Reply(307, b"", {"Location": f"{other.address}/elsewhere"})]
        refused(tmp_path)
        assert not other.keys


def test_what_it_is_told_changed_only_with_its_recipe() -> None:
    told = [instruction(SPEC["languages"], "w"), repair(["m"]), wanted_schema(["es", "en"])]
    assert (gemini.RECIPE, digest({"told": canonical(told)})) == (1, "c95566ad3096cd49")
