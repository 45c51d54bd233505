"""One local build, and one Slurm and S3 server for all tests here; they say what they lack."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from cluster.daemons import missing_programs, s3, slurm
from workflow.channel import HOME, TINY, Channel, episode

CLUSTER = Path(os.environ.get("REELMAKE_TEST_CLUSTER", HOME / ".cluster/slurm"))
CLOUDS = Path(os.environ.get("REELMAKE_TEST_CLOUDS", HOME / ".cluster/clouds"))


class ClusterChannel(Channel):
    """A channel built by the Snakemake that has the plugins."""

    snakemake = CLUSTER / "bin/snakemake"
    profiles: tuple[str, ...] = ()

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command that builds here, with the channel's profiles."""
        own = super().command(*arguments)
        given = [part for name in self.profiles for part in ("--profile", HOME / "profiles" / name)]
        return [str(part) for part in [self.snakemake, *own[1:], *given]]

    def run(
        self, command: list[str], variables: Mapping[str, str], output: IO[str], timeout: float
    ) -> int:
        """Run `command` in its own interpreter, which has the plugins; the starter's has none."""
        with Path(output.name).open("w") as said:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                timeout=timeout,
                check=False,
            )
        return done.returncode


def channel(folder: Path, variables: Mapping[str, str], *profiles: str) -> ClusterChannel:
    """Return a channel with one episode of two scenes in one track."""
    made = ClusterChannel(folder, {**TINY, "tracks": ["es"]})
    script(made)
    made.variables = variables
    made.profiles = profiles
    return made


def script(made: Channel) -> None:
    """Write the episode; the second picture is the person's own."""
    Image.new("RGB", (160, 90), (90, 40, 40)).save(made.scripts / "own.png")
    first, second = episode(2)["scenes"]
    made.write(episode(2, scenes=[first, {"text": second["text"], "image": "own.png"}]))


def planned(said: str) -> dict[str, int]:
    """Return how many jobs of each rule a run counted; groups hide them from `Run.rules`."""
    _, _, table = said.partition("Job stats:\n")
    rows = re.findall(r"^(\w+) +(\d+)$", table.partition("\n\n")[0], re.MULTILINE)
    return {rule: int(count) for rule, count in rows if rule not in {"all", "total"}}


def resources_of(said: str) -> dict[str, dict[str, int]]:
    """Return what a dry run says that one job of each rule asks for, as far as it is a number."""
    found = {}
    told = re.findall(r"^ *(?:local)?rule (\w+):\n((?: +\w+: .*\n)+)", said, re.MULTILINE)
    for rule, body in told:
        cores = re.search(r"^ +threads: (\d+)$", body, re.MULTILINE)
        [asked] = re.findall(r"^ +resources: (.*)$", body, re.MULTILINE)
        numbers = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)(?:,|$)", asked)}
        found[rule] = {"_cores": int(cores[1]) if cores else 1, **numbers}
    return found


def require(place: Path, target: str) -> None:
    """Fail where an environment is missing, in a sentence."""
    if not (place / "bin/snakemake").exists():
        pytest.fail(f"{place} is missing: `make {target}` makes it")


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return the channel as this machine alone builds it."""
    made = Channel(tmp_path_factory.mktemp("local") / "channel", {**TINY, "tracks": ["es"]})
    script(made)
    run = made.build()
    assert run.status == 0, run.said
    return made


@pytest.fixture(scope="session")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Return what a build needs to find a running Slurm."""
    require(CLUSTER, "test-cluster")
    if missing := missing_programs():
        pytest.fail(f"{', '.join(missing)} not found: apt-get install slurm-wlm munge")
    with slurm(tmp_path_factory.mktemp("slurm") / "slurm") as variables:
        yield variables


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Return the folder that an S3 server serves, and what a build needs to find it."""
    require(CLUSTER, "test-cluster")
    folder = tmp_path_factory.mktemp("s3") / "buckets"
    with s3(folder, CLUSTER / "bin/rclone") as variables:
        yield folder, variables
