"""Bring in a picture of an earlier system as the take that a scene asks for."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from engines.importing import import_picture

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    fitted = import_picture(
        spec=json.loads(snakemake.params.request),
        source=Path(snakemake.input.source),
        output=Path(snakemake.output.picture),
        sidecar=Path(snakemake.output.sidecar),
        fit=snakemake.params.fit,
    )
    if fitted:
        log.write_text(f"{snakemake.input.source} was {fitted}\n", encoding="utf-8")
