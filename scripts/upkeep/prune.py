"""Takes that no script wants any more: which are listed, which of them go, and in what words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build.units import dollars, size_text
from upkeep.aside import FOLDER as ASIDE
from upkeep.inventory import Found, describe, left_half_made, takes_in

_UNITS = {"h": 3600, "d": 24 * 3600, "w": 7 * 24 * 3600}
_SHOWN = 40  # lines; all of them are in the log
_FOLDERS = 5


@dataclass(frozen=True)
class Pruning:
    """What nobody wants and is `listed`, and what of it is `going`.

    `kept_for` says how many takes a film's folder shows that no script wants.
    """

    listed: Sequence[Found]
    going: Sequence[Found]
    kept_for: Mapping[str, int]


def survey(
    results: Path,
    wanted: set[str],
    shown: Mapping[str, set[str]],
    delete: bool | str,
    older_than: str | None,
    now: float,
) -> Pruning:
    """Return what under `results` nobody wants, the newest use last, and what is to be deleted.

    `wanted` are the takes that scripts ask for, `shown` those that each film's folder names. With
    `delete` true goes what was made here; with `all`, what was imported or paid for as well.
    """
    takes = takes_in(results / "takes")
    kept = wanted.union(*shown.values())
    unwanted = {stem: files for stem, files in takes.items() if stem not in kept}
    latest = now - seconds_of(older_than)
    found = [*put_aside(results), *left_half_made(results), *describe(unwanted)]
    listed = [one for one in found if older_than is None or one.used <= latest]
    going = [one for one in listed if delete == "all" or (delete and not one.dear)]
    alone = {folder: len((stems - wanted) & takes.keys()) for folder, stems in shown.items()}
    return Pruning(listed, going, {folder: count for folder, count in alone.items() if count})


def seconds_of(age: str | None) -> float:
    """Return the seconds of an age like 12h, 30d or 8w; 0 for None."""
    match = re.fullmatch(r"(\d+)([hdw])", age or "0h")
    assert match
    return int(match[1]) * float(_UNITS[match[2]])


def put_aside(results: Path) -> list[Found]:
    """Return what `verify` put aside: its takes one by one, as some were paid for, and the rest."""
    found = []
    place = results / ASIDE
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        since = folder.stat().st_mtime
        known = describe(takes_in(folder / "takes"))
        of_takes = {file for one in known for file in one.files}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and str(path) not in of_takes:
                name = str(path.relative_to(folder))
                known.append(Found(name, (str(path),), path.stat().st_size, since))
        found += [replace(one, name=f"put aside: {one.name}", used=since) for one in known]
    return found


def pruning_told(pruning: Pruning, results: Path, now: float, log: str) -> str:
    """Return what a person reads of `pruning` before anything is deleted."""
    lines = list(table(pruning.listed, now))
    if len(lines) > _SHOWN:
        lines = [f"({len(lines) - _SHOWN} more are in {log})", *lines[-_SHOWN:]]
    head = [f"What nobody wants any more under {results}: size, last of use, time it took"]
    return "\n".join([*(head if lines else []), *lines, *_sums(pruning, results)])


def table(listed: Iterable[Found], now: float) -> Iterator[str]:
    """Yield a line for each: size, age, how long it took to make, what it is, what it cost."""
    for one in listed:
        took = f"{one.seconds:.1f} s" if one.seconds else "-"
        line = f"  {size_text(one.size):>7}  {_age(now - one.used):>11}  {took:>9}  {one.name}"
        yield line + (f"  ({_worth(one)})" if one.dear else "")


def _sums(pruning: Pruning, results: Path) -> Iterator[str]:
    if pruning.kept_for:
        folders = sorted(pruning.kept_for)
        named = ", ".join(folders[:_FOLDERS]) + " …" * (len(folders) > _FOLDERS)
        yield (
            f"Kept, though no script wants them: takes that the films under {results} show in "
            f"{named}. Build these again, or remove their folders where a script is gone."
        )
    listed, going = pruning.listed, pruning.going
    if not listed:
        yield f"Nothing to prune: scripts or films want every take under {results}/takes."
        return
    total = f"{len(listed)} takes and leftovers, {_size(listed)}"
    dear = [one for one in listed if one.dear]
    if not going:
        yield (
            f"{total}; nothing is deleted. --config delete=true deletes them"
            f"{_but(dear, 'but for')}; with older_than=30d, what was of no use for 30 days."
        )
        return
    yield f"{total}. Deleted are {len(going)}, {_size(going)}."
    left = [one for one in dear if one not in going]
    if left:
        yield f"Kept{_but(left, 'are')}; --config delete=all deletes them too."
    elif dear:
        yield f"Among them{_but(dear, 'are')}."


def _but(dear: Sequence[Found], word: str) -> str:
    if not dear:
        return ""
    imported = sum(one.imported for one in dear)
    paid = [one for one in dear if not one.imported]
    usd = sum(one.usd or 0 for one in paid)
    unknown = " or more" * any(one.usd is None for one in paid)
    parts = [f"{len(paid)} that were paid for ({dollars(usd)}{unknown})"] if paid else []
    parts += [f"{imported} that were imported"] if imported else []
    return f" {word} {' and '.join(parts)}"


def _worth(one: Found) -> str:
    if one.imported:
        return "imported"
    return "paid for; the price is not known" if one.usd is None else f"cost {dollars(one.usd)}"


def _size(found: Iterable[Found]) -> str:
    return size_text(sum(one.size for one in found))


def _age(seconds: float) -> str:
    for unit, length in (("day", 24 * 3600), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' * (count != 1)}"
    return "just now"


def remove(files: Iterable[str], results: Path) -> None:
    """Remove the `files`, and the folders below what was put aside that this leaves empty."""
    aside = results / ASIDE
    for path in map(Path, files):
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if aside not in (folder, *folder.parents) or any(folder.iterdir()):
                break
            folder.rmdir()
