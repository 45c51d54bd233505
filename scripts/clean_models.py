"""Remove the models that no configured engine needs; the rule's message has named them."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from models.catalogue import read_catalogue
from models.removal import remove

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    params = snakemake.params
    catalogue = read_catalogue(Path(params.catalogue))
    for name in params.unneeded:
        remove(catalogue[name], Path(params.models))
