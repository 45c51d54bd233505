"""Ask the ear's worker to listen to one voice."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from engines.client import make
from engines.protocol import WorkerKey

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    params = snakemake.params
    heard = Path(snakemake.output.heard)
    make(
        WorkerKey(
            kind="ear",
            engine=params.ear,
            settings=json.loads(params.settings),
            models=params.models,
        ),
        spec=json.loads(params.request),
        output=heard,
        sidecar=heard,
        sources=[snakemake.input.voice],
        log=log,
    )
