"""What the ledger says of one upload, and what has to be done next: pure functions.

    intent -> session -> sent -> video -> thumbnail -> captions -> snippet -> status (published)

An *attempt* is one video that may come to be. It can exist only once its last byte may have left,
which is what `sent` says beforehand; from then on nothing but its own session, or the channel
itself, can tell whether it does. A new attempt needs the person's word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from upload.marks import Mark

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """What is to be on the channel: the film's marks, and what stands beside it.

    `snippet` (without the mark) and `status` are as the API wants them; `thumbnail` and `captions`
    are the files' sha256, None for no thumbnail. `replace` tells that the person asked for
    a new video.
    """

    key: str
    sha256: str
    size: int
    snippet: Mapping[str, Any]
    status: Mapping[str, Any]
    thumbnail: str | None
    captions: str
    replace: bool = False

    def mark(self, attempt: int) -> Mark:
        """Return the mark that a video of this film has."""
        return Mark(self.key, self.sha256[:16], attempt)


@dataclass(frozen=True)
class State:
    """An upload as far as it came. `mark` is None before the first attempt.

    `sent` tells when the last byte was about to leave, the last time, None where it cannot have
    left; `video` is the id, once it is known. The rest is what the channel was last given.
    `replaced` are the ids of earlier attempts.
    """

    mark: Mark | None = None
    size: int = 0
    session: str | None = None
    sent: datetime | None = None
    video: str | None = None
    at: str = ""
    thumbnail: str | None = None
    captions: str | None = None
    snippet: Mapping[str, Any] = field(default_factory=dict)
    status: Mapping[str, Any] = field(default_factory=dict)
    replaced: tuple[str, ...] = ()


class Step(Enum):
    """What is to be done next."""

    LOOK = "look whether the channel has the video already"
    INTEND = "begin an attempt"
    OPEN = "open a session"
    SEND = "send the film"
    RESOLVE = "find out whether the last byte arrived"
    REFUSE = "leave the video alone: the film is another one now"
    THUMBNAIL = "set the thumbnail"
    CAPTIONS = "set the captions"
    SNIPPET = "set title, description and tags"
    STATUS = "publish as wished"
    DONE = "nothing"


def next_step(state: State, wish: Wish) -> Step:
    """Return what has to be done next."""
    if state.mark is None:
        return Step.LOOK
    same = wish.sha256.startswith(state.mark.film)
    if state.video is None and state.sent:
        return Step.RESOLVE
    if not same:
        # Before its last byte was sent there is no video, so nothing is replaced.
        return Step.REFUSE if (state.sent or state.video) and not wish.replace else Step.INTEND
    if state.video is None:
        return Step.SEND if state.session else Step.OPEN
    if wish.thumbnail and state.thumbnail != wish.thumbnail:
        return Step.THUMBNAIL
    if state.captions != wish.captions:
        return Step.CAPTIONS
    if state.snippet != wish.snippet:
        return Step.SNIPPET
    if state.status != wish.status:
        return Step.STATUS
    return Step.DONE


def after(state: State, event: Event) -> State:
    """Return `state` after `event`. ValueError for an event that cannot follow."""
    match event["event"]:
        case "intent":
            mark = Mark.parse(event["mark"])
            if mark is None:
                raise ValueError(f"{event['mark']!r} is no mark")
            gone = (*state.replaced, state.video) if state.video else state.replaced
            # Everything but the earlier videos begins anew.
            return State(mark=mark, size=event["size"], replaced=gone)
        case "session":
            return replace(state, session=event["uri"])
        case "closed":
            return replace(state, session=None)
        case "sent":
            return replace(state, sent=datetime.fromisoformat(event["at"]))
        case "video":
            return replace(state, video=event["id"], session=None, at=event["at"])
        case "thumbnail" | "captions":
            return replace(state, **{event["event"]: event["sha256"]})
        case "snippet" | "status":
            return replace(state, **{event["event"]: event["given"]})
        case other:
            raise ValueError(f"{other!r} is no event")


def state_of(events: Iterable[Event]) -> State:
    """Return the state that `events` lead to."""
    state = State()
    for event in events:
        state = after(state, event)
    return state
