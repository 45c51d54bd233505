"""A channel's OAuth token: JSON, for its owner's eyes only, outside the repository.

Google's own format (`authorized_user`). It is written whole or not at all, and anew when Google
gave another access token.
"""

from __future__ import annotations

import json
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

from google.oauth2.credentials import Credentials

from build.errors import UserError
from build.files import publish

SCOPES = ("https://www.googleapis.com/auth/youtube.force-ssl",)
FOLDER = "REELMAKE_YOUTUBE_TOKENS"
CLIENT = "REELMAKE_YOUTUBE_CLIENT"
_NEEDED = ("refresh_token", "token_uri", "client_id", "client_secret")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def token_path(channel: str) -> Path:
    """Return where the token of `channel` is kept."""
    if not _NAME.fullmatch(channel):
        raise UserError(f"{channel!r} is no name for a channel: letters, digits, - and _ only")
    own = os.environ.get(FOLDER)
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    folder = Path(own) if own else Path(base) / "reelmake/youtube"
    return folder.expanduser() / f"{channel}.json"


def read_token(path: Path) -> Credentials:
    """Return the token at `path`. UserError where there is none that only its owner can read."""
    try:
        mode = path.stat().st_mode
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"there is no token {path}: authorize the channel with python scripts/authorize.py "
            f"{path.stem}"
        ) from None
    except (OSError, ValueError):
        raise UserError(f"the token {path} cannot be read: authorize the channel anew") from None
    if stat.S_IMODE(mode) & 0o077:
        raise UserError(f"others can read the token {path}: chmod 600 it")
    missing = [name for name in _NEEDED if not isinstance(held, dict) or not held.get(name)]
    if missing:
        raise UserError(f"the token {path} has no {missing[0]}: authorize the channel anew")
    # Not by `from_authorized_user_info`, which takes no notice of token_uri.
    return Credentials(
        token=held.get("token"),
        expiry=_expiry(held.get("expiry")),
        scopes=held.get("scopes") or SCOPES,
        **{name: held[name] for name in _NEEDED},
    )


def write_token(path: Path, credentials: Credentials) -> None:
    """Keep `credentials` at `path`, mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with publish(path) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(credentials.to_json())


def _expiry(text: object) -> datetime | None:
    # Google's library reckons in UTC without saying so.
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
