"""Every finished file checked, in parallel, and a sentence for each that is broken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from build.units import size_text
from upkeep.checks import Problem, check
from upkeep.items import Item

Broken = Mapping[str, Sequence[Problem]]
_SHOWN = 3  # places of one take
_SECONDS = 2.0  # between lines of progress


def find_broken(
    every: Iterable[Item], threads: int, log: Path, tell: Callable[[str], None]
) -> dict[str, list[Problem]]:
    """Return the problems of all wanted items that have any, by name, in the order of `every`.

    `tell` is given a line of progress every two seconds, and one at the end.
    """
    sizes = {item.name: _bytes(item) for item in every if item.wanted}
    there = [item for item in every if sizes.get(item.name) is not None]
    whole = sum(sizes[item.name] or 0 for item in there)
    found: dict[str, list[Problem]] = {}
    done, read, last = 0, 0, time.monotonic()
    with ThreadPoolExecutor(threads) as pool:  # hashing and decoding let go of the interpreter
        jobs = {pool.submit(check, item, log): item for item in there}
        for job in as_completed(jobs):
            item = jobs[job]
            done, read = done + 1, read + (sizes[item.name] or 0)
            if problems := job.result():
                found[item.name] = problems
            if time.monotonic() - last > _SECONDS and done < len(there):
                last = time.monotonic()
                tell(
                    f"verify: {done} of {len(there)}, {size_text(read)} of {size_text(whole)}"
                    + f", {len(found)} broken" * bool(found)
                )
    absent = len(sizes) - len(there)
    tell(
        f"verify: {len(there)} takes and joins, {size_text(whole)}, looked through"
        + f"; {absent} more are not there" * bool(absent)
    )
    return {item.name: found[item.name] for item in there if item.name in found}


def _bytes(item: Item) -> int | None:
    """Return the size of the files of `item` that are there, None where none is."""
    paths = [Path(file) for file in item.files]
    try:
        sizes = [path.stat().st_size for path in paths if path.exists()]
    except OSError:  # one that its disk cannot even look up: `check` says so
        return 0
    return sum(sizes) if sizes else None


def sentences(broken: Broken, every: Iterable[Item]) -> Iterator[str]:
    """Yield a sentence for each broken file: which, where it belongs, what is wrong, what to do."""
    by_name = {item.name: item for item in every}
    for name, problems in broken.items():
        item = by_name[name]
        where = ", ".join(item.where[:_SHOWN])
        where += f" and {len(item.where) - _SHOWN} more" * (len(item.where) > _SHOWN)
        for problem in problems:
            place = f"{problem.file} ({where})" if where else problem.file
            yield f"{place} {problem.what}; {_advice(item, problem)}"


def _advice(item: Item, problem: Problem) -> str:
    if problem.beside and item.paid:
        return "the take beside it is whole and was paid for: with fix=true it is kept"
    if item.paid:
        return "it was paid for, and making it again costs again: put a copy back if you have one"
    if item.kind == "join":
        return "it is joined again from its takes"
    return "it is made again"
