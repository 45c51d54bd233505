"""A film to upload, as files, and one run of its upload in this process."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from build.seals import publish_sealed, write_sealed
from services.loopback_youtube import Tube

TEXTS = {
    "channel": "sea",
    "episode": "S01E01",
    "track": "es",
    "title": "Una gota",
    "description": "Del mar a la nube.",
    "tags": ["agua", "ciclo del agua"],
    "locale": "es-ES",
    "category": 27,
    "privacy": "public",
    "publish_at": None,
    "synthetic": True,
    "made_for_kids": False,
}
SETTINGS = {"chunk_mib": 0.25, "time_limit": 4, "replace": False}


@dataclass
class Film:
    """A folder with a film, its subtitles, thumbnail and edit list, and where its ledger is."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, tube: Tube, size: int = 700_000) -> Film:
        """Write all of it, and a token for `tube`."""
        film = cls(folder)
        film.shoot(size)
        subtitles = "1\n00:00:00,000 --> 00:00:01,000\nUna gota.\n"
        write_sealed(folder / "subtitles.srt", subtitles)
        write_sealed(folder / "thumbnail.jpg", "not looked at")
        film.texts()
        token = folder / "tokens/sea.json"
        token.parent.mkdir()
        token.touch(0o600)
        token.write_text(json.dumps(tube.token()))
        return film

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def shoot(self, size: int = 700_000, seed: int = 0) -> None:
        """Make the film, another one for another seed."""
        with publish_sealed(self.folder / "final.mp4") as temporary:
            temporary.write_bytes(random.Random(seed).randbytes(size))

    def texts(self, **own: Any) -> None:
        """Write the edit list."""
        self.write("edit.upload.json", json.dumps({**TEXTS, **own}))

    @property
    def ledger(self) -> Path:
        return self.folder / "uploads/sea/S01E01_es.jsonl"

    def wait(self, hours: float) -> None:
        """Let so many hours pass, as far as the ledger can tell."""
        let_pass(self.ledger, hours)

    def variables(self, tube: Tube) -> dict[str, str]:
        tokens = str(self.folder / "tokens")
        return {"REELMAKE_YOUTUBE_URL": tube.address, "REELMAKE_YOUTUBE_TOKENS": tokens}

    def upload(self, **settings: Any) -> dict[str, Any]:
        """Upload it from this process, whose environment has the variables."""
        from upload.film import upload_film

        return upload_film(
            self.folder / "final.mp4",
            self.folder / "subtitles.srt",
            self.folder / "thumbnail.jpg",
            self.folder / "edit.upload.json",
            self.folder / "uploads",
            {**SETTINGS, **settings},
        )


def let_pass(ledger: Path, hours: float) -> None:
    """Let so many hours pass, as far as `ledger` can tell."""
    events = [json.loads(line) for line in ledger.read_text().splitlines()]
    for event in events:
        at = datetime.fromisoformat(event["at"]) - timedelta(hours=hours)
        event["at"] = at.isoformat(timespec="seconds")
    ledger.write_text("".join(f"{json.dumps(event)}\n" for event in events))
