"""One build at a time: who holds the folder, and a file system that has no locks."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path

import pytest

from build.errors import UserError
from build.lock import hold_lock


def test_a_second_build_is_told_which_process_on_which_machine_is_at_work(tmp_path: Path) -> None:
    with hold_lock(tmp_path), pytest.raises(UserError) as refused:
        hold_lock(tmp_path)
    holder = f"process {os.getpid()} on {socket.gethostname()}, since "
    assert str(refused.value).startswith(f"another build is working on {tmp_path} ({holder}")
    hold_lock(tmp_path).close()


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK])
def test_a_file_system_without_locks_is_not_another_build(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(file: object, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)  # no such file system can be made for a test
    with pytest.raises(UserError, match="has no locks") as refused:
        hold_lock(tmp_path)
    assert str(refused.value).startswith(f"config, results: the file system of {tmp_path} has no")
    assert os.strerror(number) in str(refused.value)
    assert "another build" not in str(refused.value)
