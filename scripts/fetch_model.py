"""Fetch one model of the catalogue; its manifest says that all of it is there and verified."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from models.catalogue import read_catalogue
from models.fetch import fetch, refuse

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    params = snakemake.params
    model = read_catalogue(Path(params.catalogue))[params.model]
    if params.offline:
        refuse(model, Path(params.models))
    fetch(model, Path(params.models), log)
