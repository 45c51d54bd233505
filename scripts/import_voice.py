"""Bring in a voice of an earlier system as the take that a scene asks for."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from engines.importing import import_voice

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    import_voice(
        spec=json.loads(snakemake.params.request),
        source=Path(snakemake.input.source),
        output=Path(snakemake.output.voice),
        sidecar=Path(snakemake.output.sidecar),
    )
