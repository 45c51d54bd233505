"""Schedules of faults for whole builds, drawn from a seed and told in words.

A schedule is pure: what the person edits, what goes wrong in the build that follows, and when.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

# What the person has just changed when things go wrong.
EDITS = ("a line", "a picture", "the music's volume")

# The order is that of the seeds: the first few are what `make test` runs.
KINDS = (
    "a kill",
    "damaged files",
    "a clock that was ahead",
    "a full disk",
    "ffmpeg that hangs",
    "Snakemake's records",
    "a kill",
    "damaged files",
    "two builds at once",
    "a place that cannot be used",
    "a kill",
    "damaged files",
    "ffmpeg killed",
    "files that may not grow",
    "results elsewhere",
    "a kill",
    "a clock that jumps",
    "ffmpeg killed",
)
# How each goes wrong, in turn.
WAYS: dict[str, tuple[str, ...]] = {
    "a kill": (
        "SIGKILL to Snakemake",
        "SIGINT to the group",
        "SIGKILL to a worker",
        "SIGTERM to Snakemake",
        "SIGKILL to a job",
        "SIGKILL to the group",
        "SIGTERM to a worker",
        "SIGKILL to Snakemake",
        "SIGTERM to a job",
        "SIGINT to Snakemake",
        "SIGKILL to a worker's watcher",
        "SIGTERM to the group",
        "SIGINT to a worker",
    ),
    "damaged files": ("new times", "old times"),
    "a clock that was ahead": ("by a day", "by minutes", "by years"),
    "a full disk": ("tmpfs",),
    "a clock that jumps": ("an hour ahead for a while", "put back by an hour"),
    "ffmpeg that hangs": ("sleeps", "SIGSTOP at once", "does not end", "SIGSTOP at work"),
    "Snakemake's records": (
        "garbage",
        "lost",
        "a file in their place",
        "half-written",
        "other JSON",
        "stale locks",
    ),
    "two builds at once": ("a live lock", "a stale lock"),
    "a place that cannot be used": ("read-only", "a link to itself"),
    "ffmpeg killed": (
        "SIGKILL at work",
        "SIGTERM at work",
        "SIGINT at work",
        "SIGKILL at once",
        "SIGTERM at once",
        "SIGINT at once",
    ),
    "files that may not grow": ("RLIMIT_FSIZE",),
    "results elsewhere": (
        "moved",
        "copied with its times",
        "copied without times",
        "copied without .snakemake",
    ),
}
_PLAIN = 4
DAMAGES = ("cut off", "one bit flipped", "zeros", "emptied", "other bytes", "a byte more")


@dataclass(frozen=True)
class Schedule:
    """One schedule: `how` is the fault within its kind; numbers are drawn from `chance`.

    `rich` is a channel with thumbnails and review pages. `jobs` and `calls` are how many jobs and
    calls of ffmpeg the build has when nothing disturbs it: known when it was tried.
    """

    seed: int
    kind: str
    how: str
    edit: str
    rich: bool
    chance: random.Random = field(compare=False)
    jobs: int = 0
    calls: int = 0

    def __str__(self) -> str:
        where = " of a rich channel" if self.rich else ""
        return f"{self.seed}: {self.kind}, {self.how}, after an edit of {self.edit}{where}"

    @property
    def fault(self) -> str:
        """Return the fault as a row of the table."""
        return f"{self.kind}: {self.how}"


def draw(seed: int) -> Schedule:
    """Return the schedule of `seed`."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    turn = sum(KINDS[earlier % len(KINDS)] == kind for earlier in range(seed))
    how = WAYS[kind][turn % len(WAYS[kind])]
    # A handful of seeds shares one undisturbed build to compare with; music asks for no worker.
    edits = EDITS[:1] if seed < _PLAIN else EDITS[:2] if "worker" in how else EDITS
    edit, rich = chance.choice(edits), chance.random() < 0.3 and seed >= _PLAIN
    return Schedule(seed, kind, how, edit, rich, chance)


def damaged(content: bytes, how: str, chance: random.Random) -> bytes:
    """Return `content` damaged; never what it was."""
    if not content:
        return b"\0"
    place = chance.randrange(len(content))
    if how == "cut off":
        return content[:place]
    if how == "one bit flipped":
        flipped = content[place] ^ (1 << chance.randrange(8))
        return content[:place] + bytes([flipped]) + content[place + 1 :]
    if how == "zeros":
        length = min(512, len(content) - place)
        made = content[:place] + b"\0" * length + content[place + length :]
        return made if made != content else content + b"\0"
    if how == "emptied":
        return b""
    if how == "a byte more":
        return content + b"\n"
    return chance.randbytes(min(len(content), 4096))
