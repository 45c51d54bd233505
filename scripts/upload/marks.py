"""The tag that every video carries, so that it is found on its channel when all else is lost.

    reelmake-<10 digits: channel, episode, track>-<16 digits of the film's sha256>-<attempt>

Viewers don't see tags. It stays with the video when its title is edited in YouTube Studio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

_MARK = re.compile(r"reelmake-([0-9a-f]{10})-([0-9a-f]{16})-(\d{1,4})")


@dataclass(frozen=True, order=True)
class Mark:
    """One attempt to have one film on one channel."""

    key: str
    film: str
    attempt: int

    def __str__(self) -> str:
        return f"reelmake-{self.key}-{self.film}-{self.attempt}"

    @classmethod
    def parse(cls, tag: str) -> Self | None:
        """Return the mark that `tag` is, or None."""
        match = _MARK.fullmatch(tag)
        return cls(match[1], match[2], int(match[3])) if match else None


def key_of(channel: str, episode: str, track: str) -> str:
    """Return the ten digits that stand for an episode's track on a channel."""
    return sha256("\0".join((channel, episode, track)).encode()).hexdigest()[:10]
