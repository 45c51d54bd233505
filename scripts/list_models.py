"""Print the table of models."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from models.catalogue import read_catalogue
from models.table import table

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    params = snakemake.params
    catalogue = read_catalogue(Path(params.catalogue))
    print(table(catalogue, json.loads(params.needed_by), Path(params.models)), flush=True)
