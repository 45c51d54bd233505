"""Lay a written script where the person finds it, and say so."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build.job import job
from build.writing_place import place_script

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    take, sidecar = map(Path, snakemake.input)
    about = json.loads(snakemake.params.about)
    sentence = place_script(take, sidecar, Path(snakemake.output.script), about)
    log.write_text(f"{sentence}\n", encoding="utf-8")
    print(sentence, file=sys.stderr)
