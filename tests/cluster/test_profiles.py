"""The clouds' profiles, loaded by Snakemake with their plugins, planned up to their credentials.

None of them is run: that takes an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cluster.conftest import CLOUDS, ClusterChannel, channel, planned, require
from cluster.daemons import BUCKET

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(1200)]

_CLOUDS = {
    "kubernetes": {},
    "aws-batch": {
        "SNAKEMAKE_AWS_BATCH_JOB_QUEUE": "arn:aws:batch:eu-west-1:1:job-queue/films",
        "SNAKEMAKE_AWS_BATCH_JOB_ROLE": "arn:aws:iam::1:role/films",
    },
}


def _channel(folder: Path, variables: Mapping[str, str], *profiles: str) -> ClusterChannel:
    require(CLOUDS, "test-cluster")
    made = channel(folder, variables, *profiles)
    made.snakemake = CLOUDS / "bin/snakemake"
    return made


@pytest.mark.parametrize("cloud", _CLOUDS)
def test_a_cloud_with_s3_plans_the_whole_film(
    cloud: str, store: tuple[Path, Mapping[str, str]], tmp_path: Path
) -> None:
    made = _channel(tmp_path / "channel", {**store[1], **_CLOUDS[cloud]}, cloud, "s3")
    prefix = f"--default-storage-prefix=s3://{BUCKET}/{cloud}"
    run = made.build("-n", "--shared-fs-usage=none", prefix, timeout=1000)
    assert run.status == 0, run.said
    jobs = planned(run.said)
    assert jobs["draw_image"] == jobs["speak_line"] == jobs["cut_clip"] == 2
    assert jobs["finish_video"] == 1


def test_google_batch_plans_up_to_its_credentials(tmp_path: Path) -> None:
    nobody = {"GOOGLE_APPLICATION_CREDENTIALS": "", "NO_GCE_CHECK": "true", "HOME": str(tmp_path)}
    made = _channel(tmp_path / "channel", nobody, "google-batch", "gcs")
    run = made.build("-n", timeout=1000)
    assert run.status != 0
    assert "default credentials were not found" in run.said.lower(), run.said
