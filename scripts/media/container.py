"""Media files opened for their packets alone, or as the person's own: as files, never addresses."""

from __future__ import annotations

import errno
from pathlib import Path

import av
from av.container import InputContainer

from build.errors import UserError

# No decoder is allowed, since libav otherwise decodes the first frames of every file it opens to
# guess what the header has said already: 50 ms a file at 1080p, against half of one.
_HEADER_ONLY = {"codec_whitelist": "none", "probesize": "32", "analyzeduration": "0"}
_FILES_ONLY = {"protocol_whitelist": "file"}
# Kinds of a person's own sound and film. Playlists, concat scripts and session descriptions are not
# among them, whatever they are called: what they name would be read, but is not in a take's name.
OWN_FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,m4v,h264,hevc,flv,asf,ogg,mxf,dv,nut,gif,apng,yuv4mpegpipe,"
    "wav,w64,flac,mp3,aac,ac3,eac3,dts,aiff,caf,au,amr,ape,wv,tta,tak,dsf"
)


def open_packets(path: Path) -> InputContainer:
    """Open `path` to read packets, or what its header says; nothing in it can be decoded."""
    return av.open(named(path), options=_HEADER_ONLY | _FILES_ONLY)


def open_own(path: Path, what: str) -> InputContainer:
    """Open a sound or film of the person's own; UserError where `path` is no such file.

    `what` says what it should be: "a sound file", "a video".
    """
    try:
        return av.open(named(path), options={"format_whitelist": OWN_FORMATS, **_FILES_ONLY})
    except (av.FFmpegError, OSError) as error:
        strange = error.errno == errno.EINVAL
        reason = (
            "it is a text, a list of other files or of a rare kind" if strange else error.strerror
        )
        raise UserError(f"{path} is not {what} that can be read: {reason}") from error


def named(path: Path) -> str:
    """Return what libav opens `path` by: `concat:a` or `http:a` is then a file's name."""
    return f"file:{path}"
