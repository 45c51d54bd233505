"""A hub on the loopback: lists, large files behind a redirect, ranges, and every way to fail."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = 2  # entries of a list before the next page
COMMIT = "a" * 40


class LoopbackHub:
    """Repositories, `org/tiny` or those that are put in, and what is to go wrong with them."""

    def __init__(self) -> None:
        self.commit = COMMIT
        self.repositories: dict[str, dict[str, bytes]] = {"org/tiny": {}}
        # Bytes after which the next answers for a path break off.
        self.breaks: dict[str, list[int]] = {}
        # How often a path still comes with its last byte changed.
        self.wrong: dict[str, int] = {}
        self.claimed: dict[str, int] = {}  # sizes that the list gives instead of the real ones
        self.busy = 0  # answers still to be given as "too many requests"
        self.closed = False  # whether a token is wanted
        self.ranges = True
        self.seconds_a_block = 0.0
        self.asked: list[tuple[str, int]] = []  # file and first byte of each request
        self.authorizations: list[tuple[str, str | None]] = []
        self.url = ""

    @property
    def files(self) -> dict[str, bytes]:
        """What the repository `org/tiny` holds."""
        return self.repositories["org/tiny"]

    @files.setter
    def files(self, files: dict[str, bytes]) -> None:
        self.repositories["org/tiny"] = files

    def fetched(self) -> list[str]:
        """Return the files that were asked for, in order, each request once."""
        return [path for path, _ in self.asked]

    def listing(self, repository: str) -> list[dict]:
        """Return what the tree endpoint lists."""
        entries: list[dict] = [{"type": "directory", "oid": "d", "size": 0, "path": "unet"}]
        for path, content in sorted(self.repositories[repository].items()):
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            size = self.claimed.get(path, len(content))
            entry = {"type": "file", "oid": blob, "size": size, "path": path}
            if path.endswith((".safetensors", ".bin")):
                oid = hashlib.sha256(content).hexdigest()
                entry["oid"] = "0" * 40
                entry["lfs"] = {"oid": oid, "size": size, "pointerSize": 134}
            entries.append(entry)
        return entries


@contextmanager
def serving() -> Iterator[LoopbackHub]:
    """Serve a hub until the block ends."""
    hub = LoopbackHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def _handler(hub: LoopbackHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.authorizations.append((self.path, self.headers["Authorization"]))
            names = "|".join(map(re.escape, hub.repositories))
            if hub.busy:
                hub.busy -= 1
                self._answer(429, b"slow down", {"Retry-After": "0"})
            elif hub.closed and not self.headers["Authorization"]:
                self._answer(401, b"{}")
            elif re.match(rf"/api/models/({names})/revision/", self.path):
                self._json({"sha": hub.commit})
            elif found := re.match(rf"/api/models/({names})/tree/{hub.commit}\?(.*)", self.path):
                self._list(found[1], found[2])
            elif found := re.match(rf"(/cdn)?/({names})/resolve/{hub.commit}/(.*)", self.path):
                self._file(found[2], found[3], bool(found[1]))
            else:
                self._answer(404, b"{}")

        def _list(self, repository: str, query: str) -> None:
            cursor = re.search(r"cursor=(\d+)", query)
            start = int(cursor[1]) if cursor else 0
            entries = hub.listing(repository)
            headers = {}
            if start + PAGE < len(entries):
                path = self.path.split("?")[0]
                following = f"http://elsewhere.invalid{path}?recursive=true&cursor={start + PAGE}"
                headers["Link"] = f'<{following}>; rel="next"'
            self._json(entries[start : start + PAGE], headers)

        def _file(self, repository: str, path: str, redirected: bool) -> None:
            files = hub.repositories[repository]
            if path not in files:
                self._answer(404, b"")
                return
            if path.endswith((".safetensors", ".bin")) and not redirected:
                # Another name of the same machine is another host, as on the real hub.
                port = self.server.server_address[1]
                self._answer(302, b"", {"Location": f"http://localhost:{port}/cdn{self.path}"})
                return
            content = files[path]
            wanted = re.match(r"bytes=(\d+)-", self.headers["Range"] or "")
            start = int(wanted[1]) if wanted and hub.ranges else 0
            hub.asked.append((path, start))
            if start >= len(content) > 0 and wanted:
                self._answer(416, b"")
                return
            if hub.wrong.get(path):
                hub.wrong[path] -= 1
                content = content[:-1] + bytes([content[-1] ^ 1])
            body = content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            if start:
                whole = len(content)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.end_headers()
            breaks = hub.breaks.get(path)
            if breaks:
                body = body[: breaks.pop(0)]
                self.close_connection = True
            for block in range(0, len(body), 1 << 14):
                self.wfile.write(body[block : block + (1 << 14)])
                if hub.seconds_a_block:
                    threading.Event().wait(hub.seconds_a_block)

        def _json(self, document: object, headers: dict[str, str] | None = None) -> None:
            self._answer(200, json.dumps(document).encode(), headers)

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for key, value in (headers or {}).items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
