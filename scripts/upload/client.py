"""The only place that talks to YouTube, by Google's own client library.

Every request is tried again while the trouble may pass (no connection, 5xx) and for as long as the
configuration allows; every request may be sent twice without doing its work twice. What cannot pass
becomes one sentence. No message quotes an address, since a session's address allows to send.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import httplib2
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload, MediaIoBaseUpload

from build.errors import UserError
from engines.http import is_loopback
from engines.retry import GaveUpError, retrying
from upload.marks import Mark
from upload.troubles import GONE, GoneError, sentences

T = TypeVar("T")
ADDRESS = "REELMAKE_YOUTUBE_URL"  # another address of the API, for tests and proxies
_SILENCE = 60  # seconds that a connection may say nothing


class Film(MediaIoBaseUpload):
    """An open film, sent in chunks of `chunk` bytes (a multiple of 256 KiB)."""

    def __init__(self, file: BinaryIO, chunk: int) -> None:
        super().__init__(file, "video/mp4", chunksize=chunk, resumable=True)

    def has_stream(self) -> bool:
        """Deny it: a stream is read once, and a retried chunk would be empty."""
        return False

    def getbytes(self, begin: int, length: int) -> bytes:
        """Return a chunk; UserError where the file has become shorter.

        The client library would take a short chunk for the last.
        """
        wanted = min(length, self.size() - begin)
        content = super().getbytes(begin, length)
        if len(content) != wanted:
            raise UserError("the film was changed while it was sent; build it and upload again")
        return content


@dataclass(frozen=True)
class Answer:
    """What a session says: the video's id once all has arrived, else how many bytes have.

    Neither where the session is gone.
    """

    video: str | None = None
    arrived: int | None = None


@dataclass(frozen=True)
class Found:
    """A video on the channel, by its mark."""

    mark: Mark
    video: str
    privacy: str
    at: str


class Channel:
    """One channel of YouTube. `limit` is how many seconds of trouble a request may have."""

    def __init__(self, name: str, credentials: Credentials, limit: float) -> None:
        self.name = name
        self._limit = limit
        plain = httplib2.Http(timeout=_SILENCE)
        plain.redirect_codes = plain.redirect_codes - {308}  # it means "go on" here
        self._http = AuthorizedHttp(credentials, http=plain)
        self._api = build_from_document(_document(), http=self._http)

    def find(self) -> list[Found]:
        """Return the channel's videos that have a mark, the latest attempts last."""
        mine = self._call(lambda: self._api.channels().list(part="contentDetails", mine=True))
        found: list[Found | None] = []
        for channel in mine.get("items", []):
            uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
            for ids in self._pages(uploads):
                found += map(_found, self._videos(ids))
        return sorted(filter(None, found), key=lambda video: video.mark.attempt)

    def title(self) -> str:
        """Return the name under which the channel is known."""
        mine = self._call(lambda: self._api.channels().list(part="snippet", mine=True))
        return next((item["snippet"]["title"] for item in mine.get("items", [])), "no channel")

    def has(self, video: str) -> bool:
        """Tell whether the channel still has the video."""
        return bool(
            self._call(lambda: self._api.videos().list(part="id", id=video)).get("items", [])
        )

    def open_session(
        self, snippet: Mapping[str, Any], status: Mapping[str, Any], film: Film
    ) -> str:
        """Return the address of a new session, to which nothing was sent yet."""

        def attempt() -> str:
            request = self._insert(film, {"snippet": dict(snippet), "status": dict(status)})
            headers = {
                **request.headers,
                "X-Upload-Content-Type": film.mimetype(),
                "X-Upload-Content-Length": str(film.size()),
            }
            response, content = self._http.request(
                request.uri, "POST", body=request.body, headers=headers
            )
            if response.status != 200 or "location" not in response:
                raise HttpError(response, content)
            return str(response["location"])

        return self._retried(attempt)

    def ask(self, session: str, size: int) -> Answer:
        """Return how far the session is; `size` is the whole film's, in bytes."""
        return self._retried(lambda: self._ask(session, size))

    def send(self, session: str, film: Film, start: int) -> Answer:
        """Send the chunk that begins at `start`, this one only, and return how far the session is.

        Where no answer comes the session is asked, and the chunk sent again only if it has to be.
        """
        tried = False

        def attempt() -> Answer:
            nonlocal tried
            if tried and (answer := self._ask(session, film.size())) != Answer(arrived=start):
                return answer
            tried = True
            # A new request each time: an old one asks and sends on by itself after trouble.
            request = self._insert(film, {})
            request.resumable_uri = session
            request.resumable_progress = start
            _, video = request.next_chunk()
            if video:
                return Answer(video=str(video["id"]))
            return Answer(arrived=request.resumable_progress)

        try:
            return self._retried(attempt)
        except GoneError:
            return Answer()

    def _ask(self, session: str, size: int) -> Answer:
        headers = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        response, content = self._http.request(session, "PUT", headers=headers)
        if response.status == 308:
            last = re.fullmatch(r"bytes=0-(\d+)", response.get("range", ""))
            return Answer(arrived=int(last[1]) + 1 if last else 0)
        if response.status in (200, 201):
            return Answer(video=str(json.loads(content)["id"]))
        if response.status in GONE:
            return Answer()
        raise HttpError(response, content)

    def set_thumbnail(self, video: str, picture: Path) -> None:
        """Set the video's thumbnail."""
        self._call(
            lambda: self._api.thumbnails().set(
                videoId=video, media_body=MediaFileUpload(picture, mimetype="image/jpeg")
            )
        )

    def set_captions(self, video: str, locale: str, subtitles: Path) -> None:
        """Set the video's captions in the language of `locale`, whether it has some or not."""

        def request() -> Any:  # noqa: ANN401
            has = self._api.captions().list(part="snippet", videoId=video).execute()
            media = MediaFileUpload(subtitles, mimetype="application/octet-stream")
            own = {"language": locale, "name": locale, "isDraft": False}
            for item in has.get("items", []):
                if (item["snippet"]["language"], item["snippet"]["name"]) == (locale, locale):
                    body = {"id": item["id"], "snippet": {"isDraft": False}}
                    return self._api.captions().update(part="snippet", body=body, media_body=media)
            body = {"snippet": {**own, "videoId": video}}
            return self._api.captions().insert(part="snippet", body=body, media_body=media)

        self._call(request)

    def part(self, video: str, part: str) -> Mapping[str, Any] | None:
        """Return the video's `snippet` or `status`; None where YouTube does not show the video."""
        found = self._call(lambda: self._api.videos().list(part=part, id=video)).get("items", [])
        return found[0][part] if found else None

    def set_part(self, video: str, part: str, given: Mapping[str, Any]) -> None:
        """Set all of the video's `snippet` or `status`; the other stays."""
        body = {"id": video, part: dict(given)}
        self._call(lambda: self._api.videos().update(part=part, body=body))

    def _insert(self, film: Film, body: dict[str, Any]) -> Any:  # noqa: ANN401
        return self._api.videos().insert(part="snippet,status", body=body, media_body=film)

    def _pages(self, playlist: str) -> Iterator[list[str]]:
        page: str | None = ""
        while page is not None:
            answer = self._page(playlist, {"pageToken": page} if page else {})
            ids = [item["contentDetails"]["videoId"] for item in answer.get("items", [])]
            if ids:
                yield ids
            page = answer.get("nextPageToken")

    def _page(self, playlist: str, options: Mapping[str, str]) -> Any:  # noqa: ANN401
        return self._call(
            lambda: self._api.playlistItems().list(
                part="contentDetails", playlistId=playlist, maxResults=50, **options
            )
        )

    def _videos(self, ids: list[str]) -> list[Any]:
        wanted = ",".join(ids)
        return self._call(
            lambda: self._api.videos().list(part="snippet,status", id=wanted, maxResults=50)
        ).get("items", [])

    def _call(self, request: Callable[[], Any]) -> Any:  # noqa: ANN401
        return self._retried(lambda: request().execute())

    def _retried(self, attempt: Callable[[], T]) -> T:
        def once(_: float) -> T:
            with sentences():
                return attempt()

        try:
            return retrying(once, self._limit)
        except GaveUpError as error:
            raise UserError(
                f"YouTube cannot be reached just now ({error}); run again later: the upload goes "
                "on where it stopped"
            ) from None


def _found(video: Mapping[str, Any]) -> Found | None:
    marks = filter(None, map(Mark.parse, video["snippet"].get("tags", [])))
    mark = next(marks, None)
    if mark is None:
        return None
    privacy, at = video["status"]["privacyStatus"], video["snippet"]["publishedAt"]
    return Found(mark, video["id"], privacy, at)


def address() -> str | None:
    """Return the other address of the API that the environment names; None for YouTube's own."""
    url = os.environ.get(ADDRESS, "").rstrip("/")
    if url and not (url.startswith("https://") or is_loopback(url)):
        raise UserError(f"{ADDRESS} has to be https, or on this machine")
    return url or None


def _document() -> dict[str, Any]:
    # The description of the API that came with the library: nothing is asked for it.
    document = json.loads(get_static_doc("youtube", "v3"))
    url = address()
    return {**document, "rootUrl": f"{url}/", "baseUrl": f"{url}/"} if url else document
