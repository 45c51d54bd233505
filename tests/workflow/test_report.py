"""Snakemake's report with storyboards and charts, of a film that is built."""

from __future__ import annotations

from workflow.channel import Channel


def test_the_report_has_storyboards_charts_and_captions(channel: Channel) -> None:
    run = channel.build("figures")
    assert run.status == 0, run.said
    assert run.rules == {"draw_storyboard": 2, "draw_charts": 1}
    (chart,) = channel.results.glob("figures/reuse-*.svg")
    reuse = chart.read_text(encoding="utf-8")
    assert "0 of 3" in reuse  # pictures: none was there before

    made = channel.build("figures", "--report", "report.html")
    assert made.status == 0, made.said
    page = (channel.folder / "report.html").read_text(encoding="utf-8")
    for words in (
        "Storyboard of S01E01, track es",
        "Seconds that the takes and joins of these films took",
        "how many were there already",
        "Narrated videos from episode scripts",
    ):
        assert words in page
    assert "draw_storyboard" not in channel.dry_run().rules
