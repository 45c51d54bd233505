"""Slurm with one node and two GPUs that are none, and an S3 server: real daemons, all in a folder.

They are started by hand, on free ports, and end with the test. Nothing of the machine's own
configuration is read or changed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

# Debian's package slurm-wlm brings the first four, munge the last.
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "squeue", "munged")
KEYS = ("reelmake", "reelmake-secret")
BUCKET = "films"
_SECONDS = 60

_SLURM = """\
ClusterName=reelmake
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={ctld}
SlurmdPort={slurmd}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SwitchType=switch/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
KillWait=5
MinJobAge=3600
SchedulerParameters=sched_interval=2,batch_sched_delay=0
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} Gres=gpu:fake:2
PartitionName=films Nodes={host} Default=YES MaxTime=INFINITE State=UP
PartitionName=gpus Nodes={host} MaxTime=INFINITE State=UP
"""


def missing_programs() -> list[str]:
    """Return the programs that Slurm needs and this machine lacks."""
    found = {name: shutil.which(name, path=_path()) for name in PROGRAMS}
    return [name for name, place in found.items() if place is None]


@contextmanager
def slurm(folder: Path) -> Iterator[Mapping[str, str]]:
    """Run a Slurm of one node in `folder`, yielding what its commands need in the environment."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o600)
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 9 // 10
    (folder / "slurm.conf").write_text(
        _SLURM.format(
            host=socket.gethostname(),
            user=_user(),
            folder=folder,
            ctld=free_port(),
            slurmd=free_port(),
            cores=cores,
            memory=memory,
        )
    )
    gpus = [folder / f"gpu{number}" for number in range(2)]
    for gpu in gpus:
        gpu.touch()
    (folder / "gres.conf").write_text("".join(f"Name=gpu Type=fake File={gpu}\n" for gpu in gpus))
    variables = {
        "SLURM_CONF": str(folder / "slurm.conf"),
        "PATH": f"{_srun(folder)}:{_path()}",
    }
    munge = [f"--{kind}={folder}/munge.{end}" for kind, end in _MUNGE.items()]
    with ExitStack() as stack:
        run = {"folder": folder, "variables": variables, "stack": stack}
        _daemon(["munged", "--foreground", "--force", *munge], **run)
        _wait(lambda: (folder / "munge.socket").exists(), folder / "munged.out")
        _daemon(["slurmctld", "-D"], **run)
        _daemon(["slurmd", "-D"], **run)
        _wait(lambda: _is_idle(variables), folder / "slurmd.log")
        yield variables


_MUNGE = {
    "key-file": "key",
    "socket": "socket",
    "pid-file": "pid",
    "log-file": "log",
    "seed-file": "seed",
}


def _srun(folder: Path) -> Path:
    # Snakemake's plugin starts srun without SLURM_CONF.
    place = folder / "bin" / "srun"
    place.parent.mkdir()
    program = shutil.which("srun", path=_path())
    place.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {program} "$@"\n')
    place.chmod(0o755)
    return place.parent


@contextmanager
def s3(folder: Path, rclone: Path) -> Iterator[Mapping[str, str]]:
    """Serve the folders in `folder` as S3 buckets, yielding the storage plugin's variables."""
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [
        str(rclone),
        "serve",
        "s3",
        f"--addr=127.0.0.1:{port}",
        f"--auth-key={','.join(KEYS)}",
        f"--config={os.devnull}",
        str(folder),
    ]
    variables = {
        "SNAKEMAKE_STORAGE_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "SNAKEMAKE_STORAGE_S3_REGION": "us-east-1",
        "SNAKEMAKE_STORAGE_S3_ACCESS_KEY": KEYS[0],
        "SNAKEMAKE_STORAGE_S3_SECRET_KEY": KEYS[1],
    }
    with ExitStack() as stack:
        _daemon(command, folder.parent, {}, stack)
        _wait(lambda: _answers(port), folder.parent / "rclone.out")
        yield variables


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _daemon(
    command: list[str], folder: Path, variables: Mapping[str, str], stack: ExitStack
) -> None:
    out = stack.enter_context((folder / f"{Path(command[0]).name}.out").open("wb"))
    environment = {**os.environ, **variables}
    program = shutil.which(command[0], path=_path())
    assert program is not None
    process = subprocess.Popen(
        [program, *command[1:]], stdout=out, stderr=out, env=environment, start_new_session=True
    )
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while not ready():
        if time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise TimeoutError(f"it did not start in {_SECONDS} s\n{said}")
        time.sleep(0.2)


def _is_idle(variables: Mapping[str, str]) -> bool:
    found = subprocess.run(
        ["sinfo", "--noheader", "--format=%t"],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        check=False,
    )
    return "idle" in found.stdout.split()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _path() -> str:
    return f"{os.environ['PATH']}:/usr/sbin:/sbin"


def _user() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name
