"""Show one take under its scene number."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from build.links import link

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    link(Path(snakemake.output.link), Path(snakemake.input.take))
