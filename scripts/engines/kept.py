"""The paid answers of one take, kept on disk from when they come until the take is there for good.

Each is a file named by what asked for it: a line that tells what it took (requests, and answers
that were lost), then the answer, or nothing while there is none. The line is written before each
request, and room for the answer is taken: so nothing is asked for that could not be kept, and a
killed build leaves word of what it had asked for.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from build.errors import UserError
from build.files import TEMPORARY, canonical, scratch, sync
from build.gauge import tell
from engines.rates import cache_folder
from engines.service import AwayError, Tally, dated

T = TypeVar("T")

_LINE = 65536  # bytes of room for the line before an answer
_LONG_AGO = 86400  # seconds, in which every request has ended


class Kept:
    """What one take has had answered by the service `name`, in this try and in earlier ones."""

    def __init__(self, name: str) -> None:
        self.tally = Tally()  # of this try
        self._name = name
        self._folder = cache_folder() / name
        self._earlier: dict[Path, Tally] = {}
        self._unkept: OSError | None = None

    def get(
        self,
        wish: Mapping[str, Any],
        room: int,
        ask: Callable[[Tally], bytes],
        use: Callable[[bytes], T],
    ) -> T:
        """Return what `use` makes of the answer to `wish`, asked for only where it is not kept.

        `room` is how many bytes an answer may have. An answer that `use` refuses by a UserError is
        of no value and not kept; AwayError says that it cannot be used yet.
        """
        path = self._path(wish)
        self._earlier[path], answer = _read(path)
        if answer:
            try:
                return use(answer)
            except AwayError:
                raise
            except UserError:
                pass  # what was good is so no more, as an address that is no longer served
        answer = self._asked(path, room, ask)
        try:
            return use(answer)
        except AwayError:
            raise
        except UserError:
            with suppress(OSError):
                _write(path, _read(path)[0])
            raise

    def record(self) -> dict[str, Any]:
        """Return what all answers took, those of earlier tries too, for the take's sidecar."""
        took = [*self._earlier.values(), self.tally]
        lost = [why for one in took for why in one.lost]
        return Tally(sum(one.requests for one in took), lost).record()

    def forget(self) -> None:
        """Remove what is kept: the take and its sidecar are written, and the job knows.

        The files of a job that was ended may be removed by Snakemake, whole as they are.
        """
        for path in self._earlier:
            with suppress(OSError):  # the take is there all the same
                path.unlink(missing_ok=True)

    def _asked(self, path: Path, room: int, ask: Callable[[Tally], bytes]) -> bytes:
        """Return the answer of the service, kept as `path`."""
        earlier, tally = self._earlier[path], self.tally
        requests, lost = tally.requests, len(tally.lost)

        def took(*more: str) -> Tally:
            sent = earlier.requests + tally.requests - requests
            return Tally(sent + len(more), [*earlier.lost, *tally.lost[lost:], *more])

        def sending() -> None:
            try:
                _write(path, took(dated("the build was killed before the answer came")))
            except OSError as error:
                raise self._full(error) from None

        if self._unkept:
            raise self._full(self._unkept)
        tally.sending = sending
        with scratch(path, ".room") as reserved:
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sweep(path.parent)
                reserved.write_bytes(bytes(_LINE + room))
                sync(reserved)
            except OSError as error:
                raise self._full(error) from None
            try:
                answer = ask(tally)
            except BaseException:
                if tally.requests > requests:
                    with suppress(OSError):
                        _write(path, took())
                raise
            try:
                _fill(reserved, took(), answer)
                reserved.replace(path)
            except OSError as error:
                # The take may be written all the same; nothing more is asked for.
                self._unkept = error
                tell(f"an answer that was paid for is not kept: {error}")
        return answer

    def _full(self, error: OSError) -> UserError:
        return UserError(
            f"an answer of {self._name} could not be kept under {self._folder} "
            f"({error.strerror}), so none is asked for: make room there, or set XDG_CACHE_HOME to "
            "a folder on another disk, and build again"
        )

    def _path(self, wish: Mapping[str, Any]) -> Path:
        return self._folder / hashlib.sha256(canonical(wish).encode()).hexdigest()


def _read(path: Path) -> tuple[Tally, bytes]:
    """Return what the answer at `path` took, and the answer; nothing of both where none is kept."""
    try:
        line, _, answer = path.read_bytes().partition(b"\n")
        told = json.loads(line)
        return Tally(int(told["requests"]), [str(why) for why in told["lost"]]), answer
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return Tally(), b""


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed long ago left half-written."""
    for path in folder.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LONG_AGO:
                path.unlink()


def _write(path: Path, took: Tally) -> None:
    """Write what an answer took that is not there; also when the build that asked is gone."""
    with scratch(path) as temporary:
        temporary.touch()
        _fill(temporary, took, b"")
        temporary.replace(path)


def _fill(path: Path, took: Tally, answer: bytes) -> None:
    line = canonical({"requests": took.requests, "lost": took.lost}).encode() + b"\n"
    with path.open("r+b") as file:
        file.write(line + answer)
        file.truncate()
    sync(path)
