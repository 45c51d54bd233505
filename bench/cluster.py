"""A day on a cluster, simulated from measured job times: `python -m bench.cluster`.

Prints the tables of docs/cluster.md: what an episode stores, moves and queues, and how long
episodes take from script to films on clusters of several sizes.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

DAY = 86_400.0


@dataclass(frozen=True)
class Episode:
    """An episode's size: scenes, tracks, and seconds of film a scene (the demo's mean)."""

    scenes: int = 60
    tracks: int = 2
    seconds: float = 6.4

    @property
    def pictures(self) -> int:
        """Return how many pictures are drawn: one a scene, and the thumbnail's."""
        return self.scenes + 1

    @property
    def film(self) -> float:
        """Return the seconds of one film."""
        return self.scenes * self.seconds


@dataclass(frozen=True)
class Times:
    """Seconds a take, a load or a step takes, on one core but for `picture`.

    All but the two of pictures were measured on the demo (two busy cores); joins are per second of
    film. `queue` is what passes between a group's end and its successor's start: the scheduler's
    and Snakemake's polling, and Snakemake's own start on the node.
    """

    picture: float = 6.0
    picture_load: float = 60.0
    voice: float = 6.0
    voice_load: float = 3.0
    clip: float = 2.5
    hearing: float = 2.5
    hearing_load: float = 3.0
    music: float = 10.0
    common: float = 5.0
    thumbnails: float = 2.0
    review: float = 10.0
    joins: float = 0.2
    queue: float = 40.0


@dataclass(frozen=True)
class Groups:
    """How many takes one allocation makes (`group-components` in the profiles)."""

    pictures: int = 30
    voices: int = 60
    ear: int = 60
    clips: int = 60


@dataclass(frozen=True)
class Cluster:
    """GPUs, cores for everything else, and cores of one allocation."""

    gpus: int
    cores: int
    width: int = 8


@dataclass(frozen=True)
class Allocation:
    """One group: what it runs on, for how many seconds, and the groups it waits for."""

    pool: str
    seconds: float
    after: tuple[int, ...] = ()


@dataclass
class Day:
    """What a simulation found: seconds from each script to its films, and what was busy."""

    latencies: list[float] = field(default_factory=list)
    end: float = 0.0
    busy: dict[str, float] = field(default_factory=lambda: {"gpu": 0.0, "cpu": 0.0})
    allocations: int = 0


def allocations(episode: Episode, times: Times, groups: Groups, width: int) -> list[Allocation]:
    """Return the groups of one episode, each after those it waits for."""
    made: list[Allocation] = []

    def add(pool: str, seconds: float, after: Sequence[int] = ()) -> int:
        made.append(Allocation(pool, seconds, tuple(after)))
        return len(made) - 1

    lines = episode.scenes * episode.tracks
    pictures = [
        add("gpu", times.picture_load + count * times.picture)
        for count in parts(episode.pictures, groups.pictures)
    ]
    voices = [
        add("cpu", times.voice_load + math.ceil(count / width) * times.voice)
        for count in parts(lines, groups.voices)
    ]
    music, common = add("cpu", times.music), add("cpu", times.common)
    clips = [
        add("cpu", math.ceil(count / width) * times.clip, [*pictures, *voices, common])
        for count in parts(lines, groups.clips)
    ]
    ears = [
        add("cpu", times.hearing_load + math.ceil(count / width) * times.hearing, voices)
        for count in parts(lines, groups.ear)
    ]
    thumbnails = add("cpu", math.ceil(episode.tracks / width) * times.thumbnails, pictures)
    films = [add("cpu", episode.film * times.joins, [*clips, music]) for _ in range(episode.tracks)]
    add("cpu", times.review, [*films, *ears, thumbnails])
    return made


def parts(count: int, size: int) -> Iterator[int]:
    """Yield the sizes of the groups that `count` takes make."""
    while count > 0:
        yield min(count, size)
        count -= size


