"""An entry in the lexicon makes again exactly the lines that hold the word."""

from __future__ import annotations

from workflow.channel import Channel
from workflow.test_edits import JOINS, SUBTITLES, stamps


def test_an_entry_speaks_again_the_lines_that_hold_its_word_and_no_other(channel: Channel) -> None:
    before = stamps(channel)
    lexicon = channel.scripts / "lexicon.es.yaml"
    lexicon.write_text("dos: el número dos, el dos,\nnueve: nuef\n", encoding="utf-8")
    said = channel.dry_run()
    assert said.rules == {"speak_line": 1, "cut_clip": 1, **JOINS, **SUBTITLES}
    (voice,) = [output for rule, output in said.jobs if rule == "speak_line"]
    assert "/escena-dos-" in voice
    done = channel.build()
    assert done.status == 0, done.said
    assert done.jobs == said.jobs
    after = stamps(channel)
    assert {path: after[path] for path in before} == before
    srt = (channel.results / "S01E01/es/subtitles.srt").read_text(encoding="utf-8")
    assert "Escena dos." in srt
    assert "número" not in srt

    lexicon.unlink()
    assert channel.dry_run().rules == {**JOINS, **SUBTITLES}
