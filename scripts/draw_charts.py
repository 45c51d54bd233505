"""Draw the report's charts: time by phase, and takes that were there already."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import write_text
from build.job import job
from figures.chart import bars
from figures.tally import tally

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    folders = (snakemake.params[name] for name in ("results", "takes", "benchmarks"))
    found = tally(json.loads(snakemake.params.films), *map(Path, folders))
    time = bars(
        "Time by phase",
        {phase: [seconds] for phase, seconds in found.seconds.items()},
        ["seconds"],
        lambda values: f"{values[0]:.1f} s",
    )
    kinds = dict.fromkeys([*found.there, *found.made])
    reuse = bars(
        "Takes that were there already",
        {kind: [found.there.get(kind, 0), found.made.get(kind, 0)] for kind in kinds},
        ["there already", "made"],
        lambda values: f"{values[0]:.0f} of {sum(values):.0f}",
    )
    write_text(Path(snakemake.output.time), time)
    write_text(Path(snakemake.output.reuse), reuse)
