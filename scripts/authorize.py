"""Let Reelmake upload to a channel: python scripts/authorize.py NAME

Opens Google's page in a browser, where the person chooses the account and the channel, and keeps
the token that comes back under NAME, the channel's name in config.yaml.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from google_auth_oauthlib.flow import InstalledAppFlow

from build.errors import UserError
from upload.client import Channel
from upload.tokens import CLIENT, SCOPES, token_path, write_token


def authorize(name: str, browser: bool = True) -> str:
    """Keep a token for the channel `name` and return what YouTube calls the channel."""
    path = token_path(name)
    client = os.environ.get(CLIENT, "")
    if not client:
        raise UserError(f"{CLIENT} has to name the client's JSON file from the Google console")
    try:
        flow = InstalledAppFlow.from_client_secrets_file(Path(client).expanduser(), list(SCOPES))
    except (OSError, ValueError):
        raise UserError(f"{CLIENT}: {client} is no client file of the kind desktop app") from None
    credentials = flow.run_local_server(port=0, open_browser=browser)
    write_token(path, credentials)
    return Channel(name, credentials, limit=30).title()


def main() -> None:
    """Bind the work to the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("name", help="the channel's name in youtube.channels of config.yaml")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    wish = parser.parse_args()
    try:
        title = authorize(wish.name, not wish.no_browser)
    except UserError as error:
        sys.exit(f"reelmake: {error}")
    print(f"{wish.name} uploads to the channel “{title}”; its token is {token_path(wish.name)}")


if __name__ == "__main__":
    main()
