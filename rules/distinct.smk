"""Distinct renditions: a film once more at a tempo of its own, only when asked for.

snakemake distinct
"""


def distinct_renditions(folders=WANTED):
    """Return the distinct renditions of the films of episodes."""
    return [str(Path(film).with_name("distinct.mp4")) for film in finals(folders)]


def distinct_by_default(folders):
    """Return the distinct renditions that a build makes by default: usually none."""
    return (
        distinct_renditions(folders) if PLAN.settings.tree["distinct"]["build"] else []
    )


rule render_distinct:
    """Render a film at a tempo of its own, with grain and no metadata, its subtitles with it."""
    input:
        edit="<results>/{episode}/{track}/edit.distinct.json",
        video="<results>/{episode}/{track}/final.mp4",
        srt="<results>/{episode}/{track}/subtitles.srt",
        vtt="<results>/{episode}/{track}/subtitles.vtt",
    output:
        video="<results>/{episode}/{track}/distinct.mp4",
        srt="<results>/{episode}/{track}/distinct.srt",
        vtt="<results>/{episode}/{track}/distinct.vtt",
        checksums=checksums(
            "<results>/{episode}/{track}/distinct.mp4",
            "<results>/{episode}/{track}/distinct.srt",
            "<results>/{episode}/{track}/distinct.vtt",
        ),
    log:
        "<results>/{episode}/logs/{track}/render_distinct.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/render_distinct.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=240,
    script:
        "../scripts/render_distinct.py"


rule distinct:
    """Render the distinct renditions of every episode and track: `snakemake distinct`."""
    input:
        distinct_renditions(),
        refused(),
    localrule: True
