"""Encode the skip frames that every still clip of the same settings shares."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from build.seals import publish_sealed
from media.encode import encode_template
from media.video import VideoSettings

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    settings = VideoSettings.from_spec(json.loads(snakemake.params.request))
    with publish_sealed(Path(snakemake.output.video)) as temporary:
        encode_template(temporary, settings, log)
