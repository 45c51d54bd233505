"""Keep the receipt of an upload beside its film."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import write_text
from build.job import job

if TYPE_CHECKING:
    from snakemake.script import snakemake

with job(snakemake):
    receipt = Path(snakemake.input.receipt).read_text(encoding="utf-8")
    write_text(Path(snakemake.output.receipt), receipt)
