"""A Gemini API on loopback: answers what it is told to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What the server sends: a status, a body, headers, and how long it takes over it.

    `cut` is how many bytes of the body come before the line goes dead.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: int | None = None


def says(text: str, reason: str = "STOP", **more: Any) -> Reply:
    """Return an answer of the model."""
    body = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": reason}
        ],
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 2000},
        "modelVersion": "gemini-2.5-flash-001",
        **more,
    }
    return Reply(200, json.dumps(body).encode())


def fails(status: int, message: str, **headers: str) -> Reply:
    """Return an error as the service words it."""
    body = {"error": {"code": status, "message": message, "status": "X"}}
    return Reply(status, json.dumps(body).encode(), headers)


@dataclass
class Gemini:
    """The server's address, its replies in order (the last one stays), and the requests it had."""

    address: str
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def gemini_server() -> Iterator[Gemini]:
    """Yield a running server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            gemini.requests.append(json.loads(self.rfile.read(length)))
            gemini.paths.append(self.path)
            gemini.keys.append(self.headers.get("x-goog-api-key"))
            reply = gemini.replies.pop(0) if len(gemini.replies) > 1 else gemini.replies[0]
            time.sleep(reply.seconds)
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = reply.cut is not None

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gemini = Gemini(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield gemini
    finally:
        server.shutdown()
        server.server_close()
