"""Ledger, states and steps against a model of a channel: any order of crashes, lost answers, second
runs, edits, forgotten sessions, lists that lag, lost ledgers."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from build.errors import UserError
from upload.client import Answer, Found
from upload.ledger import Ledger, open_ledger
from upload.marks import Mark
from upload.states import State, Step, Wish, next_step, state_of
from upload.steps import Upload

CHUNK, SIZE = 4, 10
# An upload without trouble has some fifty points.
CRASHES = st.sampled_from([None, *range(50)])


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Fate:
    """After how many points the process ends; never for None."""

    left: int | None = None

    def point(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Crash


@dataclass
class Model:
    """A channel in memory, with the client's interface; each call can end the run around it."""

    fate: Fate = field(default_factory=Fate)
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden: bool = False
    half: bool = False
    forgets: bool = False  # the next session that all has arrived by is gone at once
    opened: int = 0

    def find(self) -> list[Found]:
        self.fate.point()
        marks = {id: Mark.parse(video["snippet"]["tags"][0]) for id, video in self.videos.items()}
        found = [
            Found(mark, id, self.videos[id]["status"]["privacyStatus"], "then")
            for id, mark in marks.items()
            if mark
        ]
        return [] if self.hidden else sorted(found, key=lambda one: one.mark.attempt)

    def has(self, video: str) -> bool:
        return video in self.videos

    def open_session(self, snippet: Any, status: Any, film: object) -> str:
        self.fate.point()
        self.opened += 1
        self.sessions[f"s{self.opened}"] = {
            "snippet": snippet, "status": status, "arrived": 0, "video": None
        }  # fmt: skip
        self.fate.point()
        return f"s{self.opened}"

    def ask(self, session: str, size: int) -> Answer:
        self.fate.point()
        known = self.sessions.get(session)
        if known is None:
            return Answer()
        return Answer(video=known["video"]) if known["video"] else Answer(arrived=known["arrived"])

    def send(self, session: str, film: object, start: int) -> Answer:
        self.fate.point()
        known = self.sessions.get(session)
        if known and not known["video"] and known["arrived"] == start:
            known["arrived"] = min(SIZE, start + CHUNK)
            if known["arrived"] == SIZE:
                known["video"] = f"v{len(self.videos)}"
                self.videos[known["video"]] = {**known, "thumbnail": False, "captions": False}
                if self.forgets:
                    self.forgets = False
                    del self.sessions[session]
        self.fate.point()
        return self.ask(session, SIZE)

    def set_thumbnail(self, video: str, picture: object) -> None:
        self._set(video, "thumbnail", True)

    def set_captions(self, video: str, locale: str, subtitles: object) -> None:
        self._set(video, "captions", True)

    def part(self, video: str, part: str) -> Mapping[str, Any]:
        self.fate.point()
        return dict(self.videos[video][part])

    def set_part(self, video: str, part: str, given: Mapping[str, Any]) -> None:
        self._set(video, part, dict(given))

    def _set(self, video: str, name: str, value: object) -> None:
        self.fate.point()
        held = self.videos[video]
        held[name] = value
        public = held["status"]["privacyStatus"] == "public"
        self.half |= public and not (held["thumbnail"] and held["captions"])
        self.fate.point()


class Torn(Ledger):
    """A ledger whose process can end before, within and after a line."""

    fate: Fate

    def append(self, event: Mapping[str, Any]) -> None:
        self.fate.point()
        if self.fate.left == 0:
            line = json.dumps(dict(event)).encode()
            self._file.write(line[: len(line) // 2])
            self._file.flush()
        self.fate.point()
        super().append(event)
        self.fate.point()


class Uploads(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")  # a disk takes its time to sync
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        self.path = self.folder / "sea/S01E01_es.jsonl"
        self.model = Model()
        self.film = self.title = 0
        self.replacements = 0
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def wish(self, replace: bool) -> Wish:
        status = {"privacyStatus": "public"}
        texts = {"title": str(self.title), "tags": [], "defaultLanguage": "es-ES"}
        return Wish("0123456789", f"{self.film:064x}"[::-1], SIZE, texts, status, "t", "c", replace)

    def run(self, crash: int | None, replace: bool) -> bool:
        """Run an upload that ends after `crash` points; tell whether it came to its end."""
        before = self.attempt()
        try:
            return self.end(Fate(crash), replace)
        finally:
            self.replacements += replace and self.attempt() > max(before, 1)

    def attempt(self) -> int:
        with open_ledger(self.path) as ledger:
            return ledger.state.mark.attempt if ledger.state.mark else 0

    def end(self, fate: Fate, replace: bool) -> bool:
        self.model.fate = fate
        try:
            with open_ledger(self.path) as ledger:
                ledger.__class__ = Torn
                ledger.fate = self.model.fate
                beside = {"thumbnail": self.path, "captions": self.path}
                upload = Upload(
                    "S01E01/es", self.wish(replace), self.model, ledger, None, CHUNK, beside,
                    clock=lambda: self.now,
                )  # fmt: skip
                assert next_step(upload.run(), self.wish(False)) is Step.DONE
        except (Crash, UserError):
            return False
        return True

    @rule(crash=CRASHES, replace=st.sampled_from([False, False, True]), trouble=st.integers(0, 5))
    def upload(self, crash: int | None, replace: bool, trouble: int) -> None:
        if trouble & 1:
            self.model.sessions.clear()  # YouTube forgot them
        self.model.hidden = trouble >= 3  # and its lists lag
        self.model.forgets = trouble >= 4
        self.run(crash, replace)
        self.model.forgets = False

    @rule()
    def wait(self) -> None:
        # Within an hour a channel shows what it was sent.
        self.now += timedelta(hours=1)
        self.model.hidden = False

    @rule()
    def retitle(self) -> None:
        self.title += 1

    @rule()
    def rebuild(self) -> None:
        self.film += 1

    @rule()
    def lose_the_ledger(self) -> None:
        # A channel that lags as well could not tell: it is looked at once it shows its videos.
        self.path.unlink(missing_ok=True)
        self.model.hidden = False
        self.run(None, replace=False)

    @rule()
    def settle(self) -> None:
        self.wait()
        if not self.run(None, replace=False):
            assert self.run(None, replace=True)
        with open_ledger(self.path) as ledger:
            video = self.model.videos[ledger.state.video]
        assert video["status"] == {"privacyStatus": "public"}
        assert video["snippet"]["title"] == str(self.title)

    @invariant()
    def one_video_but_for_replacements(self) -> None:
        assert len(self.model.videos) <= 1 + self.replacements
        marks = [video["snippet"]["tags"][0] for video in self.model.videos.values()]
        assert len(set(marks)) == len(marks)

    @invariant()
    def nothing_is_published_half(self) -> None:
        assert not self.model.half


TestUploads = Uploads.TestCase
TestUploads.settings = settings(
    max_examples=150,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_no_state_without_a_ledger() -> None:
    assert state_of([]) == State()


def test_every_single_crash_followed_by_every_trouble() -> None:
    for crash in range(50):
        for trouble in range(4):
            uploads = Uploads()
            uploads.run(crash, replace=False)
            if trouble & 1:
                uploads.model.sessions.clear()
            uploads.model.hidden = trouble == 3
            uploads.run(None, replace=False)
            uploads.one_video_but_for_replacements()
            uploads.model.hidden = False
            assert len(uploads.model.videos) == 0 or uploads.run(None, replace=False)
            uploads.settle()
            uploads.one_video_but_for_replacements()
            uploads.nothing_is_published_half()
            uploads.teardown()
