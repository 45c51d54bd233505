"""From a text to a valid script: ask the writer, check its answer, send mistakes back, or refuse.

Every answer is kept beside the job's log before it is looked at, so nothing paid for is lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import write_text
from engines.base import Draft, WriterEngine
from engines.kept import Kept
from engines.writer.answer import read_answer, unfenced

REPAIRS = 2  # times that mistakes are sent back
_SHOWN = 3  # mistakes told at once
_COUNTED = ("tokens_in", "tokens_out", "usd")


def draft_script(
    engine: WriterEngine, name: str, spec: Mapping[str, Any], log: Path, kept: Kept
) -> tuple[str, dict[str, Any]]:
    """Return the script that `engine` writes for `spec`, as JSON text, and its record.

    `kept` has the answers of a draft that could not be written. Raises UserError with the mistakes,
    and where the answer is, when it stays invalid after REPAIRS corrections, or is cut off.
    """
    languages = list(spec["languages"])
    drafts: list[Draft] = []
    mistakes: list[str] = []
    for _ in range(REPAIRS + 1):
        draft = engine.write(spec, kept, drafts[-1].text if drafts else None, mistakes)
        drafts.append(draft)
        shown = _free(log)
        write_text(shown, unfenced(draft.text))
        if not draft.whole:
            kept.forget()
            raise UserError(
                f"{name}'s script was cut off at the longest answer it may give; raise "
                f"engines.{name}.tokens, or split the text into two episodes (what came is {shown})"
            )
        document, mistakes = read_answer(shown, languages)
        if not mistakes:
            script = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
            return script, {**_record(drafts), **kept.record()}
    kept.forget()
    more = f"; and {len(mistakes) - _SHOWN} more" if len(mistakes) > _SHOWN else ""
    raise UserError(
        f"{name} wrote no valid script in {len(drafts)} answers: "
        f"{'; '.join(mistakes[:_SHOWN])}{more} (its last answer is {shown})"
    )


def _free(log: Path) -> Path:
    # Beside the answers of earlier runs, which were paid for too.
    names = (log.with_name(f"{log.stem}.answer-{number}.json") for number in count(1))
    return next(path for path in names if not path.exists())


def _record(drafts: list[Draft]) -> dict[str, Any]:
    record = {**drafts[-1].record, "answers": len(drafts)}
    for key in _COUNTED:
        if all(key in draft.record for draft in drafts):
            record[key] = round(sum(draft.record[key] for draft in drafts), 6)
    return record
