"""Delete what the rule's message has named, if anything; the log has the whole list."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.errors import UserError
from build.job import job
from models.disk import disk_errors_told
from upkeep.prune import remove

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    params = snakemake.params
    log.write_text("\n".join([*params.lines, ""]), encoding="utf-8")
    if params.refused:
        raise UserError(params.refused)
    results = Path(params.results)
    with disk_errors_told(results):
        remove(params.files, results)
