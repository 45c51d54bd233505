"""Verifying: every finished file once more as it was written, only when asked for.

snakemake verify
snakemake verify --config fix=true
"""

import os
from dataclasses import asdict

from upkeep.items import items


rule verify:
    """Check the finished files of every episode and track: `snakemake verify`."""
    input:
        in_a_folder,
    log:
        "<logs>/verify.log",
    localrule: True
    threads: os.cpu_count()  # of which Snakemake gives those of --cores
    resources:
        mem_mb=1000,
        runtime=240,
    params:
        finished=lambda w: canonical([asdict(item) for item in items(PLAN)]),
        fix=PLAN.settings.tree["fix"],
        results=PLAN.settings.tree["results"],
    script:
        "../scripts/verify.py"
