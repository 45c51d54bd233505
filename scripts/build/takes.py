"""Takes are named after what asked for them.

A take is what a model or an encoder makes: picture, voice, music, clip. Its file name carries a
readable slug and the hash of everything that determines it, so another wish is another file, an
edit taken back finds the old one, and the same line in two episodes is one file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from slugify import slugify

from build.files import canonical

_HASH_LETTERS = 16  # 64 bits: one chance in 10^7 of any collision among two million takes


@dataclass(frozen=True)
class Take:
    """One take: its kind (folder), engine, name, and the spec that it is made from.

    `sources` are the person's own files it reads, relative to the repository.
    """

    kind: str
    engine: str
    name: str
    spec: Mapping[str, Any] = field(hash=False, compare=False)
    sources: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Path within the takes folder, without a suffix."""
        return f"{self.kind}/{self.engine}/{self.name}"


def make_take(
    kind: str, engine: str, title: str, spec: Mapping[str, Any], sources: tuple[str, ...] = ()
) -> Take:
    """Return the take of `kind` that `engine` makes from `spec`; `title` gives the slug."""
    return Take(kind, engine, f"{slug(title)}-{digest(spec)}", spec, sources)


def takes_folder(files: Iterable[str]) -> Path:
    """Return the takes folder that `files` of takes lie in.

    A job under remote storage (S3) reads them from a folder of its own.
    """
    return Path(next(iter(files))).parents[2]


def digest(spec: Mapping[str, Any]) -> str:
    """Return the hash of `spec` that stands in names."""
    return hashlib.sha256(canonical(spec).encode()).hexdigest()[:_HASH_LETTERS]


@lru_cache(maxsize=1024)  # a line gives its voice and its clip the same; it takes half a ms
def slug(title: str) -> str:
    """Return `title` as a short name that is safe in any file system; `take` where none is left."""
    return slugify(title, max_length=40, word_boundary=True) or "take"
