"""A YouTube on this machine's loopback: uploads, thumbnails, captions, updates, lists, tokens.

It follows the documented protocol closely enough for Google's own client library, keeps what a
channel would hold, and fails as it is told:

    with youtube() as tube:
        tube.fault = lambda request: "after" if request.kind == "send" else None

    before  the line goes dead before anything is done    after  … when all is done
    part    half of a chunk arrives, then the line dies    503    … and nothing is done
    late    503, but all is done
    401     the access token is no longer good             quota  today's is used up
    gone    the upload session is forgotten                limit  too many uploads
"""

from __future__ import annotations

import email
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

GRAIN = 256 * 1024  # bytes; what arrives is kept in whole grains
CHANNEL = "Loopback Channel"
_STATUS = {"license": "youtube", "embeddable": True, "publicStatsViewable": True}  # if not said
_QUOTA = (403, "quotaExceeded", "The request cannot be completed: quota exceeded.")


@dataclass
class Video:
    """A video of the channel."""

    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    content: str  # sha256
    size: int
    published: str
    thumbnail: str | None = None
    captions: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Session:
    """A resumable upload."""

    resource: dict[str, Any]
    size: int
    received: bytearray = field(default_factory=bytearray)
    video: str | None = None


@dataclass(frozen=True)
class Request:
    """One request: what it asks for (open, send, ask, update, …), and which number it is."""

    number: int
    kind: str
    method: str
    query: dict[str, str]
    headers: Any
    body: bytes