def simulate(
    arrivals: Sequence[float],
    episode: Episode,
    times: Times,
    groups: Groups,
    cluster: Cluster,
) -> Day:
    """Run episodes that arrive at `arrivals` (seconds) through `cluster`, first come, first served.

    GPUs take one group each, cores one group per `width`. A group starts `queue` seconds after the
    last of those it waits for at the earliest.
    """
    wanted = allocations(episode, times, groups, cluster.width)
    free = {"gpu": cluster.gpus, "cpu": max(1, cluster.cores // cluster.width)}
    lines: dict[str, deque[tuple[int, int]]] = {"gpu": deque(), "cpu": deque()}
    waits = {
        (who, index): len(one.after)
        for who in range(len(arrivals))
        for index, one in enumerate(wanted)
    }
    left = [len(wanted)] * len(arrivals)
    events: list[tuple[float, int, str, int, int]] = []
    count = 0

    def at(when: float, what: str, who: int, index: int) -> None:
        nonlocal count
        count += 1
        heapq.heappush(events, (when, count, what, who, index))

    for who, when in enumerate(arrivals):
        for index, one in enumerate(wanted):
            if not one.after:
                at(when + times.queue, "ready", who, index)
    day = Day(allocations=len(wanted) * len(arrivals))
    while events:
        now, _, what, who, index = heapq.heappop(events)
        pool = wanted[index].pool
        if what == "ready":
            lines[pool].append((who, index))
        else:
            free[pool] += 1
            left[who] -= 1
            if left[who] == 0:
                day.latencies.append(now - arrivals[who])
            for later, one in enumerate(wanted):
                if index in one.after:
                    waits[who, later] -= 1
                    if waits[who, later] == 0:
                        at(now + times.queue, "ready", who, later)
        while free[pool] and lines[pool]:
            free[pool] -= 1
            who, index = lines[pool].popleft()
            day.busy[pool] += wanted[index].seconds
            at(now + wanted[index].seconds, "done", who, index)
        day.end = now
    day.latencies.sort()
    return day


@dataclass(frozen=True)
class Sizes:
    """Megabytes of a take, and of a second of film in all joins, and in the last (the demo)."""

    picture: float = 1.7
    voice: float = 0.28
    clip: float = 1.5
    music: float = 22.0
    joins: float = 0.556
    final: float = 0.18


def stored(episode: Episode, sizes: Sizes) -> dict[str, float]:
    """Return the megabytes that an episode keeps, by kind."""
    lines = episode.scenes * episode.tracks
    films = episode.film * episode.tracks
    return {
        "pictures": episode.pictures * sizes.picture,
        "voices": lines * sizes.voice,
        "clips": lines * sizes.clip,
        "music": sizes.music,
        "joins": films * (sizes.joins - sizes.final),
        "films": films * sizes.final,
    }


def fetched(episode: Episode, sizes: Sizes) -> float:
    """Return the megabytes that an episode's jobs read back from a store."""
    lines = episode.scenes * episode.tracks
    cuts = lines * (sizes.picture + sizes.voice)
    heard = lines * sizes.voice
    drawn = episode.tracks * sizes.picture
    return cuts + heard + drawn + lines * sizes.clip + episode.tracks * sizes.music


def queued(episode: Episode, groups: Groups) -> tuple[int, int]:
    """Return an episode's jobs and its allocations, which links do without."""
    lines, films = episode.scenes * episode.tracks, episode.tracks
    takes = episode.pictures + 3 * lines + len(("music", "intro", "template"))
    joins = films * len(("join_clips", "mix_sound", "write_subtitles", "finish_video"))
    thumbnails, links, review = films, films + len(("pictures",)), 1
    jobs = takes + joins + thumbnails + links + review
    return jobs, len(allocations(episode, Times(), groups, 8))


def evenly(count: int, seconds: float = DAY) -> list[float]:
    """Return when `count` episodes arrive that come evenly over `seconds`."""
    return [number * seconds / count for number in range(count)]


def main() -> None:
    """Print the tables of docs/cluster.md."""
    episode, times, groups = Episode(), Times(), Groups()
    jobs, allocated = queued(episode, groups)
    kept = stored(episode, Sizes())
    print(f"an episode: {jobs} jobs in {allocated} allocations")
    print(" + ".join(f"{name} {size:.0f}" for name, size in kept.items()), end="")
    print(f" = {sum(kept.values()):.0f} MB stored; {fetched(episode, Sizes()):.0f} MB read back")
    print(
        "\n| episodes a day | GPUs | cores | median | slowest "
        "| GPUs busy | cores busy | all at once |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for count, gpus, cores in PLAN:
        cluster = Cluster(gpus, cores)
        day = simulate(evenly(count), episode, times, groups, cluster)
        night = simulate([0.0] * count, episode, times, groups, cluster)
        print(f"{_row(count, cluster, day)} {_clock(night.end)} |")
    print("\n| pictures in a group | GPU-hours for 1,000 episodes | median |\n|---|---|---|")
    for size in (1, 10, 30, 60):
        day = simulate(
            evenly(1000), episode, times, replace(groups, pictures=size), Cluster(*PLAN[-1][1:])
        )
        median = day.latencies[len(day.latencies) // 2]
        print(f"| {size} | {day.busy['gpu'] / 3600:,.0f} | {_clock(median)} |")


# Episodes a day, GPUs, cores.
PLAN = ((10, 1, 8), (100, 1, 16), (100, 2, 16), (300, 3, 32), (1000, 7, 64), (1000, 8, 96))


def _row(count: int, cluster: Cluster, day: Day) -> str:
    span = max(day.end, DAY)
    slots = max(1, cluster.cores // cluster.width)
    return (
        f"| {count:,} | {cluster.gpus} | {cluster.cores} "
        f"| {_clock(day.latencies[len(day.latencies) // 2])} | {_clock(day.latencies[-1])} "
        f"| {day.busy['gpu'] / span / cluster.gpus:.0%} | {day.busy['cpu'] / span / slots:.0%} |"
    )


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


if __name__ == "__main__":
    main()
