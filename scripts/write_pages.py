"""Write a film's page into the site, and a receipt of what is there now."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.job import job
from web.publishing import publish_page

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    edit = read_json(snakemake.input.edit)
    receipt = Path(snakemake.output.receipt)
    lock = Path(snakemake.params.lock)
    notes = publish_page(edit, receipt.with_name("final.mp4"), receipt, lock)
    log.write_text("".join(f"{note}\n" for note in notes), encoding="utf-8")
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
