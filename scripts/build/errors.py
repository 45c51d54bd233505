"""Errors as the person reads them: one plain sentence each."""

from __future__ import annotations

import errno


class UserError(Exception):
    """Something the person can put right.

    The message is one plain sentence: what is wrong, where (file, scene, key), what to do.
    It is shown as it is; the traceback goes to the log only.
    """


_FULL = {errno.ENOSPC, errno.EDQUOT}
_ADVICE = {
    errno.ENOENT: "is gone, or never came: look for it",
    errno.EFBIG: "is larger than this user's files may be; raise the limit (`ulimit -f`)",
    errno.EROFS: "is on a disk that is read-only; make it writable",
    errno.EACCES: "may not be read or written by this user; give it the right",
    errno.EPERM: "may not be changed by this user; give it the right",
    errno.ELOOP: "is a link that leads back to itself; remove it",
    errno.EISDIR: "is a folder where a file is wanted; move it away",
    errno.ENOTDIR: "has a file on its way where a folder is wanted; move that away",
    errno.EIO: "cannot be read or written, since its disk fails; see to the disk",
}


def sentence(error: BaseException) -> str:
    """Return what `error` says to the person, as one line."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError) and error.errno in _FULL:
        place = f" of {error.filename}" if error.filename else ""
        return f"the disk{place} is full; make room and build again"
    if isinstance(error, OSError) and error.errno in _ADVICE:
        return f"{error.filename or 'a file'} {_ADVICE[error.errno]} and build again"
    words = " ".join(str(error).split()) or "no message"
    return f"{type(error).__name__}: {words}"
