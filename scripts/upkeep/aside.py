"""What is broken put aside, so that the next build makes it again; nothing is ever deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from build.files import readable, write_text
from build.seals import seal_of, sha256_of
from build.sidecars import with_checksum
from upkeep.checks import Problem
from upkeep.items import Item, made_from

FOLDER = ".set-aside"


def mendable(item: Item, problems: Sequence[Problem]) -> bool:
    """Tell whether the sidecar alone is broken of what must not be made again.

    That is what was paid for, and what was imported: the engine's own would be another take. Of
    neither does the sidecar hold word times.
    """
    return all(problem.beside for problem in problems) and (item.paid or _imported(item))


def _imported(item: Item) -> bool:
    try:
        return bool(item.spec) and b'"imported"' in Path(item.files[-1]).read_bytes()
    except OSError:
        return False


def mend(item: Item) -> None:
    """Write the sidecar of a whole take anew; nothing that is made from it is made again.

    How long the take took and what it cost are known no more.
    """
    take, sidecar = Path(item.files[0]), Path(item.files[-1])
    known: dict[str, object] = {"spec": dict(item.spec), "sha256": sha256_of(take), "seconds": 0}
    known["mended"] = f"the first sidecar was broken; written anew {datetime.now():%Y-%m-%d %H:%M}"
    if _imported(item):
        known["imported"] = {"from": "not known any more: the first sidecar was broken"}
    if item.kind == "speech":
        import soundfile

        sound = soundfile.info(take)
        known |= {"samples": sound.frames, "rate": sound.samplerate, "words": []}
    made = (sidecar if sidecar.exists() else take).stat()
    write_text(sidecar, readable(with_checksum(known)))
    os.utime(sidecar, ns=(made.st_atime_ns, made.st_mtime_ns))


def doomed(
    broken: Mapping[str, Sequence[Problem]], every: Iterable[Item]
) -> tuple[list[Item], list[Item]]:
    """Return the items whose sidecar is written anew, and those that are put aside.

    The second are the other broken ones and all that was made from them: a build makes again what
    is missing only where what was made from it is missing too.
    """
    every = list(every)
    mended = [item for item in every if item.name in broken and mendable(item, broken[item.name])]
    kept = {item.name for item in mended}
    away = made_from((name for name in broken if name not in kept), every)
    return mended, [item for item in every if item.name in away and item.name not in kept]


def put_aside(away: Iterable[Item], results: Path, now: datetime) -> tuple[Path, int]:
    """Move the files of `away` into a folder of their own; return it and how many files went.

    `results` is the folder above all that is built; what lies elsewhere stays. A link is no file
    of ours and stays as well; a folder in a file's place goes.
    """
    place = results / FOLDER / f"{now:%Y-%m-%d_%H-%M-%S}"
    count = 0
    for item in away:
        for file in map(Path, item.files):
            if not file.exists() or file.is_symlink():
                continue
            target = place / file.relative_to(results)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, target)
            seal_of(file).unlink(missing_ok=True)
            count += 1
    return place, count
