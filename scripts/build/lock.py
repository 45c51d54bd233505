"""One build at a time on a results folder, by a lock of the operating system.

It dies with its process, also by SIGKILL, so the same command again just works; Snakemake's own
lock would outlive it and ask for `--unlock`.
"""

from __future__ import annotations

import fcntl
import os
import socket
from datetime import datetime
from pathlib import Path
from typing import TextIO

from build.errors import UserError


def hold_lock(results: Path) -> TextIO:
    """Lock `results` for as long as the returned file stays open.

    Raises UserError, naming the other process and its machine, when another build holds it.
    """
    try:
        results.mkdir(parents=True, exist_ok=True)
        file = (results / ".lock").open("a+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError(
            f"config, results: {results} cannot be made or written ({error.strerror}); choose "
            "another folder"
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise UserError(
            f"another build is working on {results} ({holder}); wait for it to end, or end it"
        ) from None
    except OSError as error:  # Lustre without `-o flock`, some FUSE and NFS
        file.close()
        raise UserError(
            f"config, results: the file system of {results} has no locks ({error.strerror}), which "
            "keep two builds from working there at once; choose a folder on another one, or have "
            "it mounted with locks (Lustre: `-o flock`)"
        ) from error
    file.truncate(0)
    since = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    file.write(f"process {os.getpid()} on {socket.gethostname()}, since {since}\n")
    file.flush()
    return file
