"""Begin a script from a text, and say what it still lacks."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build.beginning import Beginning, begin_script
from build.job import job

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake) as log:
    about = json.loads(snakemake.params.about)
    texts = {language: Path(path) for language, path in about["texts"]}
    beginning = Beginning(Path(snakemake.output.script), texts, tuple(about["missing"]))
    said = begin_script(beginning)
    log.write_text(f"{said}\n", encoding="utf-8")
    print(said, file=sys.stderr)
