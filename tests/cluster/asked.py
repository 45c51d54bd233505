"""What clouds' plugins ask their schedulers for: by the plugins' own builders, without a network.

`python asked.py < job.json > asked.json`, by the interpreter that has the plugins.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ASKS = Path(__file__)


def batch(job: dict[str, Any]) -> dict[str, Any]:
    """Return what AWS Batch is asked for by a group of `width` jobs with these `resources`."""
    from snakemake_executor_plugin_aws_batch.batch_job_builder import BatchJobBuilder

    warnings: list[str] = []
    asked: dict[str, Any] = {}

    def register(**definition: Any) -> dict[str, Any]:
        asked.update(definition)
        return definition

    BatchJobBuilder(
        logger=SimpleNamespace(warning=warnings.append),
        job=SimpleNamespace(name="group", resources=_grouped(job)),
        envvars={},
        container_image="image",
        settings=SimpleNamespace(job_role="role", task_timeout=14400, tags=None),
        job_command="",
        batch_client=SimpleNamespace(register_job_definition=register),
    ).build_job_definition()
    wanted = asked["containerProperties"]["resourceRequirements"]
    return {"warnings": warnings, **{one["type"]: int(one["value"]) for one in wanted}}


def google(job: dict[str, Any]) -> dict[str, Any]:
    """Return what Google Batch is asked for: machine, accelerators, memory, container."""
    from snakemake_executor_plugin_googlebatch import ExecutorSettings
    from snakemake_executor_plugin_googlebatch.executor import GoogleBatchExecutor

    remote = SimpleNamespace(
        container_image=None,
        preemptible_rules=SimpleNamespace(is_preemptible=lambda rule: False),
    )
    executor = object.__new__(GoogleBatchExecutor)  # without its client, which needs an account
    executor.workflow = SimpleNamespace(
        remote_execution_settings=remote, executor_settings=ExecutorSettings(**job["settings"])
    )
    executor.executor_settings = executor.workflow.executor_settings
    group = SimpleNamespace(name="group", rules=[], resources=_grouped(job), is_group=lambda: True)
    policy = executor.get_allocation_policy(group).instances[0].policy
    needs = executor.get_task_resources(group)
    container = executor.get_container(group)
    return {
        "machine": policy.machine_type,
        "disk": policy.boot_disk.image,
        "accelerators": {one.type_: one.count for one in policy.accelerators},
        "cpu_milli": needs.cpu_milli,
        "memory_mib": needs.memory_mib,
        "image": container.image_uri if container else None,
        "tries": executor.get_param(group, "retry_count"),
    }


def _grouped(job: dict[str, Any]) -> dict[str, Any]:
    """Return the resources of a group of `width` such jobs, as Snakemake adds them up."""
    from snakemake.resources import GroupResources, Resources

    one = SimpleNamespace(resources=job["resources"], pipe_group=None)
    limits = Resources.from_mapping(job["limits"])
    return dict(GroupResources.basic_layered([[one] * job["width"]], limits, run_local=False))


def main() -> None:
    """Answer each job that is asked about."""
    asks = {"aws-batch": batch, "google-batch": google}
    print(json.dumps([asks[job["cloud"]](job) for job in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
