"""Pruning: takes that no script wants any more, listed, and deleted only when asked for.

snakemake prune
snakemake prune --config delete=true older_than=30d
"""

import time

from upkeep.prune import pruning_told, survey, table
from upkeep.wanted import shown_takes, wanted_takes

PRUNE_LOG = f"{PLAN.settings.results}/logs/prune.log"


@cache
def pruning():
    """Return what nobody wants with the words for it, or the sentence why that is not known."""
    tree = PLAN.settings.tree
    results = Path(tree["results"])
    own = workflow.config_settings.overwrite_config
    now = time.time()
    try:
        wanted = wanted_takes(config, own, HOME, BUILD.digests)
    except UserError as error:
        return dict(refused=str(error), told=str(error), lines=[], files=[])
    found = survey(
        results,
        wanted | PLAN.takes.keys(),
        shown_takes(results),
        tree["delete"],
        tree["older_than"],
        now,
    )
    return dict(
        refused="",
        told=pruning_told(found, results, now, PRUNE_LOG),
        lines=list(table(found.listed, now)),
        files=[file for one in found.going for file in one.files],
    )


# Its message, which the dry run shows too, says what is deleted.
rule prune:
    input:
        in_a_folder,
    log:
        PRUNE_LOG,
    localrule: True
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    params:
        told=lambda w: pruning()["told"],
        refused=lambda w: pruning()["refused"],
        lines=lambda w: pruning()["lines"],
        files=lambda w: pruning()["files"],
        results=PLAN.settings.tree["results"],
    message:
        "{params.told}"
    script:
        "../scripts/prune.py"
