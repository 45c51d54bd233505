"""Upload a film, or go on with it: from the files and settings of a rule to its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

from build.files import read_json
from build.gauge import Gauge
from build.intact import as_made
from build.seals import sha256_of
from upload import metadata
from upload.client import Channel, Film
from upload.ledger import ledger_path, open_ledger
from upload.marks import key_of
from upload.states import State, Wish
from upload.steps import Tell, Upload
from upload.tokens import read_token, token_path, write_token


def upload_film(
    video: Path,
    subtitles: Path,
    thumbnail: Path | None,
    edit: Path,
    ledgers: Path,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the receipt of the film's upload once all is on the channel as `edit` says.

    `settings` are chunk_mib, time_limit and replace (whether the person asked for a new video).
    """
    texts = read_json(edit)
    token = token_path(texts["channel"])
    credentials = read_token(token)
    before = credentials.token
    name = f"{texts['episode']}/{texts['track']}"
    place = ledger_path(ledgers, texts["channel"], texts["episode"], texts["track"])
    beside = {"captions": subtitles, **({"thumbnail": thumbnail} if thumbnail else {})}
    with open_ledger(place) as ledger, video.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        as_made(video, digest)
        wish = Wish(
            key=key_of(texts["channel"], texts["episode"], texts["track"]),
            sha256=digest,
            size=file.tell(),
            snippet=metadata.snippet(texts),
            status=metadata.status(texts),
            thumbnail=sha256_of(as_made(thumbnail)) if thumbnail else None,
            captions=sha256_of(as_made(subtitles)),
            replace=settings["replace"],
        )
        chunk = int(settings["chunk_mib"] * 4) * 256 * 1024
        channel = Channel(texts["channel"], credentials, settings["time_limit"])
        film = Film(file, chunk)
        try:
            upload = Upload(name, wish, channel, ledger, film, chunk, beside, _telling(wish.size))
            return receipt(texts, wish, upload.run())
        finally:
            if credentials.token != before:
                write_token(token, credentials)


def receipt(texts: Mapping[str, Any], wish: Wish, state: State) -> dict[str, Any]:
    """Return what is kept beside the film of its upload."""
    return {
        "video_id": state.video,
        "url": f"https://youtu.be/{state.video}",
        "channel": texts["channel"],
        "episode": texts["episode"],
        "track": texts["track"],
        "sha256": wish.sha256,
        "title": wish.snippet["title"],
        "privacy": wish.status["privacyStatus"],
        "uploaded_at": state.at,
        "replaced": list(state.replaced),
    }


def _telling(size: int) -> Tell:
    gauge: Gauge | None = None

    def tell(sent: int, _: int) -> None:
        nonlocal gauge
        gauge = gauge or Gauge(size, "upload the film", start=sent)
        gauge.reach(sent)

    return tell
