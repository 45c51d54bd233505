"""Check every finished file; with `fix`, put aside what is broken so that it is made again."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from build.errors import UserError
from build.job import job
from upkeep.aside import doomed, mend, put_aside
from upkeep.items import Item
from upkeep.verify import find_broken, sentences

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    params = snakemake.params

    def tell(line: str) -> None:
        print(line, flush=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    every = [Item.read(row) for row in json.loads(params.finished)]
    broken = find_broken(every, snakemake.threads, log, tell)
    for line in sentences(broken, every):
        tell(f"broken: {line}")
    if not broken:
        tell("verify: everything is as it was written")
        return
    count = f"{len(broken)} of the finished takes and joins {'is' if len(broken) == 1 else 'are'}"
    if not params.fix:
        raise UserError(
            f"{count} broken, named above and in {log}: `snakemake verify --config fix=true` puts "
            "them aside, and the next build makes them again"
        )
    mended, away = doomed(broken, every)
    for item in mended:
        mend(item)
        tell(f"mended: {item.files[-1]} was written anew; its take is kept")
    place, files = put_aside(away, Path(params.results), datetime.now())
    if files:
        tell(
            f"verify: {count} broken; with what was made from them, {files} files went to {place}, "
            "and the next build makes them again"
        )


with job(snakemake) as log:
    main(log)
