"""Figures for Snakemake's report, only when asked for; a build draws none.

snakemake figures
snakemake figures --report report.html
"""

import atexit
import hashlib


def films_wanted():
    """Return the wanted films, as S01E01/es."""
    return [
        f"{folder}/{track}"
        for folder in WANTED
        for track in PLAN.episodes[folder].tracks
    ]


# Charts are named by the films they are about: of other films they are other charts.
CHARTED = hashlib.sha256(canonical(films_wanted()).encode()).hexdigest()[:8]


def tell_of_charts():
    """Say to who asked for figures of results in a bucket that no charts are drawn of these."""
    asked = workflow.dag_settings and "figures" in workflow.dag_settings.targets
    if asked:
        print(
            "note: no charts are drawn of results in a bucket, storyboards only: a bucket does not "
            "keep when takes were made",
            file=sys.stderr,
        )


if STORED and workflow.is_main_process:
    atexit.register(tell_of_charts)


rule draw_storyboard:
    """Draw a film's storyboard on one sheet: each scene's picture, length and words."""
    input:
        edit="<results>/{episode}/{track}/edit.json",
        texts="<results>/{episode}/{track}/edit.subtitles.json",
        film="<results>/{episode}/{track}/edit.final.json",
        pictures=lambda w: [
            take_file(picture.stem, ".png")
            for picture in PLAN.episode(w.episode).pictures
        ],
        clips=track_takes("clips", ".json"),
    output:
        sheet=report(
            "<results>/{episode}/{track}/storyboard.jpg",
            caption="../resources/report/storyboard.rst",
            category="Storyboards",
            labels={"episode": "{episode}", "track": "{track}"},
        ),
    log:
        "<results>/{episode}/logs/{track}/draw_storyboard.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/draw_storyboard.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    script:
        "../scripts/draw_storyboard.py"


rule draw_charts:
    """Draw how long each phase took, and how many takes were there already."""
    input:
        films=finals(),
        place=in_a_folder,
    output:
        time=report(
            f"<results>/figures/time-{CHARTED}.svg",
            caption="../resources/report/time.rst",
            category="Charts",
            labels={"chart": "time by phase"},
        ),
        reuse=report(
            f"<results>/figures/reuse-{CHARTED}.svg",
            caption="../resources/report/reuse.rst",
            category="Charts",
            labels={"chart": "takes used again"},
        ),
    log:
        f"<logs>/figures/draw_charts-{CHARTED}.log",
    benchmark:
        f"<benchmarks>/figures/draw_charts-{CHARTED}.tsv"
    threads: 1
    resources:
        mem_mb=300,
        runtime=5,
    params:
        films=canonical(films_wanted()),
        results=PLAN.settings.results,
        takes=PLAN.settings.takes,
        benchmarks=f"{PLAN.settings.results}/benchmarks",
    script:
        "../scripts/draw_charts.py"


rule figures:
    """Draw the report's figures (of results in a bucket no charts): `snakemake figures`."""
    input:
        [f"{PLAN.settings.results}/{film}/storyboard.jpg" for film in films_wanted()],
        [] if STORED else rules.draw_charts.output,
    localrule: True
