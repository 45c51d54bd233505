"""The reckoned cluster: groups, waiting, and what more machines bring."""

from __future__ import annotations

import pytest

from bench.cluster import (
    Allocation,
    Cluster,
    Episode,
    Groups,
    Sizes,
    Times,
    allocations,
    evenly,
    fetched,
    parts,
    queued,
    simulate,
    stored,
)

# One scene, one track: 10 s of GPU (with the thumbnail's picture), 5 s of voice, 4 s of ear, 3 s of
# clip, 2 s of joins, 1 s each of music, template, thumbnail and page, 1 s between groups.
SMALL = Episode(scenes=1, tracks=1, seconds=10)
TIMES = Times(
    picture=4,
    picture_load=2,
    voice=4,
    voice_load=1,
    hearing=3,
    hearing_load=1,
    clip=3,
    music=1,
    common=1,
    thumbnails=1,
    review=1,
    joins=0.2,
    queue=1,
)


def test_an_episode_is_cut_into_groups() -> None:
    made = allocations(Episode(), Times(), Groups(), width=8)
    assert [one.pool for one in made] == ["gpu"] * 3 + ["cpu"] * 12
    assert made[0] == Allocation("gpu", 60 + 30 * 6)
    assert made[7].after == (0, 1, 2, 3, 4, 6)  # clips wait for pictures, voices and the template
    assert made[9].after == (3, 4)  # the ear for voices alone
    assert made[11].after == (0, 1, 2)  # thumbnails for pictures
    assert made[12].after == (7, 8, 5)  # films for clips and music
    assert made[-1].after == (12, 13, 9, 10, 11)  # the page for all there is to look at
    # As Snakemake counts them in a dry run, but for the index of pages, of which a build has one.
    assert queued(Episode(), Groups()) == (438, 15)
    assert list(parts(70, 30)) == [30, 30, 10]


def test_alone_an_episode_takes_its_longest_way() -> None:
    day = simulate([0], SMALL, TIMES, Groups(), Cluster(gpus=1, cores=8))
    assert day.latencies == [pytest.approx(1 + 10 + 1 + 3 + 1 + 2 + 1 + 1)]
    assert day.busy == {"gpu": 10, "cpu": 5 + 4 + 1 + 1 + 3 + 2 + 1 + 1}
    assert day.allocations == 9


def test_where_gpus_are_short_episodes_wait_for_them() -> None:
    at_once = [0.0] * 10
    one = simulate(at_once, SMALL, TIMES, Groups(), Cluster(gpus=1, cores=800))
    ten = simulate(at_once, SMALL, TIMES, Groups(), Cluster(gpus=10, cores=800))
    assert one.end == pytest.approx(1 + 10 * 10 + 1 + 3 + 1 + 2 + 1 + 1)
    assert ten.end == pytest.approx(20)
    assert one.busy == ten.busy


def test_nothing_is_lost_and_more_machines_are_never_slower() -> None:
    ends = []
    for gpus, cores in ((1, 8), (2, 16), (4, 64)):
        day = simulate(evenly(50, 3600), Episode(), Times(), Groups(), Cluster(gpus, cores))
        assert len(day.latencies) == 50
        assert day.busy["gpu"] <= day.end * gpus + 1e-6
        ends.append(day.end)
    assert ends == sorted(ends, reverse=True)


def test_what_is_stored_and_read_back() -> None:
    sizes = Sizes(picture=2, voice=1, clip=3, music=20, joins=0.5, final=0.2)
    assert stored(SMALL, sizes) == {
        "pictures": 4,
        "voices": 1,
        "clips": 3,
        "music": 20,
        "joins": pytest.approx(3),
        "films": pytest.approx(2),
    }
    assert fetched(SMALL, sizes) == (2 + 1) + 1 + 2 + 3 + 20  # clip, ear, thumbnail, joins
