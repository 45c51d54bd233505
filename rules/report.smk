"""Figures for Snakemake's report, only when asked for; a build draws none.

snakemake figures
snakemake figures --report report.html
"""


def films_wanted():
    """Return the wanted films, as S01E01/es."""
    return [
        f"{folder}/{track}"
        for folder in filter(PLAN.wants, PLAN.episodes)
        for track in PLAN.episodes[folder].tracks
    ]


rule draw_storyboard:
    """Draw a film's storyboard on one sheet: each scene's picture, length and words."""
    input:
        edit="<results>/{episode}/{track}/edit.json",
        texts="<results>/{episode}/{track}/edit.subtitles.json",
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
    params:
        takes=PLAN.settings.takes,
        title=lambda w: PLAN.episode(w.episode).episode.title[
            PLAN.track(w.episode, w.track).text
        ],
        locale=lambda w: PLAN.track(w.episode, w.track).locale,
    script:
        "../scripts/draw_storyboard.py"


rule draw_charts:
    """Draw how long each phase took, and how many takes were there already."""
    input:
        films=finals(),
    output:
        time=report(
            "<results>/figures/time.svg",
            caption="../resources/report/time.rst",
            category="Charts",
            labels={"chart": "time by phase"},
        ),
        reuse=report(
            "<results>/figures/reuse.svg",
            caption="../resources/report/reuse.rst",
            category="Charts",
            labels={"chart": "takes used again"},
        ),
    log:
        "<logs>/figures/draw_charts.log",
    benchmark:
        "<benchmarks>/figures/draw_charts.tsv"
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
    """Draw the report's figures: `snakemake figures`."""
    input:
        [f"{PLAN.settings.results}/{film}/storyboard.jpg" for film in films_wanted()],
        rules.draw_charts.output,
    localrule: True
