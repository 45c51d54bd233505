"""Write an episode's review page, the small copies it shows, and what the index tells of it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json, read_known, readable, write_text
from build.job import job
from review.changes import changes, film_changes, remember, snapshot
from review.index import summary
from review.look import Look, film_lists
from review.page import page
from review.takes import Takes

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main() -> None:
    """Bind the work to the rule's files."""
    edit = read_json(snakemake.input.edit)
    output = Path(snakemake.output.page)
    memory = output.parent / "review/history.json"
    moment = datetime.now().strftime("%Y-%m-%d %H:%M")
    now = snapshot(edit, film_lists(output.parent, edit))
    history, before = remember(read_known(memory), now, moment)
    changed, gone = changes(before["scenes"], now["scenes"]) if before else ({}, [])
    otherwise = film_changes(before, now) if before else []
    takes = Takes(Path(snakemake.params.takes), Path(snakemake.params.logs))
    seen = Look(edit, output.parent, takes).review(
        changed, gone, history["before_since"], otherwise
    )
    write_text(memory, readable(history))
    write_text(output, page(seen, moment))
    write_text(Path(snakemake.output.summary), readable(summary(seen, moment)))


with job(snakemake):
    main()
