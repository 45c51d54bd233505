"""Cut one clip: a voice levelled and padded to whole frames, the picture for just as long.

As for other takes, a worker does it: loading numpy and PyAV takes as long as cutting a still clip.
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
    given = snakemake.input
    make(
        WorkerKey(kind="clip", engine=snakemake.wildcards.engine, settings={}, models=""),
        spec=json.loads(snakemake.params.request),
        output=Path(snakemake.output.clip),
        sidecar=Path(snakemake.output.sidecar),
        sources=[given.picture, given.voice, given.words, *given.template],
        log=log,
    )
