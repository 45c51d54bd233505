"""A scripted HTTP server on this machine's loopback, for services that tests must not reach.

    with serve() as server:
        server.answer(Reply(429, headers={"Retry-After": "0"}), json_reply({"audioContent": "…"}))
        ... a client asks server.address ...
        assert [request.path for request in server.requests] == [...]

Replies are given in order; the last one is given again and again. A reply may also be a function
of the request.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Request:
    """What a client sent, and when (monotonic seconds)."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the server says. `cut` is how many bytes of the body come before the line goes dead."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before it says anything
    trickle: float = 0.0  # seconds between two bytes of the body
    cut: int | None = None


Script = Reply | Callable[[Request], Reply]


def json_reply(document: object, status: int = 200, **more: Any) -> Reply:
    """Return `document` as a JSON answer."""
    return Reply(status, json.dumps(document).encode(), **more)


class ScriptedServer:
    """Its address, what it is to say, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.requests: list[Request] = []
        self._script: list[Script] = [Reply(404)]
        self._lock = threading.Lock()
        self.stopped = threading.Event()

    def answer(self, *script: Script) -> None:
        """Give these replies from now on, the last for ever."""
        with self._lock:
            self._script = list(script)

    def next(self, request: Request) -> Reply:
        """Return the reply to `request`."""
        with self._lock:
            self.requests.append(request)
            reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return reply(request) if callable(reply) else reply


@contextmanager
def serve() -> Iterator[ScriptedServer]:
    """Run a server until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    scripted = ScriptedServer(f"http://127.0.0.1:{server.server_port}")
    server.scripted = scripted  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        scripted.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        scripted: ScriptedServer = self.server.scripted  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = scripted.next(Request(self.command, self.path, headers, body, time.monotonic()))
        scripted.stopped.wait(reply.delay)
        with suppress(OSError):  # the client may have left
            self._say(reply, scripted)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _handle  # noqa: N815

    def _say(self, reply: Reply, scripted: ScriptedServer) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if reply.trickle else len(reply.body) or 1
        for start in range(0, len(reply.body[: reply.cut]), step):
            self.wfile.write(reply.body[: reply.cut][start : start + step])
            if scripted.stopped.wait(reply.trickle):
                break
        if reply.cut is not None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""
