"""Fail with the sentence that says why an episode cannot be built."""

from typing import TYPE_CHECKING

from build.errors import UserError
from build.job import job

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    raise UserError(snakemake.params.sentence)
