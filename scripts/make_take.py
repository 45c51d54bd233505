"""Ask the worker of an engine for one take: a picture, a voice or a piece of music.

The script is a thin client: the model is loaded once per build, by the engine's worker.
"""

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
    make(
        WorkerKey(
            kind=params.kind,
            engine=snakemake.wildcards.engine,
            settings=json.loads(params.settings),
            models=params.models,
        ),
        spec=json.loads(params.request),
        output=Path(snakemake.output[0]),
        sidecar=Path(snakemake.output.sidecar),
        sources=list(params.get("sources", [])),
        log=log,
    )
