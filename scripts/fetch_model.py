"""Fetch one model of the catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from models.catalogue import read_catalogue
from models.fetch import fetch

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    output = Path(snakemake.output.model)
    path = output.relative_to(snakemake.params.models).as_posix()
    fetch(read_catalogue(Path(snakemake.params.catalogue))[path], output)
