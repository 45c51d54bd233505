"""One upload, step by step, each written into the ledger before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.owner import require_owner
from upload.client import Channel, Film
from upload.ledger import Ledger
from upload.metadata import hidden, marked
from upload.overlay import overlaid
from upload.resolve import resolve
from upload.states import Event, State, Step, Wish, next_step

Tell = Callable[[int, int], None]
LAG = timedelta(hours=1)  # within it a channel shows what it was sent


class Upload:
    """The upload of one film. `name` is for people (S01E01/es); `tell` hears bytes sent, of all."""

    def __init__(
        self,
        name: str,
        wish: Wish,
        channel: Channel,
        ledger: Ledger,
        film: Film,
        chunk: int,
        beside: Mapping[str, Path],
        tell: Tell = lambda sent, size: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._name = name
        self._wish = wish
        self._channel = channel
        self._ledger = ledger
        self._film = film
        self._chunk = chunk
        self._beside = beside
        self._tell = tell
        self._clock = clock
        self._sent = False  # whether this run may have sent a last byte

    @property
    def _state(self) -> State:
        return self._ledger.state

    def run(self) -> State:
        """Go on until everything is on the channel as wished, and return what the ledger says.

        A handler goes on only when the event it yielded is on the disk.
        """
        self._take(self._removed())
        while (step := next_step(self._state, self._wish)) is not Step.DONE:
            require_owner()
            self._take(getattr(self, f"_{step.name.lower()}")())
        return self._state

    def _take(self, events: Iterator[Event]) -> None:
        for event in events:
            self._ledger.append({"at": self._now(), **event})

    def _removed(self) -> Iterator[Event]:
        # Asked to replace a video that is still this film: only if the person removed it.
        state, wish = self._state, self._wish
        if not (wish.replace and state.mark and state.video) or self._channel.has(state.video):
            return
        if wish.sha256.startswith(state.mark.film) and self._is_fresh(state.at):
            raise UserError(
                f"YouTube does not show {state.video}, the video of {self._name}, which was "
                "uploaded less than an hour ago: it may only be late. If you have removed it, run "
                "this again in an hour"
            )
        yield self._intent(state.mark.attempt + 1)

    def _is_fresh(self, uploaded: str) -> bool:
        return self._clock() - datetime.fromisoformat(uploaded) < LAG

    def _look(self) -> Iterator[Event]:
        """Find the video where the ledger was lost."""
        wish = self._wish
        there = self._channel.find()
        own = [video for video in there if video.mark.key == wish.key]
        same = [video for video in there if wish.sha256.startswith(video.mark.film)]
        if same and not own and not wish.replace:
            raise UserError(
                f"{self._name} is on YouTube already, as {same[-1].video}, uploaded under another "
                "name of the channel, episode or track; take the old name again, or upload it as a "
                f"new video with --config replace_upload={self._name}"
            )
        if not own:
            yield self._intent(1)
            return
        found = own[-1]
        yield {"event": "intent", "mark": str(found.mark), "size": 0}
        yield {"event": "video", "id": found.video, "at": found.at}
        if found.privacy != "private":
            # Someone published it: that stays.
            yield {"event": "status", "given": dict(self._wish.status)}

    def _intend(self) -> Iterator[Event]:
        assert self._state.mark
        yield self._intent(self._state.mark.attempt + 1)

    def _intent(self, attempt: int) -> Event:
        wish = self._wish
        return {
            "event": "intent",
            "mark": str(wish.mark(attempt)),
            "sha256": wish.sha256,
            "size": wish.size,
        }

    def _open(self) -> Iterator[Event]:
        wish = self._wish
        uri = self._channel.open_session(
            self._marked(wish.snippet), hidden(wish.status), self._film
        )
        yield {"event": "session", "uri": uri}
        yield {"event": "snippet", "given": dict(wish.snippet)}
        yield {"event": "status", "given": hidden(wish.status)}

    def _send(self) -> Iterator[Event]:
        assert self._state.session
        answer = self._channel.ask(self._state.session, self._wish.size)
        if answer.arrived is None:
            yield from self._arrived(answer.video)
        else:
            yield from self._send_from(answer.arrived)

    def _send_from(self, start: int | None) -> Iterator[Event]:
        session, size = self._state.session, self._wish.size
        assert session
        answer = None
        while start is not None:
            require_owner()
            self._tell(start, size)
            if start + self._chunk >= size:
                # Each time: it is from the last one that the channel has an hour to show the video.
                self._sent = True
                yield {"event": "sent"}
            answer = self._channel.send(session, self._film, start)
            start = answer.arrived
        if answer:
            yield from self._arrived(answer.video)

    def _arrived(self, video: str | None) -> Iterator[Event]:
        if video:
            self._tell(self._wish.size, self._wish.size)
            yield {"event": "video", "id": video, "at": self._now()}
        elif not self._state.sent:
            yield {"event": "closed"}
        # Else the last byte may have arrived: the next step resolves it.

    def _resolve(self) -> Iterator[Event]:
        state, wish = self._state, self._wish
        assert state.mark
        answer = resolve(self._channel, state)
        if answer.video:
            yield from self._arrived(answer.video)
        elif wish.sha256.startswith(state.mark.film) and answer.arrived is not None:
            yield from self._send_from(answer.arrived)
        elif wish.replace and (answer.arrived is not None or self._had_time()):
            yield self._intent(state.mark.attempt + 1)
        elif answer.arrived is not None:
            raise UserError(
                f"{self._name} was built anew while its upload was nearly done; upload the new "
                f"film with --config replace_upload={self._name}"
            )
        else:
            if state.sent and state.sent > self._clock():
                yield {"event": "sent"}  # by a clock that was ahead: the hour begins now
            raise UserError(
                f"{self._name} was sent whole, but YouTube's answer was lost and the channel does "
                "not show the video yet; run again in an hour. If YouTube Studio still has none "
                f"then, send it again with --config replace_upload={self._name}"
            )

    def _had_time(self) -> bool:
        """Tell whether the channel would show the video by now, had its last byte arrived."""
        sent = self._state.sent
        # Sent by this run, it is what the person asked for: nobody has looked for it yet.
        return sent is not None and not self._sent and self._clock() - sent >= LAG

    def _refuse(self) -> Iterator[Event]:
        raise UserError(
            f"{self._name} is on YouTube as {self._state.video}, and its film has changed since. "
            "YouTube cannot change a video's film: leave it, or upload the new film as a new video "
            f"with --config replace_upload={self._name}"
        )

    def _thumbnail(self) -> Iterator[Event]:
        self._channel.set_thumbnail(self._video, self._beside["thumbnail"])
        yield {"event": "thumbnail", "sha256": self._wish.thumbnail}

    def _captions(self) -> Iterator[Event]:
        locale = self._wish.snippet["defaultLanguage"]
        self._channel.set_captions(self._video, locale, self._beside["captions"])
        yield {"event": "captions", "sha256": self._wish.captions}

    def _snippet(self) -> Iterator[Event]:
        own = self._overlaid("snippet", self._wish.snippet)
        self._channel.set_part(self._video, "snippet", self._marked(own))
        yield {"event": "snippet", "given": dict(self._wish.snippet)}

    def _status(self) -> Iterator[Event]:
        own = self._overlaid("status", self._wish.status)
        self._channel.set_part(self._video, "status", own)
        yield {"event": "status", "given": dict(self._wish.status)}

    def _overlaid(self, part: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        # What people set in YouTube Studio stays, until the same thing is changed here.
        last = getattr(self._state, part)
        return overlaid(self._channel.part(self._video, part), last, wish)

    @property
    def _video(self) -> str:
        assert self._state.video
        return self._state.video

    def _marked(self, snippet: Mapping[str, Any]) -> dict[str, Any]:
        return {**snippet, "tags": marked(snippet.get("tags", []), str(self._state.mark))}

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds").replace("+00:00", "Z")
