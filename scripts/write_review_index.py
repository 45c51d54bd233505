"""Write the index of all review pages."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json, write_text
from build.job import job
from review.index import groups
from review.page import index

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    edit = read_json(snakemake.input.edit)
    output = Path(snakemake.output.page)
    write_text(output, index(groups(edit, output.parent), edit["refused"]))