class Tube:
    """What the channel holds and what was asked for."""

    def __init__(self) -> None:
        self.address = ""
        self.videos: dict[str, Video] = {}
        self.sessions: dict[str, Session] = {}
        self.kinds: list[str] = []
        self.fault: Callable[[Request], str | None] = lambda request: None
        self.hidden = False  # whether the channel's lists lag behind
        self.complete: tuple[str, ...] = ("thumbnail", "captions")  # what a whole video has
        self.half: list[str] = []  # videos that could be seen before they were complete
        self.access = {"access-0"}
        self.refresh = {"refresh-0"}
        self.lock = threading.Lock()
        self._ids = count()

    def token(self) -> dict[str, Any]:
        """Return a token that is good here, as it is kept in a file."""
        return {
            "token": "access-0",
            "refresh_token": "refresh-0",
            "token_uri": f"{self.address}/token",
            "client_id": "client",
            "client_secret": "client-secret-0",
            "scopes": ["https://www.googleapis.com/auth/youtube.force-ssl"],
        }

    def done(self, kind: str) -> int:
        """Return how many requests of `kind` there were."""
        return self.kinds.count(kind)

    def answer(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        """Do what `request` asks for: status, document, headers."""
        with self.lock:
            return getattr(self, f"_{request.kind}")(request)

    def _refresh(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] not in self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "revoked"}, {}
        token = f"access-{next(self._ids) + 1}"
        self.access = {token}
        more = {} if form["grant_type"] == "refresh_token" else {"refresh_token": "refresh-0"}
        scope = "https://www.googleapis.com/auth/youtube.force-ssl"
        kept = {"access_token": token, "expires_in": 3600, "token_type": "Bearer", "scope": scope}
        return 200, {**kept, **more}, {}

    def _consent(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        back = urlencode({"code": "code-0", "state": request.query["state"]})
        return 302, {}, {"Location": f"{request.query['redirect_uri']}?{back}"}

    def _open(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        resource = json.loads(request.body)
        if wrong := wrong_with(resource["snippet"]):
            return _error(400, wrong, "The request metadata is invalid.")
        name = f"upload-{next(self._ids)}-secret"
        self.sessions[name] = Session(resource, int(request.headers["X-Upload-Content-Length"]))
        return 200, {}, {"Location": f"{self.address}/session?upload_id={name}"}

    def _ask(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        session = self.sessions.get(request.query["upload_id"])
        if session is None:
            return _error(404, "notFound", "gone")
        if session.video:
            return 200, self._shown(self.videos[session.video]), {}
        last = len(session.received) - 1
        return 308, {}, {"Range": f"bytes=0-{last}"} if last >= 0 else {}

    def _send(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        session = self.sessions.get(request.query["upload_id"])
        if session is None or session.video:
            return self._ask(request)
        span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["Content-Range"])
        first, last, size = (int(part) for part in span.groups())
        whole = len(request.body) == last - first + 1
        if size != session.size or (whole and last + 1 < size and len(request.body) % GRAIN):
            return _error(400, "badRequest", "Chunks are multiples of 256 KiB.")
        kept = len(session.received)
        if first <= kept:
            new = request.body[kept - first :]
            if kept + len(new) < size:
                new = new[: (kept + len(new)) // GRAIN * GRAIN - kept]
            session.received += new
        if len(session.received) == session.size:
            self._receive(session)
        return self._ask(request)

    def _receive(self, session: Session) -> None:
        number = next(self._ids)
        video = f"vid{number:08d}"
        content = sha256(session.received).hexdigest()
        at = f"2026-01-01T00:{number // 60 % 60:02d}:{number % 60:02d}Z"
        resource = session.resource
        self.videos[video] = Video(
            video, resource["snippet"], resource["status"], content, session.size, at
        )
        session.video = video
        self._watch(self.videos[video])

    def _watch(self, video: Video) -> None:
        seen = video.status["privacyStatus"] != "private" or "publishAt" in video.status
        if seen and not all(getattr(video, name) for name in self.complete):
            self.half.append(video.id)

    def _channels(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        lists = {"relatedPlaylists": {"uploads": "UU0"}}
        return 200, {"items": [{"contentDetails": lists, "snippet": {"title": CHANNEL}}]}, {}

    def _playlist(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        videos = [] if self.hidden else list(reversed(self.videos))
        start = int(request.query.get("pageToken", "0"))
        items = [{"contentDetails": {"videoId": video}} for video in videos[start : start + 50]]
        more = {"nextPageToken": str(start + 50)} if start + 50 < len(videos) else {}
        return 200, {"items": items, **more}, {}

    def _list(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        wanted = request.query["id"].split(",")
        return 200, {"items": [self._shown(self.videos[v]) for v in wanted if v in self.videos]}, {}

    def _update(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        resource = json.loads(request.body)
        video = self.videos.get(resource["id"])
        if video is None:
            return _error(404, "videoNotFound", "no such video")
        if "snippet" in resource and (wrong := wrong_with(resource["snippet"])):
            return _error(400, wrong, "The request metadata is invalid.")
        for part in request.query["part"].split(","):
            setattr(video, part, resource[part])  # what is left out is deleted
        self._watch(video)
        return 200, self._shown(video), {}

    def _thumbnail(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        video = self.videos.get(request.query["videoId"])
        if video is None:
            return _error(404, "videoNotFound", "no such video")
        video.thumbnail = sha256(request.body).hexdigest()
        return 200, {"items": [{}]}, {}

    def _captions(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        if request.method == "GET":
            video = self.videos.get(request.query["videoId"])
            if video is None:
                return _error(404, "videoNotFound", "no such video")
            return 200, {"items": [{"id": c["id"], "snippet": c} for c in video.captions]}, {}
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        resource, media = email.message_from_bytes(head + request.body).get_payload()
        resource = json.loads(resource.get_payload())
        text = media.get_payload(decode=True).decode()
        if request.method == "PUT":
            captions = [c for v in self.videos.values() for c in v.captions]
            next(c for c in captions if c["id"] == resource["id"])["text"] = text
            return 200, {"id": resource["id"]}, {}
        video = self.videos[resource["snippet"]["videoId"]]
        own = {name: resource["snippet"][name] for name in ("language", "name", "isDraft")}
        if any(
            (c["language"], c["name"]) == (own["language"], own["name"]) for c in video.captions
        ):
            return _error(409, "captionExists", "The video already has such captions.")
        video.captions.append({"id": f"caption{next(self._ids)}", "text": text, **own})
        return 200, {"id": video.captions[-1]["id"]}, {}

    def _shown(self, video: Video) -> dict[str, Any]:
        snippet = {**video.snippet, "publishedAt": video.published, "channelTitle": CHANNEL}
        status = {**_STATUS, **video.status, "uploadStatus": "processed"}
        return {"id": video.id, "snippet": snippet, "status": status}


def wrong_with(snippet: dict[str, Any]) -> str | None:
    title, description = snippet.get("title", ""), snippet.get("description", "")
    tags = [f'"{tag}"' if " " in tag else tag for tag in snippet.get("tags", [])]
    if not 0 < len(title) <= 100 or set(title) & set("<>"):
        return "invalidTitle"
    if len(description.encode()) > 5000 or set(description) & set("<>"):
        return "invalidDescription"
    if len(",".join(tags)) > 500 or any(set(tag[1:-1]) & set('<>",') for tag in tags):
        return "invalidTags"
    return None if snippet.get("categoryId") else "invalidCategoryId"


def _error(status: int, reason: str, message: str) -> tuple[int, Any, dict[str, str]]:
    errors = [{"domain": "youtube", "reason": reason, "message": message}]
    return status, {"error": {"code": status, "message": message, "errors": errors}}, {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: two would wait for each other's acknowledgement

    def _handle(self) -> None:
        tube: Tube = self.server.tube  # type: ignore[attr-defined]
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        kind = _kind(self.command, url.path, query, self.headers.get("Content-Range", ""))
        with tube.lock:
            tube.kinds.append(kind)
            number = len(tube.kinds)
        length = int(self.headers.get("Content-Length", 0))
        fault = tube.fault(Request(number, kind, self.command, query, self.headers, b""))
        with suppress(OSError):
            if fault == "before":
                return self._die()
            body = self.rfile.read(length // 2 if fault == "part" else length)
            request = Request(number, kind, self.command, query, self.headers, body)
            if fault == "part" and kind != "send":
                return self._die()
            self._answer(tube, request, fault)
        return None

    do_GET = do_POST = do_PUT = _handle  # noqa: N815

    def _answer(self, tube: Tube, request: Request, fault: str | None) -> None:
        if fault == "401":
            tube.access = set()
        if fault == "gone":
            tube.sessions.pop(request.query.get("upload_id", ""), None)
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if fault == "503":
            answer = _error(503, "backendError", "try again")
        elif fault == "quota":
            answer = _error(*_QUOTA)
        elif fault == "limit":
            answer = _error(400, "uploadLimitExceeded", "too many uploads")
        elif request.kind not in ("refresh", "consent") and bearer not in tube.access:
            answer = _error(401, "authError", "Invalid Credentials")
        else:
            answer = tube.answer(request)
        if fault in ("after", "part"):
            return self._die()
        return self._say(*(_error(503, "backendError", "try again") if fault == "late" else answer))

    def _say(self, status: int, document: Any, headers: dict[str, str]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _die(self) -> None:
        self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _kind(method: str, path: str, query: dict[str, str], span: str) -> str:
    if path == "/session":
        return "ask" if span.startswith("bytes */") else "send"
    name = path.rsplit("/", 1)[-1]
    if name == "videos":
        return {"POST": "open", "PUT": "update", "GET": "list"}[method]
    known = {"set": "thumbnail", "playlistItems": "playlist", "token": "refresh", "auth": "consent"}
    return known.get(name, name)


@contextmanager
def youtube() -> Iterator[Tube]:
    """Run a YouTube until the block ends."""
    tube = Tube()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.tube = tube  # type: ignore[attr-defined]
    tube.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield tube
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
