"""Tokens: authorized in a browser, kept for their owner alone, taken over from old pickles."""

from __future__ import annotations

import json
import os
import pickle
import re
import stat
import subprocess
import sys
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from build.errors import UserError
from services.loopback_youtube import CHANNEL, Tube
from upload.pickles import read_pickle
from upload.tokens import read_token, token_path, write_token
from workflow.channel import HOME


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REELMAKE_YOUTUBE_TOKENS", str(tmp_path / "tokens"))
    return tmp_path / "tokens"


def old(tube: Tube) -> Credentials:
    held = tube.token()
    return Credentials(expiry=datetime(2020, 1, 1), **held)


def test_a_channel_is_authorized_in_a_browser(tube: Tube, tokens: Path, tmp_path: Path) -> None:
    uris = {"auth_uri": f"{tube.address}/auth", "token_uri": f"{tube.address}/token"}
    secret = {"client_id": "client", "client_secret": "client-secret-0", **uris}
    (tmp_path / "client.json").write_text(json.dumps({"installed": secret}))
    variables = {
        "REELMAKE_YOUTUBE_CLIENT": str(tmp_path / "client.json"),
        "REELMAKE_YOUTUBE_URL": tube.address,
        "OAUTHLIB_INSECURE_TRANSPORT": "1",  # loopback has no https
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, HOME / "scripts/authorize.py", "sea", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **variables},
    ) as process:
        assert process.stdout
        page = re.search(r"http://127\S+", process.stdout.readline())
        assert page
        urllib.request.urlopen(page[0]).read()
        said = process.stdout.read()
    assert process.returncode == 0, said
    assert CHANNEL in said and "refresh-0" not in said and "client-secret" not in said
    token = read_token(tokens / "sea.json")
    assert (token.refresh_token, token.token_uri) == ("refresh-0", uris["token_uri"])


def test_a_token_is_for_its_owner_alone(tube: Tube, tokens: Path) -> None:
    path = token_path("sea")
    write_token(path, old(tube))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_token(path).expiry == datetime(2020, 1, 1)
    path.chmod(0o640)
    with pytest.raises(UserError, match="others can read the token"):
        read_token(path)
    with pytest.raises(UserError, match="authorize the channel"):
        read_token(token_path("land"))
    with pytest.raises(UserError, match="no name for a channel"):
        token_path("../sea")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_old_pickle_is_taken_over(tube: Tube, tokens: Path, protocol: int) -> None:
    token = read_pickle(pickle.dumps(old(tube), protocol))
    held = tube.token()
    for name in ("refresh_token", "token_uri", "client_id", "client_secret", "scopes"):
        assert getattr(token, name) == held[name]


class Evil:
    def __reduce__(self) -> object:
        return os.system, ("touch /tmp/pwned",)


@pytest.mark.parametrize("content", [pickle.dumps(Evil()), b"", b"junk", pickle.dumps([1])])
def test_a_pickle_of_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match="no pickled token"):
        read_pickle(content)
