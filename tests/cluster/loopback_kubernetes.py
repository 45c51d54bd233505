"""An API server that takes the jobs of Snakemake's plugin for Kubernetes, and says they failed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml


class _Api(BaseHTTPRequestHandler):
    jobs: list[dict[str, Any]]

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/jobs"):
            self.jobs.append(document)
        self._answer(document)

    def do_GET(self) -> None:
        pods = self.path.partition("?")[0].endswith("/pods")
        self._answer({"items": []} if pods else {"status": {"failed": 1}})

    def do_DELETE(self) -> None:
        self._answer({})

    def _answer(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def kubernetes(folder: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield a kubeconfig in `folder` and the jobs that were asked for, until the block ends."""
    jobs: list[dict[str, Any]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Api", (_Api,), {"jobs": jobs}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "here", "cluster": {"server": address}}],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "nobody"}}],
        "users": [{"name": "nobody", "user": {}}],
        "current-context": "here",
    }
    place = folder / "kubeconfig"
    place.write_text(yaml.safe_dump(config), encoding="utf-8")
    try:
        yield place, jobs
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
