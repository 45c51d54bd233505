"""A job on another machine: one Snakemake process that makes a whole group of takes.

What the main process settled is handed over in the environment, since a node may lack a key or a
GPU that the first machine has, and a take's name holds the engine. The workers belong to the job's
process: they are loaded once per allocation and end with it.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from typing import Any

from build.files import canonical
from build.owner import declare_owner
from build.summary import loads_told
from engines.choice import Engines
from engines.client import loads, stop_workers

VARIABLE = "REELMAKE_ENGINES"


def hand_over(workflow: Any, engines: Engines) -> None:  # noqa: ANN401
    """Tell the jobs of this build which engines were settled on."""
    os.environ[VARIABLE] = canonical(engines.settled)
    workflow.register_envvars(VARIABLE)  # clouds pass on what is registered and no more


def handed_over() -> dict[str, str]:
    """Return which engines the main process settled on, empty where nothing was handed over."""
    return dict(json.loads(os.environ.get(VARIABLE) or "{}"))


def own_workers() -> None:
    """Have this process own the workers of its jobs, and tell at its end what was loaded."""
    declare_owner()
    atexit.register(_leave)


def gather(workflow: Any) -> None:  # noqa: ANN401
    """Have the jobs of this group run in this process, as many at once as there are cores.

    Slurm's plugin would start a Snakemake for each of them, one after another, in a job step of its
    own with which a worker would end.
    """
    cores = min(workflow.cores, len(os.sched_getaffinity(0)))
    workflow.localrules(*(rule.name for rule in workflow.rules))
    workflow.register_resource("_nodes", cores)  # here each job counts as one


def _leave() -> None:
    loaded = loads()
    stop_workers()
    if loaded:
        print(f"engines loaded: {loads_told(loaded)}", file=sys.stderr)
