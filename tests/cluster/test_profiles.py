"""The clouds' profiles, planned by Snakemake with their plugins; and what these then ask for.

None of them is run: that takes an account. What a plugin asks its scheduler for is made by its own
builder (`asked.py`), or sent to a server of ours.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cluster.asked import ASKS
from cluster.conftest import CLOUDS, ClusterChannel, channel, planned, require, resources_of
from cluster.daemons import BUCKET
from cluster.loopback_kubernetes import kubernetes
from workflow.channel import HOME, TINY

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(1200)]

Store = tuple[Path, Mapping[str, str]]
_CLOUDS = {
    "kubernetes": {},
    "aws-batch": {
        "SNAKEMAKE_AWS_BATCH_JOB_QUEUE": "arn:aws:batch:eu-west-1:1:job-queue/films",
        "SNAKEMAKE_AWS_BATCH_JOB_ROLE": "arn:aws:iam::1:role/films",
    },
    "google-batch": {},
}
# A film with everything in it that a build makes in a bucket.
_ALL = {
    **TINY,
    "tracks": ["es"],
    "thumbnails": {"draw": True},
    "distinct": {"build": True},
    "ear": {"engine": ["whisper"], "listen": True},
    "ambience": {"kind": "rain"},
    "transition": {"kind": "crossfade", "seconds": 0.2},
}
# And what is made when it is asked for by name.
_ASKED = ("results/S01E01/es/thumbnail_v1.png", "results/S01E01/es/subtitles/001.srt")


def _channel(folder: Path, variables: Mapping[str, str], *profiles: str) -> ClusterChannel:
    require(CLOUDS, "test-cluster")
    made = channel(folder, variables, *profiles)
    made.snakemake = CLOUDS / "bin/snakemake"
    return made


def _plan(cloud: str, store: Store, folder: Path, *asked: str) -> str:
    """Return what Snakemake says that it would do with the profile of `cloud`."""
    made = _channel(folder / "channel", {**store[1], **_CLOUDS[cloud]}, cloud, "s3")
    made.configure(_ALL)
    prefix = f"--default-storage-prefix=s3://{BUCKET}/{cloud}"
    run = made.build("-n", "--shared-fs-usage=none", prefix, *asked, timeout=1000)
    assert run.status == 0, run.said
    return run.said


def _asked_for(jobs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what the plugins' builders make of `jobs`."""
    require(CLOUDS, "test-cluster")
    done = subprocess.run(
        [CLOUDS / "bin/python", ASKS],
        input=json.dumps(list(jobs)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _profile(cloud: str) -> dict[str, Any]:
    text = (HOME / "profiles" / cloud / "config.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@pytest.mark.parametrize("cloud", _CLOUDS)
def test_a_cloud_with_s3_plans_the_whole_film(cloud: str, store: Store, tmp_path: Path) -> None:
    said = _plan(cloud, store, tmp_path)
    jobs = planned(said)
    assert jobs["speak_line"] == jobs["listen_take"] == jobs["cut_clip"] == 2
    assert jobs["draw_image"] == 3  # the thumbnail's too
    assert jobs["finish_video"] == 1
    # Whoever names GPUs, and be it none of them, is let onto the nodes that have some.
    assert not [rule for rule, asked in resources_of(said).items() if "gpu" in asked]


def test_aws_batch_gives_every_group_the_cores_and_the_memory_it_asks_for(
    store: Store, tmp_path: Path
) -> None:
    said = _plan("aws-batch", store, tmp_path, "--cores=4", "all", *_ASKED)
    here = {"all", "link_track", "link_pictures"}
    rules = {rule: asked for rule, asked in resources_of(said).items() if rule not in here}
    assert {"listen_take", "render_distinct", "draw_thumbnail"} <= rules.keys()
    # As the profile says: for sdxl and zimage, for chatterbox, bark and melo, for musicgen.
    for what, cores, memory in [
        ("sdxl", 4, 24576),
        ("chatterbox", 2, 10240),
        ("bark", 2, 6144),
        ("melo", 2, 4096),
        ("musicgen", 2, 8192),
    ]:
        rules[what] = {"_cores": cores, "mem_mb": memory, "gpu": 1, "_gpus": 1}
    jobs = [
        {
            "cloud": "aws-batch",
            "resources": asked,
            "width": width,
            "limits": {"_cores": 4, "gpu": 1},
        }
        for asked in rules.values()
        for width in range(1, 9)
    ]
    for job, got in zip(jobs, _asked_for(jobs), strict=True):
        asked = job["resources"]
        at_once = 1 if "gpu" in asked else min(job["width"], 4 // asked["_cores"])
        assert got.pop("warnings") == []
        assert got.pop("GPU", 0) == asked.get("_gpus", 0)
        assert got == {"VCPU": asked["_cores"] * at_once, "MEMORY": asked["mem_mb"] * at_once}


def test_google_batch_gets_machines_that_have_the_accelerator() -> None:
    settings = {
        key.removeprefix("googlebatch-").replace("-", "_"): value
        for key, value in _profile("google-batch").items()
        if key.startswith("googlebatch-")
    }
    # As the profile shows it.
    l4 = {
        "nvidia_gpu": "nvidia-l4",
        "googlebatch_machine_type": "g2-standard-8",
        "googlebatch_memory": 28000,
    }
    wanted = [{}, {"nvidia_gpu": "nvidia-tesla-t4"}, l4]
    plain, t4, l4 = _asked_for(
        {
            "cloud": "google-batch",
            "settings": settings,
            "width": 30,
            "resources": {"_cores": 1, "gpu": 1, **asked},
            "limits": {"_cores": 8, "gpu": 1},
        }
        for asked in wanted
    )
    assert plain == {
        "machine": "n1-standard-8",
        "accelerators": {},
        "cpu_milli": 8000,
        "memory_mib": 16000,
        "disk": "projects/batch-custom-image/global/images/family/batch-cos-stable-official",
        "image": "registry.example/reelmake",
        "tries": 0,
    }
    assert t4 == {**plain, "accelerators": {"nvidia-tesla-t4": 1}}
    assert l4 == {
        **plain,
        "machine": "g2-standard-8",
        "accelerators": {"nvidia-l4": 1},
        "memory_mib": 28000,
    }


def test_google_batch_is_loaded_up_to_its_credentials(tmp_path: Path) -> None:
    nobody = {"GOOGLE_APPLICATION_CREDENTIALS": "", "NO_GCE_CHECK": "true", "HOME": str(tmp_path)}
    made = _channel(tmp_path / "channel", nobody, "google-batch", "gcs")
    run = made.build("-n", timeout=1000)
    assert run.status != 0
    assert "default credentials were not found" in run.said.lower(), run.said


def test_kubernetes_asks_for_gpus_only_where_an_engine_uses_one(
    store: Store, tmp_path: Path
) -> None:
    with kubernetes(tmp_path) as (config, jobs):
        variables = {**store[1], "KUBECONFIG": str(config)}
        made = _channel(tmp_path / "channel", variables, "kubernetes", "s3")
        prefix = f"--default-storage-prefix=s3://{BUCKET}/pods"
        options = ["--shared-fs-usage=none", "--retries=0", "--seconds-between-status-checks=1"]
        gpu = "--set-resources=draw_image:gpu=1"  # as an engine that uses one asks for it
        run = made.build(prefix, *options, gpu, timeout=1000)
    assert run.status == 1, run.said  # the server says of every job that it failed
    pods = {_group(job): job["spec"]["template"]["spec"] for job in jobs}
    assert {"draw_image", "speak_line", "compose_music"} <= pods.keys(), run.said
    for rule, pod in pods.items():
        [container] = pod["containers"]
        limits = container["resources"]["limits"]
        assert container["image"] == "registry.example/reelmake"
        assert limits["memory"].endswith("M")
        if rule == "draw_image":
            assert limits["nvidia.com/gpu"] == "1"
            assert pod["tolerations"][0]["key"] == "nvidia.com/gpu"
        else:
            assert "nvidia.com/gpu" not in limits
            assert "tolerations" not in pod


def _group(job: Mapping[str, Any]) -> str:
    """Return a rule whose jobs a pod makes."""
    [container] = job["spec"]["template"]["spec"]["containers"]
    _, _, allowed = " ".join(container["args"]).partition("--allowed-rules ")
    return str(allowed.split()[0])
