"""Services in a real build: which jobs run, what is sent and paid, and where no key may stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from services.conftest import KEY
from services.server import Reply, Request, ScriptedServer
from services.sounds import draw, speak
from workflow.channel import TINY, Channel

WANTED = ("results/S01E01/ca/raw/001.wav", "results/S01E01/common/img_001.png")
NOTE = "note: track ca is spoken by espeak, not by google (no key: set GOOGLE_TTS_API_KEY)"
SCRIPT = {
    "title": {"ca": "Una gota"},
    "scenes": [{"text": {"ca": "L'aigua viatja."}, "image_prompt": "a drop of water"}],
}
KEYS = {"GOOGLE_TTS_API_KEY": KEY, "TOGETHER_API_KEY": KEY}


def config(server: ScriptedServer, **google: object) -> dict[str, object]:
    """Return a channel's configuration: Catalan by Google, pictures by Together."""
    common = {"base_url": server.address, "time_limit": 5}
    return {
        **TINY,
        "tracks": ["ca"],
        "languages": {"ca": {"speed": 1.0}},
        "images": {"engine": ["together", "storyboard"]},
        "engines": {
            "google": {**common, "usd_per_million_characters": 16, **google},
            "together": {**common, "usd_per_picture": 0.003},
        },
    }


@pytest.fixture
def channel(server: ScriptedServer, tmp_path: Path) -> Channel:
    """Return a channel with keys, an episode of one scene, and both services."""

    def both(request: Request) -> Reply:
        return (draw if request.path.startswith("/v1/images") else speak)(request)

    server.answer(both)
    made = Channel(tmp_path / "channel", config(server))
    made.variables = {**KEYS, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    made.write(SCRIPT)
    return made


def files_with(text: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


def test_takes_are_paid_for_once(channel: Channel, server: ScriptedServer) -> None:
    run = channel.build(*WANTED)
    assert run.status == 0, run.said
    assert {"speak_line": 1, "draw_image": 1}.items() <= run.rules.items()
    assert sorted(request.path for request in server.requests) == [
        "/v1/images/generations",
        "/v1/text:synthesize",
    ]
    takes = channel.results / "takes"
    (voice,) = takes.glob("speech/google/l-aigua-viatja-*.json")
    (picture,) = takes.glob("images/together/a-drop-of-water-*.json")
    bought = json.loads(voice.read_text())["made_by"]
    assert (bought["requests"], bought["characters"], bought["usd"]) == (1, 15, 0.00024)
    bought = json.loads(picture.read_text())["made_by"]
    assert (bought["requests"], bought["pictures"], bought["usd"]) == (1, 1, 0.003)
    plan = "Plan: 1 picture, 1 voice; for a time never measured yet; about 0.0032 USD"
    assert plan in run.said.splitlines()
    assert KEY not in run.said and files_with(KEY, channel.folder) == []

    # Nothing is sent again: not when Snakemake forgot, nor for another price, rate or address.
    channel.forget()
    channel.configure(config(server, per_minute=7, usd_per_million_characters=1, time_limit=9))
    again = channel.build(*WANTED)
    assert again.status == 0, again.said
    assert not {"speak_line", "draw_image"} & set(again.rules)
    assert len(server.requests) == 2


def test_thumbnails_without_a_prompt_show_the_picture_that_was_paid_for(
    channel: Channel, server: ScriptedServer
) -> None:
    run = channel.build("thumbnails")
    assert (run.status, run.rules) == (0, {"draw_image": 2, "draw_thumbnails": 1}), run.said
    assert [request.path for request in server.requests] == ["/v1/images/generations"]
    raw = (channel.results / "S01E01/common/thumbnail_raw_ca.png").resolve()
    assert raw.is_relative_to(channel.results.resolve() / "takes/images/file")
    with Image.open(raw) as picture:
        assert picture.size == (1280, 720)


def test_a_service_that_fails_stops_its_line_with_a_sentence(
    channel: Channel, server: ScriptedServer
) -> None:
    said = json.dumps({"error": {"message": f"no such key: {KEY}"}}).encode()
    server.answer(Reply(403, said))
    run = channel.build(*WANTED)
    assert run.status == 1
    assert "google does not accept the key in GOOGLE_TTS_API_KEY (403: no such key: …)" in run.said
    assert "together does not accept the key in TOGETHER_API_KEY" in run.said
    assert KEY not in run.said and files_with(KEY, channel.folder) == []
    assert len(server.requests) == 2


def test_without_a_key_the_next_engine_is_told_of(
    channel: Channel, server: ScriptedServer, tmp_path: Path
) -> None:
    channel.variables = {}
    run = channel.dry_run(*WANTED)
    assert run.status == 0, run.said
    assert NOTE in run.said
    assert "pictures are drawn by storyboard, not by together (no key: set TOGETHER" in run.said
    assert {output for rule, output in run.jobs if "takes/speech/espeak" in output}
    # The same keys from a file, as `.env` beside the Snakefile would be read.
    (tmp_path / "keys").write_text("".join(f"{name}={KEY}\n" for name in KEYS))
    channel.variables = {"REELMAKE_ENV_FILE": str(tmp_path / "keys")}
    run = channel.dry_run(*WANTED)
    assert "note:" not in run.said
    assert {output for rule, output in run.jobs if "takes/speech/google" in output}
    assert server.requests == []
