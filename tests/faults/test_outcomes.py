"""The table of faults and outcomes, and the schedules it counts."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

from faults.outcomes import table
from faults.schedules import DAMAGES, KINDS, WAYS, damaged, draw


def test_the_table_counts_each_fault_by_outcome() -> None:
    found = Counter({("a kill", "recovers"): 12, ("a kill", "a sentence"): 1, ("disk", "x"): 2})
    assert table(found) == (
        "| fault | recovers | x | a sentence | all |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| a kill | 12 |  | 1 | 13 |\n"
        "| disk |  | 2 |  | 2 |\n"
        "| **all** | 12 | 2 | 1 | **15** |\n"
    )


def test_a_seed_is_a_schedule() -> None:
    drawn = [draw(seed) for seed in range(300)]
    assert [str(one) for one in drawn] == [str(draw(seed)) for seed in range(300)]
    assert {one.kind for one in drawn} == set(KINDS)


def test_every_kind_meets_a_plain_and_a_rich_channel_the_first_few_a_plain_one() -> None:
    drawn = [draw(seed) for seed in range(300)]
    assert {(one.kind, one.rich) for one in drawn} == {*product(KINDS, (True, False))}
    assert not any(one.rich for one in drawn[:4])


def test_every_way_is_drawn() -> None:
    drawn = {(one.kind, one.how) for one in map(draw, range(120))}
    assert drawn == {(kind, how) for kind in KINDS for how in WAYS[kind]}


def test_damage_is_never_what_it_was() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        content = bytes(chance.choices([0, 1, 255], k=chance.randrange(1, 40)))
        assert damaged(content, chance.choice(DAMAGES), chance) != content
