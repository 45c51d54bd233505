"""Lay a written script where the person finds it, and keep a record of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import read_json, readable, write_text
from build.writing import read_record, record_of


def place_script(take: Path, sidecar: Path, output: Path, about: Mapping[str, Any]) -> str:
    """Write the script in `take` to `output`, which has to be free; return a sentence about it.

    `about` has the episode's own `script`, the `source` it was written from, and its hash as
    `text`.
    """
    script = Path(about["script"])
    if output.exists():
        raise UserError(f"{output} appeared meanwhile and was not touched; run it again")
    said = _said(script, output, about["source"])
    words = take.read_bytes().decode()
    record = read_record(script)
    made = read_json(sidecar)
    record = {
        "text": about["text"],
        "source": about["source"],
        "written": {**record.get("written", {}), output.name: _digest(words.encode())},
        "engine": made["spec"]["engine"],
        "made_by": made.get("made_by", {}),
    }

    def keep() -> None:
        write_text(record_of(script), readable(record))

    # Killed in between, the next run lays the script again, or one proposal too many; the other way
    # round a script would look like the person's own, and a proposal like one they threw away.
    if output == script:
        keep()
        write_text(output, words)
    else:
        write_text(output, words)
        keep()
    return said


def _said(script: Path, output: Path, source: str) -> str:
    if output == script:
        return f"{output} was written from {source}; read it before you build it"
    written = read_record(script).get("written", {}).values()
    own = "it is as it was written" if _digest(script.read_bytes()) in written else "it has edits"
    return (
        f"{source} was written again, into {output}; {script} was not touched ({own}). Move what "
        "you want of one into the other"
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
