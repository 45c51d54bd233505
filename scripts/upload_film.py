"""Upload a film once, with its thumbnail and captions, and keep the receipt."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import readable, write_text
from build.job import job

if TYPE_CHECKING:
    from snakemake.script import snakemake

with job(snakemake):
    from upload.film import upload_film

    thumbnail = snakemake.input.get("thumbnail")
    receipt = upload_film(
        Path(snakemake.input.video),
        Path(snakemake.input.subtitles),
        Path(thumbnail) if thumbnail else None,
        Path(snakemake.input.edit),
        Path(snakemake.params.ledgers),
        json.loads(snakemake.params.settings),
    )
    write_text(Path(snakemake.output.receipt), readable(receipt))
