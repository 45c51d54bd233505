"""The only place that starts ffmpeg.

Argument lists only, no shell, nothing read from the terminal. `-xerror` because ffmpeg otherwise
ends with 0 after a missing or truncated input; a hard timeout because some inputs never end.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from build.errors import UserError, sentence
from build.gauge import Gauge
from build.owner import owner_is_alive

_POLL_SECONDS = 0.5
_LONG_SECONDS = 3600.0
_NO_ROOM = 2**16  # bytes
_CAUGHT = 255
_LIMIT = "REELMAKE_FFMPEG_SECONDS"  # in the environment, which jobs and workers inherit


def declare_limit(seconds: float | None) -> None:
    """Have every ffmpeg of this process and its children stopped after so many seconds."""
    if seconds is not None:
        os.environ[_LIMIT] = str(seconds)


@cache
def executable() -> str:
    """Return the path of the ffmpeg that the imageio-ffmpeg package carries."""
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()


def run(
    arguments: Sequence[object],
    *,
    log: Path,
    timeout: float | None = None,
    doing: str = "encode",
    feed: Iterable[bytes] | None = None,
    seconds: float | None = None,
) -> str:
    """Run ffmpeg with `arguments` and return what it said, which is also appended to `log`.

    `feed` is written to its standard input (`-i pipe:0`). With `seconds`, how long the output will
    play, it tells how far it is. Raises UserError when it fails or is not
    done after `timeout` seconds, or those of the configuration where they are fewer;
    InterruptedError when the build that asked for it has gone.
    """
    limits = [float(os.environ[_LIMIT])] if _LIMIT in os.environ else []
    limit = min([timeout, *limits]) if timeout else limits[0] if limits else _LONG_SECONDS
    command = [executable(), "-hide_banner", "-nostats", "-xerror", "-y"]
    command += ["-nostdin"] if feed is None else []
    command += ["-progress", "pipe:1"] if seconds else []
    command += _named(arguments)
    with log.open("a+", encoding="utf-8") as file:
        file.write(" ".join(command) + "\n")
        file.flush()
        start = file.tell()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
            stdout=subprocess.PIPE if seconds else subprocess.DEVNULL,
            stderr=file,
        )
        if feed is not None:
            threading.Thread(target=_feed, args=(process, feed), daemon=True).start()
        if seconds:
            assert process.stdout is not None
            told = (process.stdout, Gauge(seconds, doing))
            threading.Thread(target=_listen, args=told, daemon=True).start()
        try:
            _wait(process, limit, doing)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        file.seek(start)
        said = file.read()
    if name := _ended_by(process.returncode, said):
        raise UserError(f"ffmpeg was ended by {name} while it was to {doing}; build again")
    if process.returncode != 0 and (refused := _refusal(said, log)):
        raise UserError(f"ffmpeg could not {doing}: {refused}")
    if process.returncode != 0:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        last = "; ".join(lines[-2:]) or "no message"
        raise UserError(f"ffmpeg could not {doing}: {last} (all it said is in {log})")
    return said


def _named(arguments: Sequence[object]) -> Iterator[str]:
    """Yield `arguments`, every path as a file and nothing else, and inputs that open only files.

    ffmpeg takes `concat:a|b`, `http:a` and `subfile,,a` for more than names, and so it would take
    what stands in a playlist.
    """
    for argument in arguments:
        if argument == "-i":
            yield from ("-protocol_whitelist", "file,pipe")
        yield f"file:{argument}" if isinstance(argument, Path) else str(argument)


def _ended_by(status: int, said: str) -> str | None:
    """Return what signal ended ffmpeg, or None.

    On those that it catches, SIGINT and SIGTERM, it ends by itself with 255, as by an error of the
    number 1, and says which it was only where it says much.
    """
    if status < 0:
        return signal.Signals(-status).name
    if status != _CAUGHT or os.strerror(errno.EPERM) in said:
        return None
    told = re.search(r"received signal (\d+)", said)
    return signal.Signals(int(told[1])).name if told else "a signal"


def _refusal(said: str, log: Path) -> str | None:
    """Return what a disk refused, by what ffmpeg said amid its other lines, or None.

    On a full disk the log has no room for it either.
    """
    numbers = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO)
    found = [number for number in numbers if os.strerror(number) in said]
    if not found and shutil.disk_usage(log.parent).free < _NO_ROOM:
        found = [errno.ENOSPC]
    return sentence(OSError(found[0], "")) if found else None


def _feed(process: subprocess.Popen[bytes], chunks: Iterable[bytes]) -> None:
    assert process.stdin is not None
    # When ffmpeg ends early the pipe breaks; its own message says why.
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
        for chunk in chunks:
            pipe.write(chunk)


def _listen(said: IO[bytes], gauge: Gauge) -> None:
    with said:
        for line in said:
            # It says N/A until something was written.
            key, _, value = line.strip().partition(b"=")
            if key == b"out_time_us" and value.isdigit():
                gauge.reach(int(value) / 1e6)


def _wait(process: subprocess.Popen[bytes], timeout: float, doing: str) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            process.wait(_POLL_SECONDS)
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise UserError(
                    f"ffmpeg did not finish to {doing} within {timeout:g} seconds and was stopped; "
                    "build again (ffmpeg_seconds in config.yaml says how long it may take)"
                ) from None
            if not owner_is_alive():
                raise InterruptedError("the build that asked for this work is gone") from None
