"""What is around a rule's work: a failure leaves one sentence, which is said once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from build.errors import UserError
from build.gauge import gauge_file
from build.job import SHOWN, failure_sentence, job


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserError("there is no voice"), "there is no voice"),
        (ValueError("odd\nnumber"), "ValueError: odd number"),
        (KeyboardInterrupt(), "it was interrupted"),
    ],
)
def test_a_failed_job_leaves_its_sentence_last(
    tmp_path: Path, error: BaseException, sentence: str
) -> None:
    log = tmp_path / "logs/job.log"
    with pytest.raises(SystemExit) as ended, job(SimpleNamespace(log=[log])):
        for left in (gauge_file(log), gauge_file(log).with_suffix(".gauge.new")):
            left.write_text("{}", encoding="utf-8")
        raise error
    assert (ended.value.code, failure_sentence(log)) == (1, sentence)
    assert list(log.parent.iterdir()) == [log]


@pytest.mark.parametrize("shown", [True, False])
def test_the_sentence_is_said_by_the_job_or_by_the_build_that_shows_it(
    tmp_path: Path,
    shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if shown:
        monkeypatch.setenv(SHOWN, "lines")
    else:
        monkeypatch.delenv(SHOWN, raising=False)
    with pytest.raises(SystemExit), job(SimpleNamespace(log=[tmp_path / "job.log"])):
        raise UserError("there is no voice")
    assert capsys.readouterr().err == ("" if shown else "error: there is no voice\n")
