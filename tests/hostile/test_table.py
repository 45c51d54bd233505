"""Every kind of hostile input is refused in the sentence that docs/hostile-input.md tells.

`REELMAKE_WRITE_TABLE=1 pytest tests/hostile/test_table.py` writes the table anew.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from hostile.cases import CASES, HOME, Case
from hostile.test_scripts import is_a_sentence

DOCUMENT = HOME / "docs/hostile-input.md"
HEAD = "| where | what | sentence |\n|---|---|---|\n"
SECONDS = 20  # of a processor, as a bound; most take a hundredth of one
LONGEST = 240  # letters of a sentence in the table


def row(case: Case, sentence: str) -> str:
    """Return the case as a row of a table in Markdown."""
    if len(sentence) > LONGEST:
        sentence = sentence[:LONGEST] + " …"
    shown = sentence.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return f"| {case.where} | {case.kind} | {shown.replace('*', '&#42;')} |\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.where}: {case.kind}")
def test_it_is_refused_in_the_sentence_that_is_told(case: Case, tmp_path: Path) -> None:
    began = time.process_time()
    sentence = case.sentence(tmp_path)
    assert time.process_time() - began < SECONDS
    assert is_a_sentence(sentence)
    if "REELMAKE_WRITE_TABLE" not in os.environ:
        assert row(case, sentence) in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.skipif("REELMAKE_WRITE_TABLE" not in os.environ, reason="it is not asked for")
def test_write_the_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [row(case, case.sentence(tmp_path_factory.mktemp("case"))) for case in CASES]
    before, _, _ = DOCUMENT.read_text(encoding="utf-8").partition(HEAD)
    DOCUMENT.write_text(before + HEAD + "".join(rows), encoding="utf-8")
